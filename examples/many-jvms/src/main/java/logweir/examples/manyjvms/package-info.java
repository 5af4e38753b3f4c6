/**
 * Several JVMs write one log file. {@link logweir.examples.manyjvms.Demo} starts them, follows the
 * file with {@code tail -F}, kills one of them, and then holds the file against what each said it
 * had logged.
 */
package logweir.examples.manyjvms;
