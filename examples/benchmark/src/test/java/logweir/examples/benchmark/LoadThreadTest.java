package logweir.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LoadThreadTest {
  private static final int CALLS = 600;
  private static final long MILLIS = 1_000_000;
  private static final long STALL_MILLIS = 300;

  /** An appender that holds one of its callers up. */
  private static final class Stalling implements Sink {
    private final int stallingCall;
    private int calls;

    Stalling(int stallingCall) {
      this.stallingCall = stallingCall;
    }

    @Override
    public void log(String message) {
      if (++calls == stallingCall) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STALL_MILLIS);
        while (System.nanoTime() - end < 0) {
          LockSupport.parkNanos(end - System.nanoTime());
        }
      }
    }

    @Override
    public void close() {}
  }

  @Test
  void shouldCountAStallInAllCallsThatWereDueInIt() throws InterruptedException {
    // A call is due each millisecond. Those of the first 200 ms of the stall wait 100 ms or more.
    Histogram times = run(new Case(1, 1, 100, 1_000), new Stalling(100), Long.MAX_VALUE);

    assertThat(times.getTotalCount()).isEqualTo(CALLS);
    assertThat(times.getCountBetweenValues(100 * MILLIS, Long.MAX_VALUE))
        .isGreaterThanOrEqualTo(199);
    assertThat(times.getMaxValue())
        .isGreaterThanOrEqualTo(times.lowestEquivalentValue(STALL_MILLIS * MILLIS));
  }

  @Test
  void shouldCountCallsThatAreNeverMade() throws InterruptedException {
    // Longer than it is given at all, so that it is told to stop behind its third call.
    Case what = new Case(1, 1, 100, 1_000);
    Orders.Go order =
        new Orders.Go(
            what, System.nanoTime() - 60_000 * MILLIS, CALLS * MILLIS, Long.MAX_VALUE, false);
    LoadThread thread = new LoadThread(order, 1, 1, new Stalling(0));
    thread.start();
    thread.join();

    assertThat(thread.logged()).isEqualTo(1);
    assertThat(thread.times().histogram().getTotalCount()).isEqualTo(CALLS);
    assertThat(thread.times().histogram().getMinValue()).isGreaterThan(59_000 * MILLIS);
  }

  @Test
  void shouldSeeAStallBetweenTheTimedCallsOfAFlatOutRun() throws InterruptedException {
    for (int stallingCall = 1; stallingCall <= 9; stallingCall++) {
      Histogram times = run(new Case(1, 1, 100, Case.FLAT_OUT), new Stalling(stallingCall), 64);

      assertThat(times.getCountBetweenValues(STALL_MILLIS * MILLIS * 99 / 100, Long.MAX_VALUE))
          .as("stall of call %d", stallingCall)
          .isPositive();
    }
  }

  @Test
  void shouldStopAtTheLineLimit() throws InterruptedException {
    LoadThread thread =
        new LoadThread(
            new Orders.Go(
                new Case(1, 1, 100, Case.FLAT_OUT), System.nanoTime(), 60_000 * MILLIS, 1, false),
            1,
            1,
            new Stalling(0));
    thread.start();
    thread.join();

    // It looks at the limit before each call that is timed.
    assertThat(thread.logged()).isBetween(1L, 8L);
  }

  private static Histogram run(Case what, Sink sink, long maxLines) throws InterruptedException {
    Orders.Go order = new Orders.Go(what, System.nanoTime(), CALLS * MILLIS, maxLines, false);
    LoadThread thread = new LoadThread(order, 1, 1, sink);
    thread.start();
    thread.join();
    return thread.times().histogram();
  }
}
