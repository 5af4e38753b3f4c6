package logweir.engine;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Attach: the slot limit and the writer's id are stored before the writer stages anything, so that
 * a publisher which reads a cursor that the newcomer has moved looks at its lanes. Results: how far
 * the publisher may publish, how many bytes below are the line's.
 *
 * <p>The newcomer's CAS on the cursor releases both, and pairs with {@code Control.cursorVolatile}
 * in {@link LaneScan}. With the id or the limit stored after the first line, or with either read
 * before the cursor, any processor fails.
 */
@JCStressTest
@Outcome(
    id = "0, 0",
    expect = Expect.ACCEPTABLE,
    desc = "The newcomer's line is not committed yet.")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "The newcomer's line is committed, whole.")
@Outcome(expect = Expect.FORBIDDEN, desc = "The publisher passed over the newcomer's lanes.")
@State
public class AttachStress {
  private final StressArea area = StressArea.take();

  public AttachStress() {
    area.leaveAll();
  }

  @Actor
  public void newcomer() {
    area.first.attach();
    area.first.stage(StressLine.a());
  }

  @Actor
  public void publisher(II_Result r) {
    if (LaneScan.of(area.control).low() > 0) {
      r.r1 = 1;
      r.r2 = area.whole(StressLine.a(), 0);
    }
  }

  @Arbiter
  public void settle() {
    area.giveBack();
  }
}
