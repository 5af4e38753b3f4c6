package logweir.engine;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Reserve: a lane says INTENT before its thread moves the cursor, and a publisher reads the cursor
 * before the lanes; what is below the cursor that it read is then held back by a lane, or
 * committed. A writer stages two lines. Results: how many lines the publisher may publish, how many
 * of them are whole.
 *
 * <p>The cursor's CAS releases the INTENT, and pairs with {@code Control.cursorVolatile} in {@link
 * LaneScan}. With the lanes read before the cursor, or the lane taken after the CAS, any processor
 * fails, by mere interleaving; with a cursor that is read plainly, those that let a load pass an
 * earlier one: AArch64, POWER, and C2 on any. A lane that is freed before its copy fails here as
 * well.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "Nothing is committed yet.")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "The first line is committed, whole.")
@Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "Both lines are committed, whole.")
@Outcome(expect = Expect.FORBIDDEN, desc = "The publisher went past a line that was not whole.")
@State
public class ReserveStress {
  private final StressArea area = StressArea.take();

  @Actor
  public void writer() {
    area.first.stage(StressLine.a());
    area.first.stage(StressLine.b());
  }

  @Actor
  public void publisher(II_Result r) {
    r.r1 = (int) LaneScan.of(area.control).low() / StressLine.FRAMED;
    if (r.r1 > 1) {
      r.r2 = area.whole(StressLine.b(), StressLine.FRAMED);
    }
    if (r.r1 > 0) {
      r.r2 += area.whole(StressLine.a(), 0);
    }
  }

  @Arbiter
  public void settle() {
    area.giveBack();
  }
}
