package logweir.engine;

import logweir.layout.Slot;
import logweir.layout.SlotDescriptor;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Attach: a slot's contents and the slot limit are stored before its writer's id, since the id
 * makes them count: whose the slot is, and what its last owner left in the counters. Results:
 * whether the id is there, whether the identity is the newcomer's, and whether limit and counters
 * are right.
 *
 * <p>{@code Slot.writerIdVolatile} as a store pairs with itself as a load. With the id stored
 * first, any processor fails; with a plain store of it, AArch64 and POWER.
 */
@JCStressTest
@Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "The slot is still free.")
@Outcome(
    id = "1, 1, 1",
    expect = Expect.ACCEPTABLE,
    desc = "The slot is the newcomer's in all its parts.")
@Outcome(expect = Expect.FORBIDDEN, desc = "The slot counted before it was filled in.")
@State
public class SlotContentsStress {
  private final StressArea area = StressArea.take();
  private final Slot slot = area.first.slot;

  public SlotContentsStress() {
    area.leaveAll();
    slot.identity(1, 0, 0, 0, 0);
    slot.lane(SlotDescriptor.LANES - 1).countLine(StressLine.LENGTH);
  }

  @Actor
  public void newcomer() {
    area.first.attach();
  }

  @Actor
  public void other(III_Result r) {
    if (slot.writerIdVolatile() == area.first.id) {
      r.r1 = 1;
      long jvm = slot.jvmId();
      r.r2 = jvm == StressArea.SELF.jvmId() && slot.pid() == StressArea.SELF.pid() ? 1 : 0;
      r.r3 = slot.lines() == 0 && area.control.slotLimitVolatile() == 1 ? 1 : 0;
    }
  }

  @Arbiter
  public void settle() {
    area.giveBack();
  }
}
