package logweir.integration.harness;

import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import logweir.engine.FailpointStop;

/**
 * A running {@link LogWorker}: its JVM, its orders, its ledger, and where it tells of its
 * failpoints.
 */
public record Worker(ForkedJvm jvm, WorkerOrders orders, Ledger ledger, Path failpoints) {
  /** Waits until it has opened the log. */
  public Worker awaitReady() {
    jvm.awaitPrinted(LogWorker.READY);
    return this;
  }

  /** Waits until it is about to open the log. */
  public Worker awaitOpening() {
    jvm.awaitPrinted(LogWorker.OPENING);
    return this;
  }

  /** Tells it to log the lines of the next round. */
  public Worker go() {
    jvm.say(Signals.GO);
    return this;
  }

  /** Tells it to stop after the lines that it is logging. */
  public Worker stop() {
    jvm.say(Signals.STOP);
    return this;
  }

  /** Waits until a thread of it waits at that failpoint, or has thrown there. */
  public Worker awaitAt(String failpoint) {
    return awaitWhileAlive(failpoint, () -> isAt(failpoint));
  }

  /** Whether a thread of it waits, or has waited, at that failpoint, or has thrown there. */
  public boolean isAt(String failpoint) {
    return FailpointStop.isReached(failpoints, failpoint);
  }

  /** Waits until a thread of it waits at that failpoint, or it has ended; which, is returned. */
  public boolean comesTo(String failpoint) {
    jvm.await(failpoint + " or the end of " + jvm.name(), () -> !jvm.isAlive() || isAt(failpoint));
    return isAt(failpoint);
  }

  /** Lets the thread at that failpoint go on. */
  public Worker goOnFrom(String failpoint) {
    FailpointStop.release(failpoints, failpoint);
    return this;
  }

  /** SIGKILL; returns when the process is gone. */
  public void kill() {
    jvm.kill();
  }

  void sendKill() {
    jvm.sendKill();
  }

  /** How long its calls took since it was last asked; it must be {@link WorkerOrders#measured}. */
  public CallTimes.Told callTimes() {
    int told = jvm.allPrinted(LogWorker.TIMES).size();
    jvm.say(Signals.TELL);
    jvm.await("call times of " + jvm.name(), () -> jvm.allPrinted(LogWorker.TIMES).size() > told);
    return CallTimes.Told.parse(jvm.allPrinted(LogWorker.TIMES).get(told));
  }

  /** How many lines are acknowledged to it. */
  public long acknowledged() {
    return ledger.acknowledged();
  }

  /** Waits until that many lines are acknowledged to it. */
  public Worker awaitAcknowledged(long lines) {
    return awaitWhileAlive(lines + " lines", () -> ledger.acknowledged() >= lines);
  }

  /** Waits for something that it does; fails at once if it ends before. */
  Worker awaitWhileAlive(String what, BooleanSupplier condition) {
    jvm.await(
        what + " of " + jvm.name(),
        () -> {
          if (!jvm.isAlive()) {
            throw new AssertionError(jvm + " ended before " + what);
          }
          return condition.getAsBoolean();
        });
    return this;
  }

  /** When a round began, as {@link System#nanoTime} of this host. */
  public long awaitRoundStart(int round) {
    return Long.parseLong(jvm.awaitPrinted(LogWorker.ROUND + round + " "));
  }

  /** Waits until the lines of a round are logged, or it was stopped while at them. */
  public Worker awaitRoundEnd(int round) {
    jvm.awaitPrinted(LogWorker.ROUND_ENDED + round + " ");
    return this;
  }

  /** Waits for its end, and fails if it went wrong in any way that the file does not show. */
  public Worker awaitDone() {
    awaitEnded();
    if (ledger.refused() != 0) {
      throw new AssertionError(ledger.refused() + " calls were refused by " + jvm);
    }
    if (!jvm.awaitPrinted(LogWorker.SWALLOWED).startsWith("0 of ")) {
      throw new AssertionError("interrupts were swallowed in " + jvm);
    }
    if (!complaints().isEmpty()) {
      throw new AssertionError(complaints().get(0) + ", and perhaps more, of " + jvm);
    }
    return this;
  }

  /** Waits for its end, which may come after complaints and refused calls. */
  public Worker awaitEnded() {
    jvm.awaitSuccess();
    jvm.awaitPrinted(LogWorker.DONE);
    return this;
  }

  /** What it said about the lines that it logged. */
  public String summary() {
    return jvm.name() + ": " + jvm.printed(LogWorker.LOGGED).orElse("did not end by itself");
  }

  /** What the product complained about in this JVM. */
  public List<String> complaints() {
    return jvm.allPrinted(LogSink.COMPLAINT);
  }
}
