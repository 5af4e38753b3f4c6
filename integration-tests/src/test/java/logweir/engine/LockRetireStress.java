package logweir.engine;

import logweir.layout.Control;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The owner lock of a writer that leaves: once it is retired and found free, no thread of the
 * writer writes under it. A thread adds to a total under the lock, several times, while the lock is
 * retired. Results: whether it had added before, and how often it did after.
 *
 * <p>{@code retired} is stored, then the lock word read; a thread takes the word by CAS, then reads
 * {@code retired}: one of the two sees the other. Without the second look, any processor fails;
 * with a plain store of {@code retired}, x86 too, whose loads pass earlier stores.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "The lock was retired first.")
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "The thread was through, or waited for.")
@Outcome(expect = Expect.FORBIDDEN, desc = "The thread wrote after the lock was retired and free.")
@State
public class LockRetireStress {
  private static final long PATIENCE_NANOS = 10_000_000_000L;
  private static final int ROUNDS = 8;

  private final StressArea area = StressArea.take();
  private final OwnerLock lock = area.first.newPublisherLock();
  private long before;

  @Actor
  public void thread() {
    for (int round = 0; round < ROUNDS; round++) {
      if (lock.tryAcquire()) {
        area.control.addToTotal(Control.Total.PUBLISHES, 1);
        lock.release();
      }
    }
  }

  @Actor
  public void leaver() {
    if (!lock.retire(System.nanoTime() + PATIENCE_NANOS)) {
      throw new IllegalStateException("the lock was not given back");
    }
    before = area.control.total(Control.Total.PUBLISHES);
  }

  @Arbiter
  public void settle(II_Result r) {
    r.r1 = before > 0 ? 1 : 0;
    r.r2 = (int) (area.control.total(Control.Total.PUBLISHES) - before);
    area.giveBack();
  }
}
