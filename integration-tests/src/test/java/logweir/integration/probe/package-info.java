/**
 * Programs that measure: throughput, system calls, allocation. They are no tests; one is run by
 *
 * <pre>
 *   mvn -q -B -Pprobe -Dprobe=ThroughputProbe -DskipTests -pl integration-tests -am verify
 * </pre>
 *
 * Figures of one run can be compared with each other, those of two runs hardly.
 */
package logweir.integration.probe;
