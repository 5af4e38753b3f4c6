package logweir.integration;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.Workers;

/** JVMs that write one log, each with a number of its own, most of which are to die. */
final class Mortals {
  /** Small, so that a life takes many; together they hold a line of 256 KB. */
  private static final int CHUNK_BYTES = 16 * 1024;

  private static final int MAX_CHUNKS = 32;

  /**
   * Lengths of lines: mostly short ones, some that lie in several chunks, some that are too long
   * for the ring.
   */
  static final int[] SIZES = {
    64, 128, 700, 5000, 128, 64, 100_000, 128, 3000, 64, 300_000, 128, 64, 128, 700, 64
  };

  /** Lengths of lines that are staged in one chunk, as a rule. */
  static final int[] SHORT = {64, 128, 700};

  private final Jvms jvms;
  private final WorkerOrders orders;
  private final List<Worker> started = new ArrayList<>();

  /** JVMs for a log; those that there are for another one are ended. */
  Mortals(Jvms jvms, WorkerOrders orders) throws Exception {
    jvms.startAnew();
    this.jvms = jvms;
    this.orders = orders.shortLived();
  }

  /** Orders to log to a file through a ring of many small chunks. */
  static WorkerOrders logTo(Path file) {
    return WorkerOrders.logTo(file).geometry(CHUNK_BYTES, MAX_CHUNKS);
  }

  /** What all have in common; change what you need. */
  WorkerOrders orders() {
    return orders;
  }

  /** Starts the next one, which then waits before it opens the log. */
  Worker start(WorkerOrders its) {
    Worker worker = jvms.start(its.held().asJvm(started.size()));
    started.add(worker);
    return worker;
  }

  /** The same, to be stopped at failpoints. */
  Worker startFor(WorkerOrders its, String... failpoints) {
    return start(its.failpoint(String.join(",", failpoints)));
  }

  /** Lets it open the log, and log the lines of a round. */
  static Worker send(Worker worker) {
    return worker.go().go();
  }

  /** The same; waits until threads of it have come to all these failpoints. */
  static Worker sendTo(Worker worker, String... failpoints) {
    send(worker);
    for (String failpoint : failpoints) {
      worker.awaitAt(nameOf(failpoint));
    }
    return worker;
  }

  /** The name of the failpoint in an order such as {@code RESERVED#50}. */
  private static String nameOf(String failpoint) {
    return failpoint.split("[#+=]", -1)[0];
  }

  /** All of them, dead or alive. */
  Workers all() {
    return new Workers(started);
  }
}
