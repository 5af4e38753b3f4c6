package logweir.integration;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import logweir.integration.harness.LogWorker;
import logweir.integration.harness.Signals;
import logweir.integration.harness.WorkerOrders;

/**
 * The main program of a JVM that does one worker's orders after the other, each of them in a log of
 * its own. On its standard input it is told orders, one line each, and "stop" for those that it is
 * at; "end" for the last. It ends when no thread of the product is left.
 */
final class CaseWorker {
  /** Printed before the log's path, when it is closed again. */
  static final String CLOSED = "closed ";

  /** Printed before what was thrown, or is otherwise not as it should be. */
  static final String BAD = "bad: ";

  static final String STOP = "stop";
  static final String END = "end";

  private static final String PRODUCT = "logweir-";
  private static final int ORPHANED = 3;
  private static final long LOOK_NANOS = 10_000_000;

  /** Long enough for a share of the processor to mean something. */
  private static final long LONG_NANOS = 500_000_000;

  private final Signals signals = Signals.given();
  private final WorkerOrders orders;
  private final long startNanos = System.nanoTime();

  private CaseWorker(WorkerOrders orders) {
    this.orders = orders;
  }

  public static void main(String[] arguments) throws IOException {
    CaseWorker current = null;
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.equals(END)) {
        awaitNoThreadLeft();
        return;
      } else if (line.equals(STOP) && current != null) {
        current.stop();
      } else {
        current = new CaseWorker(WorkerOrders.parse(List.of(line.split(" ", -1))));
        new Thread(current::work, "case").start();
      }
    }
    Runtime.getRuntime().halt(ORPHANED);
  }

  private void work() {
    try {
      LogWorker.work(orders, signals);
    } catch (Throwable t) {
      System.out.println(BAD + t + " " + Arrays.asList(t.getStackTrace()));
    }
    System.out.println(CLOSED + orders.file());
  }

  private void stop() {
    long age = System.nanoTime() - startNanos;
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (age > LONG_NANOS && isOfThisLog(thread) && cpuNanos(thread) > age / 10 * 8) {
        System.out.println(BAD + thread + " spins: " + Arrays.asList(thread.getStackTrace()));
      }
    }
    signals.stop();
  }

  private boolean isOfThisLog(Thread thread) {
    return thread.getName().startsWith(PRODUCT)
        && thread.getName().endsWith("-" + orders.file().getFileName());
  }

  private static long cpuNanos(Thread thread) {
    return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId());
  }

  // Whoever waits for this JVM's end has a time limit.
  private static void awaitNoThreadLeft() {
    while (Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().startsWith(PRODUCT))) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }
}
