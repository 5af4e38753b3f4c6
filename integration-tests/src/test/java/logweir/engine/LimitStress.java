package logweir.engine;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Published, then the limit: who may reserve further finds published moved. Results: whether the
 * limit has moved, whether published has.
 *
 * <p>{@code Control.publishedRelease} pairs with {@code Control.limitAcquire}. With the two stored
 * in the other order, any processor fails; with a plain store of the limit, AArch64 and POWER; with
 * a plain load of it, those and C2, which may read published first.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "Nothing has moved yet.")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "Published has moved, and the limit will.")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "Both have moved.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Space was given out before published had moved.")
@State
public class LimitStress {
  private final StressArea area = StressArea.take();
  private final long limitBefore = area.control.limitAcquire();

  @Actor
  public void publisher() {
    area.control.publishedRelease(StressArea.CHUNK);
  }

  @Actor
  public void writer(II_Result r) {
    long limit = area.control.limitAcquire();
    long published = area.control.publishedVolatile();
    r.r1 = limit > limitBefore ? 1 : 0;
    r.r2 = published > 0 ? 1 : 0;
  }

  @Arbiter
  public void settle() {
    area.giveBack();
  }
}
