package logweir.engine;

import logweir.layout.Control;
import logweir.layout.IntentState;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The intent record: its fields are stored before its state, so that a successor that finds the
 * state finds them whole. Results: the state, and how many of the fields are those of this batch.
 *
 * <p>{@code Control.intentStateRelease} pairs with {@code Control.intentStateAcquire}. With the
 * state stored first, any processor fails; with a plain store of it, AArch64 and POWER; with a
 * plain load, those and C2, which may read the fields first.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "There is no batch yet.")
@Outcome(
    id = "0, [1-5]",
    expect = Expect.ACCEPTABLE,
    desc = "The batch is being described, and does not count yet.")
@Outcome(id = "1, 5", expect = Expect.ACCEPTABLE, desc = "The batch is described in full.")
@Outcome(expect = Expect.FORBIDDEN, desc = "The batch counted before it was described.")
@State
public class IntentStress {
  private final StressArea area = StressArea.take();

  @Actor
  public void publisher() {
    area.control.intentRelease(IntentState.WRITING, 1, 2, 3, 4, 5);
  }

  @Actor
  public void successor(II_Result r) {
    Control control = area.control;
    r.r1 = (int) control.intentStateAcquire();
    int fields = control.intentFrom() == 1 ? 1 : 0;
    fields += control.intentTo() == 2 ? 1 : 0;
    fields += control.intentDevice() == 3 ? 1 : 0;
    fields += control.intentInode() == 4 ? 1 : 0;
    fields += control.intentSize() == 5 ? 1 : 0;
    r.r2 = fields;
  }

  @Arbiter
  public void settle() {
    area.giveBack();
  }
}
