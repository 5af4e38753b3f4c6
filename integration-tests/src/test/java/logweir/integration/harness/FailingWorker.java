package logweir.integration.harness;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The main program of a JVM in which errors are thrown out of logging calls. The line of such a
 * call may be in the file or not, those before it must be: so an error ends the life of one of the
 * threads that the orders name, and the next one goes on, to the last.
 */
public final class FailingWorker {
  /** What this program prints before the number of its errors. */
  public static final String ERRORS = "errors ";

  private static final String CAUSE = "logweir.test.cause";
  private static final int STACK_BYTES = 512 * 1024;
  private static final int LAST_FRAMES = 300;
  private static final int WARM_LINES = 500;
  private static final long FULL_HEAP_NANOS = 5_000_000;

  /** Where the errors come from. */
  public enum Cause {
    /** From failpoints. */
    FAILPOINT,
    /** The stack is used up somewhere in the call. */
    OVERFLOW,
    /** The heap is full now and then. */
    NO_MEMORY
  }

  private final WorkerOrders orders;
  private final int[] sizes;
  private final Ledger ledger;
  private final LogSink sink;
  private final Cause cause;
  private final AtomicInteger errors = new AtomicInteger();

  // How many frames fit on a stack; compiled ones are smaller, so it is found out by trying.
  private final AtomicInteger deepest = new AtomicInteger(1000);

  private volatile boolean done;
  private Object[] hoard;

  private FailingWorker(WorkerOrders orders, Ledger ledger, LogSink sink) {
    this.orders = orders;
    this.sizes = orders.sizes();
    this.ledger = ledger;
    this.sink = sink;
    this.cause = Cause.valueOf(System.getProperty(CAUSE));
  }

  /** The option of a JVM that has such errors. */
  public static String option(Cause cause) {
    return "-D" + CAUSE + "=" + cause;
  }

  public static void main(String[] arguments) throws Exception {
    WorkerOrders orders = WorkerOrders.parse(List.of(arguments));
    Ledger ledger = Ledger.open(orders.ledger());
    try (LogSink sink = LogSink.open(orders)) {
      System.out.println(LogWorker.READY);
      FailingWorker worker = new FailingWorker(orders, ledger, sink);
      worker.run();
      System.out.println(ERRORS + worker.errors.get());
    }
    System.out.println(LogWorker.DONE);
  }

  private void run() throws InterruptedException {
    // A class that is loaded at the wrong moment, and fails, stays broken for ever.
    int warmLines = cause == Cause.FAILPOINT ? 0 : WARM_LINES;
    for (int sequence = 0; sequence < warmLines; sequence++) {
      log(0, sequence, 0);
    }
    live(1);
    Thread hog = new Thread(this::useUpMemory, "hog");
    hog.setDaemon(true);
    if (cause == Cause.NO_MEMORY) {
      hog.start();
    }
    for (int life = 2; life < orders.threads(); life++) {
      live(life);
    }
    done = true;
    hog.join();
  }

  private void live(int life) throws InterruptedException {
    try {
      Thread thread = new Thread(null, () -> logLines(life), "life", STACK_BYTES);
      thread.start();
      thread.join();
    } catch (OutOfMemoryError e) {
      // No life this time.
    }
  }

  private void logLines(int life) {
    try {
      for (int sequence = 0; sequence < orders.lines(); sequence++) {
        boolean deep = cause == Cause.OVERFLOW && sequence % 2 == 1;
        log(
            life,
            sequence,
            deep ? deepest.get() - ThreadLocalRandom.current().nextInt(LAST_FRAMES) : 0);
      }
      deepest.addAndGet(LAST_FRAMES);
    } catch (Throwable t) {
      deepest.addAndGet(-LAST_FRAMES / 10);
      errors.incrementAndGet();
    }
  }

  private void log(int life, int sequence, int depth) {
    LineId id = new LineId(orders.run(), orders.jvm(), life, sequence);
    byte[] line = LineFormat.line(id, sizes[sequence % sizes.length]);
    ledger.begin(life, sequence);
    if (!logAt(depth, life, line)) {
      throw new IllegalStateException("refused: " + id);
    }
    ledger.acknowledge(life, sequence);
  }

  private boolean logAt(int depth, int life, byte[] line) {
    return depth <= 0 ? sink.log(life, line) : logAt(depth - 1, life, line);
  }

  /** Fills the heap to the last bytes, holds it for a moment, lets it go. */
  private void useUpMemory() {
    while (!done) {
      try {
        for (int entries = 1 << 14; entries >= 2; entries /= 8) {
          fillWith(entries);
        }
        LockSupport.parkNanos(FULL_HEAP_NANOS);
      } catch (OutOfMemoryError e) {
        // So full that not even this thread can go on.
      }
      hoard = null;
      LockSupport.parkNanos(FULL_HEAP_NANOS);
    }
  }

  private void fillWith(int entries) {
    try {
      while (!done) {
        Object[] next = new Object[entries];
        next[0] = hoard;
        hoard = next;
      }
    } catch (OutOfMemoryError e) {
      // Full, as far as entries of this size go.
    }
  }
}
