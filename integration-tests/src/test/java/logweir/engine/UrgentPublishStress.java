package logweir.engine;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Publishing before append returns, whole: two writers stage a line each and publish urgently, into
 * a real file. Results: whether all is published, and whether the urgent flag is still up.
 *
 * <p>Two writers raise the flag once each at most, so the holder sees to all of it. Rests on {@link
 * UrgentStress}, and on the holder putting the flag down before it reads the cursor: with the flag
 * put down after the scan, or not looked at, any processor fails.
 */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "Both lines are in the file.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A line, or the flag, was left lying.")
@State
public class UrgentPublishStress {
  private final StressArea area = StressArea.take();
  private final Publisher one = area.first.publisher();
  private final Publisher other = area.second.publisher();

  @Actor
  public void oneWriter() {
    area.first.stage(StressLine.a());
    one.publishUrgently();
  }

  @Actor
  public void otherWriter() {
    area.second.stage(StressLine.b());
    other.publishUrgently();
  }

  @Arbiter
  public void settle(II_Result r) {
    r.r1 = area.control.publishedVolatile() == area.control.cursorVolatile() ? 1 : 0;
    r.r2 = area.control.urgentVolatile() ? 1 : 0;
    area.giveBack();
  }
}
