/**
 * What the multi-JVM tests are made of: lines that can be told from damage ({@link
 * logweir.integration.harness.LineFormat}), an oracle that holds a log file against what was logged
 * ({@link logweir.integration.harness.LineOracle}), real JVMs that can be paused and killed ({@link
 * logweir.integration.harness.ForkedJvm}), and the worker that runs in them ({@link
 * logweir.integration.harness.LogWorker}).
 *
 * <p>A test writes {@link logweir.integration.harness.WorkerOrders}, has a {@link
 * logweir.integration.harness.Jvms} extension start them as {@link
 * logweir.integration.harness.Workers}, and asks the oracle.
 */
package logweir.integration.harness;
