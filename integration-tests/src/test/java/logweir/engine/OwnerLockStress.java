package logweir.engine;

import logweir.layout.Control;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * The owner lock: one holder at a time, and what it wrote is seen by the next. Two writers try for
 * the lock once each, and add 1 to a total under it. Results: who got it, and the total.
 *
 * <p>The CAS that releases pairs with the CAS that takes. With a lock word that is read and then
 * stored, any processor fails; with a plain store as the release, AArch64 and POWER.
 */
@JCStressTest
@Outcome(
    id = "1, 1, 2",
    expect = Expect.ACCEPTABLE,
    desc = "Both had the lock, one after the other.")
@Outcome(
    id = {"1, 0, 1", "0, 1, 1"},
    expect = Expect.ACCEPTABLE,
    desc = "One found the lock taken.")
@Outcome(
    expect = Expect.FORBIDDEN,
    desc = "Both were in at a time, or one did not see what the other wrote.")
@State
public class OwnerLockStress {
  private final StressArea area = StressArea.take();
  private final OwnerLock oneLock = area.first.newPublisherLock();
  private final OwnerLock otherLock = area.second.newPublisherLock();

  @Actor
  public void one(III_Result r) {
    r.r1 = addUnder(oneLock);
  }

  @Actor
  public void other(III_Result r) {
    r.r2 = addUnder(otherLock);
  }

  private int addUnder(OwnerLock lock) {
    if (!lock.tryAcquire()) {
      return 0;
    }
    area.control.addToTotal(Control.Total.PUBLISHES, 1);
    lock.release();
    return 1;
  }

  @Arbiter
  public void settle(III_Result r) {
    r.r3 = (int) area.control.total(Control.Total.PUBLISHES);
    area.giveBack();
  }
}
