package logweir.integration.harness;

import java.time.Duration;
import java.util.List;

/**
 * Two JVMs, one through the engine and one through Logback, that log and measure their calls while
 * something is done to a third one.
 */
public final class Observers {
  /** What a call may take in the worst case. */
  private static final Duration WORST = Duration.ofSeconds(2);

  /** What 999 of 1000 calls may take once the others know that nothing moves. */
  private static final Duration ALMOST_ALWAYS = Duration.ofMillis(10);

  private static final long PROGRESS = 100;

  private final Workers workers;

  private Observers(Workers workers) {
    this.workers = workers;
  }

  /** Starts them as JVMs 0 and 1. */
  public static Observers start(Jvms jvms, WorkerOrders orders) {
    WorkerOrders endless = orders.lines(WorkerOrders.UNTIL_STOPPED).measured();
    Workers workers =
        jvms.startAll(
            endless.asJvm(0).through(WorkerOrders.Way.ENGINE),
            endless.asJvm(1).through(WorkerOrders.Way.LOGBACK));
    return new Observers(workers.go()).awaitProgress();
  }

  public Workers workers() {
    return workers;
  }

  /** Waits until both go on logging. */
  public Observers awaitProgress() {
    List<Long> before = workers.all().stream().map(Worker::acknowledged).toList();
    for (int i = 0; i < before.size(); i++) {
      workers.all().get(i).awaitAcknowledged(before.get(i) + PROGRESS);
    }
    return this;
  }

  /** Forgets the calls so far. */
  public void forgetCalls() {
    workers.all().forEach(Worker::callTimes);
  }

  /** Fails if a call since the last look took longer than any may. */
  public String assertNoCallHangs() {
    return check(false);
  }

  /** Fails if the calls since the last look were not as quick as they are to be all the time. */
  public String assertCallsAreQuick() {
    return check(true);
  }

  // What the machine itself let a thread wait in the same stretch comes on top of each bound.
  private String check(boolean quick) {
    StringBuilder all = new StringBuilder();
    for (Worker worker : workers.all()) {
      CallTimes.Told times = worker.callTimes();
      String text = worker.jvm().name() + ": " + times;
      if (times.longest() > WORST.toNanos() + times.longestStall()) {
        throw new AssertionError("a call took longer than " + WORST + ": " + text);
      }
      if (quick && times.almostAll() > ALMOST_ALWAYS.toNanos() + times.longestStall()) {
        throw new AssertionError("more than 0.1 % of calls took " + ALMOST_ALWAYS + ": " + text);
      }
      all.append(text).append('\n');
    }
    return all.toString();
  }
}
