/**
 * Compares {@code MmapSharedAppender} with the appenders that one could use instead, on the machine
 * it runs on. {@link logweir.examples.benchmark.Benchmark} starts the JVMs that log, gives each
 * contender its turn in every round, holds each file against what was logged, and reports.
 */
package logweir.examples.benchmark;
