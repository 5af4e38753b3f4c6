package logweir.engine;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The urgent flag: a writer raises it and then tries for the publisher lock; the holder gives the
 * lock back and then looks at the flag. Each stores before it loads, so one of them sees the other.
 * Results: whether the holder saw the flag, whether the writer got the lock.
 *
 * <p>{@code Control.urgentVolatile} and the lock's CAS are full fences. With a release in the place
 * of either, every processor fails, x86 too, whose loads pass earlier stores: see {@link
 * StoreThenLoadStress}.
 */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "Both saw each other.")
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "The holder publishes once more.")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "The writer publishes itself.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Neither saw the other: a line is left lying.")
@State
public class UrgentStress {
  private final StressArea area = StressArea.take();
  private final OwnerLock holdersLock = area.first.newPublisherLock();
  private final OwnerLock writersLock = area.second.newPublisherLock();

  public UrgentStress() {
    if (!holdersLock.tryAcquire()) {
      throw new IllegalStateException("the lock is not free");
    }
  }

  @Actor
  public void holder(II_Result r) {
    holdersLock.release();
    r.r1 = area.control.urgentVolatile() ? 1 : 0;
  }

  @Actor
  public void writer(II_Result r) {
    area.control.urgentVolatile(true);
    r.r2 = writersLock.tryAcquire() ? 1 : 0;
  }

  @Arbiter
  public void settle() {
    area.giveBack();
  }
}
