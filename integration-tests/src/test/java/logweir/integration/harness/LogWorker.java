package logweir.integration.harness;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import logweir.integration.harness.WorkerOrders.ThreadKind;

/**
 * The main program of a JVM that logs. It opens the log, says "ready", logs its lines when it is
 * told to go, and says "done". What was begun and acknowledged is in its {@link Ledger}.
 */
public final class LogWorker {
  static final String OPENING = "opening";
  static final String READY = "ready";
  static final String ROUND = "round ";
  static final String ROUND_ENDED = "ended round ";
  static final String LOGGED = "logged ";
  static final String SWALLOWED = "swallowed interrupts ";
  static final String DONE = "done";
  static final String TIMES = "times ";

  private static final long REFUSED_PAUSE_NANOS = 1_000_000;

  private final WorkerOrders orders;
  private final int[] sizes;
  private final int linesOfRound;
  private final long pauseNanos;
  private final Signals signals;
  private final Ledger ledger;
  private final LogSink sink;
  private final CallTimes times;
  private final AtomicInteger interrupts = new AtomicInteger();
  private final AtomicInteger swallowed = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  private LogWorker(WorkerOrders orders, Signals signals, Ledger ledger, LogSink sink) {
    this.orders = orders;
    this.sizes = orders.sizes();
    this.linesOfRound = orders.lines();
    this.pauseNanos = orders.pauseMicros() * 1000L;
    this.signals = signals;
    this.ledger = ledger;
    this.sink = sink;
    this.times = orders.isMeasured() ? CallTimes.measure() : null;
  }

  public static void main(String[] arguments) throws Exception {
    work(WorkerOrders.parse(List.of(arguments)), Signals.listen());
  }

  /** The same for a caller that has waited for the start signal itself. */
  public static void workAtOnce(String[] arguments) throws IOException, InterruptedException {
    work(WorkerOrders.parse(List.of(arguments)), Signals.given());
  }

  /** Does what is ordered; returns when the log is closed again. */
  public static void work(WorkerOrders orders, Signals signals)
      throws IOException, InterruptedException {
    Ledger ledger = Ledger.open(orders.ledger());
    if (orders.isHeld()) {
      signals.awaitGo();
    }
    System.out.println(OPENING);
    try (LogSink sink = LogSink.open(orders)) {
      new LogWorker(orders, signals, ledger, sink).run();
      System.out.println(LOGGED + StagingSummary.of(orders.file()));
    }
    System.out.println(DONE);
  }

  private void run() throws IOException, InterruptedException {
    signals.onTell(() -> System.out.println(TIMES + times.tell()));
    orders.beside().ifPresent(this::runBeside);
    System.out.println(READY);
    for (int round = 0; round < orders.rounds(); round++) {
      signals.awaitGo();
      System.out.println(ROUND + round + " " + System.nanoTime());
      runRound(round);
      System.out.println(ROUND_ENDED + round + " ");
      if (orders.trims()) {
        sink.trim();
      }
    }
    System.out.println(SWALLOWED + swallowed.get() + " of " + interrupts.get());
  }

  private void runRound(int round) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < orders.threads(); i++) {
      int thread = i;
      threads.add(start(() -> logLines(thread, round)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (failure.get() != null) {
      throw new IllegalStateException("a logging thread failed", failure.get());
    }
  }

  private void logLines(int thread, int round) {
    InterruptedLogging interrupted = InterruptedLogging.of(orders.interrupts());
    try (interrupted) {
      int first = round * linesOfRound;
      int end = first + linesOfRound;
      for (int next = first; next < end && !signals.stopped(); ) {
        logLinesDespiteFaults(thread, next, end, interrupted);
        next = Math.max(first, ledger.begun(thread));
      }
    } catch (Throwable e) {
      // At once: a test may wait for lines of this thread.
      e.printStackTrace(System.out);
      failure.compareAndSet(null, e);
    }
    interrupts.addAndGet(interrupted.sent());
    swallowed.addAndGet(interrupted.swallowed());
  }

  // The JVM may tell a thread of a fault in mapped memory when the call that met it is over, and
  // wherever the thread is by then; the line that it was at stays begun.
  private void logLinesDespiteFaults(
      int thread, int first, int end, InterruptedLogging interrupted) {
    try {
      for (int sequence = first; sequence < end && !signals.stopped(); sequence++) {
        logLine(thread, sequence, interrupted);
      }
    } catch (InternalError e) {
      System.out.println(LogSink.COMPLAINT + "outside of the product: " + e);
    }
  }

  private void logLine(int thread, int sequence, InterruptedLogging interrupted) {
    LineId id = new LineId(orders.run(), orders.jvm(), thread, sequence);
    byte[] line = LineFormat.line(id, sizes[sequence % sizes.length]);
    ledger.begin(thread, sequence);
    while (!accepted(thread, line, interrupted)) {
      ledger.refuse(thread);
      if (signals.stopped()) {
        return;
      }
      LockSupport.parkNanos(REFUSED_PAUSE_NANOS);
    }
    ledger.acknowledge(thread, sequence);
    if (pauseNanos > 0) {
      LockSupport.parkNanos(pauseNanos);
    }
  }

  private boolean accepted(int thread, byte[] line, InterruptedLogging interrupted) {
    interrupted.beforeCall();
    long before = System.nanoTime();
    boolean accepted = sink.log(thread, line);
    long took = System.nanoTime() - before;
    ledger.called(thread, took);
    if (times != null) {
      times.addCall(took);
    }
    interrupted.afterCall();
    return accepted;
  }

  private void runBeside(String className) {
    try {
      @SuppressWarnings("unchecked")
      Consumer<WorkerOrders> task =
          (Consumer<WorkerOrders>)
              Class.forName(className)
                  .asSubclass(Consumer.class)
                  .getDeclaredConstructor()
                  .newInstance();
      Thread thread = new Thread(() -> task.accept(orders), className);
      thread.setDaemon(true);
      thread.start();
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(className, e);
    }
  }

  private Thread start(Runnable task) {
    if (orders.threadKind() == ThreadKind.PLATFORM) {
      Thread thread = new Thread(task);
      thread.start();
      return thread;
    }
    try {
      // Of JDK 21; the tests are compiled for 17.
      return (Thread)
          Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
    } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("no virtual threads here", e);
    }
  }
}
