package logweir.examples.benchmark;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** A thread that logs in one round. Its figures may be read once it has ended. */
final class LoadThread extends Thread {
  // A contender that cannot keep pace is given this much longer, and this on top.
  private static final int PATIENCE = 2;
  private static final long PATIENCE_NANOS = 1_000_000_000;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Orders.Go order;
  private final int jvm;
  private final int thread;
  private final Sink sink;
  private final LineText.Messages messages;
  private final CallTimes times;
  private long firstCallNanos;
  private long spunNanos;
  private long allocatedBytes;

  LoadThread(Orders.Go order, int jvm, int thread, Sink sink) {
    super(LineText.threadName(jvm, thread));
    this.order = order;
    this.jvm = jvm;
    this.thread = thread;
    this.sink = sink;
    this.messages = new LineText.Messages(jvm, thread, order.what().messageBytes());
    this.times = new CallTimes(order.everyStamp());
  }

  @Override
  public void run() {
    new Pace(0, 1, false).await(order.startNanos());
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    firstCallNanos = System.nanoTime();
    if (order.what().isFlatOut()) {
      logFlatOut();
    } else {
      logPaced(Pace.of(order.what(), jvm, thread, order.startNanos()));
    }
    allocatedBytes = THREADS.getCurrentThreadAllocatedBytes() - allocated;
  }

  private void logFlatOut() {
    long now = firstCallNanos;
    long end = now + order.nanos();
    while (now - end < 0 && messages.made() < order.maxLines()) {
      int untimed = times.untimed();
      long begin = now;
      for (int call = 0; call < untimed; call++) {
        sink.log(messages.next(begin));
      }
      String last = messages.next(begin);
      long called = System.nanoTime();
      sink.log(last);
      now = System.nanoTime();
      times.add(untimed, called - begin, now - called);
    }
  }

  // A call's time counts from when it was due: what waits behind a slow call is slow, too.
  private void logPaced(Pace pace) {
    long calls = Math.min(pace.calls(order.nanos()), order.maxLines());
    long deadline = order.startNanos() + (1 + PATIENCE) * order.nanos() + PATIENCE_NANOS;
    for (long call = 0; call < calls; call++) {
      long due = pace.due(call);
      String message = messages.next(due);
      pace.await(due);
      sink.log(message);
      long now = System.nanoTime();
      times.add(now - due);
      if (now - deadline > 0) {
        countNeverMade(pace, call + 1, calls, now);
        break;
      }
    }
    spunNanos = pace.spunNanos();
  }

  // They have waited that long at least.
  private void countNeverMade(Pace pace, long from, long to, long now) {
    for (long call = from; call < to; call++) {
      times.add(now - pace.due(call));
    }
  }

  /** Lines that it has logged: the call of each has returned. */
  long logged() {
    return messages.made();
  }

  CallTimes times() {
    return times;
  }

  /** When it began, by {@code System.nanoTime}. */
  long firstCallNanos() {
    return firstCallNanos;
  }

  /** How long it has been spinning for the time of its next call. */
  long spunNanos() {
    return spunNanos;
  }

  /** What it has allocated on the heap. */
  long allocatedBytes() {
    return allocatedBytes;
  }
}
