/**
 * To look at if you want to know what happens to the last lines when every JVM of a log is killed
 * at once, by the kernel's OOM killer or an operator, and none starts again.
 *
 * <p>{@link logweir.examples.killandrecover.Writer} logs, and keeps a record of the calls that have
 * returned. {@link logweir.examples.killandrecover.Demo} kills all writers, asks {@code logweir
 * status} what is staged, lets {@code logweir recover} publish it, and holds the file against the
 * records.
 */
package logweir.examples.killandrecover;
