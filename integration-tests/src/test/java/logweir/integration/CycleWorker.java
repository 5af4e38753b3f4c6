package logweir.integration;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import logweir.integration.harness.Ledger;
import logweir.integration.harness.LineFormat;
import logweir.integration.harness.LineId;
import logweir.integration.harness.LogSink;
import logweir.integration.harness.LogWorker;
import logweir.integration.harness.Signals;
import logweir.integration.harness.WorkerOrders;

/**
 * The main program of a JVM that opens and closes the log for each of its lines, while other
 * threads of it log through a context that stays. Says what it held before and after.
 */
final class CycleWorker {
  static final String SEPARATOR = "--";
  static final String BEFORE = "before ";
  static final String AFTER = "after ";
  static final String LEAKED = "leaked ";

  private static final int WARM_UP = 50;
  private static final int LINE_BYTES = 64;
  private static final int LOOKS = 20;
  private static final long LOOK_NANOS = 20_000_000;
  private static final long PATIENCE_NANOS = 30_000_000_000L;

  private final WorkerOrders orders;
  private final Ledger ledger;

  private CycleWorker(WorkerOrders orders) throws IOException {
    this.orders = orders;
    this.ledger = Ledger.open(orders.ledger());
  }

  public static void main(String[] arguments) throws Exception {
    List<String> all = List.of(arguments);
    int separator = all.indexOf(SEPARATOR);
    WorkerOrders cycling = WorkerOrders.parse(all.subList(0, separator));
    WorkerOrders busy = WorkerOrders.parse(all.subList(separator + 1, all.size()));
    Signals.listen();
    CycleWorker worker = new CycleWorker(cycling);
    worker.cycle(0, WARM_UP);
    Footprint before = settled(cycling);
    System.out.println(BEFORE + before);
    Signals signals = Signals.given();
    Thread load = new Thread(() -> work(busy, signals));
    load.start();
    worker.cycle(WARM_UP, cycling.lines());
    signals.stop();
    load.join();
    // Before any look collects garbage: a forgotten channel must not pass for a closed one.
    int openAtOnce = Footprint.descriptorsHeld().size();
    Footprint after = settledWithin(before, cycling);
    System.out.println(AFTER + after);
    boolean leaked = openAtOnce > before.descriptors() || !after.isWithin(before);
    if (leaked) {
      System.out.println("descriptors at once " + openAtOnce + ", " + Footprint.details());
    }
    System.out.println(LEAKED + leaked);
  }

  private static void work(WorkerOrders orders, Signals signals) {
    try {
      LogWorker.work(orders, signals);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void cycle(int from, int to) throws IOException {
    for (int sequence = from; sequence < to; sequence++) {
      byte[] line =
          LineFormat.line(new LineId(orders.run(), orders.jvm(), 0, sequence), LINE_BYTES);
      try (LogSink sink = LogSink.open(orders)) {
        ledger.begin(0, sequence);
        sink.log(0, line);
      }
      ledger.acknowledge(0, sequence);
    }
  }

  /** The least that is seen within some looks. */
  private static Footprint settled(WorkerOrders orders) throws IOException {
    Footprint least = Footprint.now(orders);
    for (int look = 0; look < LOOKS; look++) {
      LockSupport.parkNanos(LOOK_NANOS);
      least = least.least(Footprint.now(orders));
    }
    return least;
  }

  /** What is held once it is no more than the bound; or, when that never comes, in the end. */
  private static Footprint settledWithin(Footprint bound, WorkerOrders orders) throws IOException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    Footprint held = Footprint.now(orders);
    while (!held.isWithin(bound) && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(LOOK_NANOS);
      held = Footprint.now(orders);
    }
    return held;
  }
}
