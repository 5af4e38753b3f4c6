/**
 * To look at if you have a RollingFileAppender, and more than one JVM is to write its file: what
 * has to change in the configuration, what stays as it was, and what several JVMs lose without it.
 *
 * <p>{@code logback-before.xml} and {@code logback-after.xml} differ in the class of the appender
 * and in nothing else. {@link logweir.examples.migrate.Demo} lets one JVM and then two of them log
 * with each, and counts the lines of all files.
 */
package logweir.examples.migrate;
