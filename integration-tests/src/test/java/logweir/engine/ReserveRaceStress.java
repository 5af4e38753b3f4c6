package logweir.engine;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Reserve, two writers: the CAS on the cursor gives each position to one line. Results: how many
 * bytes are the one line's, how many the other's, and how far a publisher may publish in the end.
 *
 * <p>With a cursor that is read and then stored, both lines get the same place, on any processor.
 */
@JCStressTest
@Outcome(
    id = "2, 2",
    expect = Expect.ACCEPTABLE,
    desc = "Both lines have a place of their own, and are committed.")
@Outcome(
    expect = Expect.FORBIDDEN,
    desc = "The lines were put into one place, or a lane was left in use.")
@State
public class ReserveRaceStress {
  private final StressArea area = StressArea.take();

  @Actor
  public void oneWriter() {
    area.first.stage(StressLine.a());
  }

  @Actor
  public void otherWriter() {
    area.second.stage(StressLine.b());
  }

  @Arbiter
  public void settle(II_Result r) {
    int end = StressLine.FRAMED;
    r.r1 = area.whole(StressLine.a(), 0) + area.whole(StressLine.b(), end);
    r.r1 += area.whole(StressLine.b(), 0) + area.whole(StressLine.a(), end);
    r.r2 = (int) LaneScan.of(area.control).low() / StressLine.FRAMED;
    area.giveBack();
  }
}
