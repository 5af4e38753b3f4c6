package logweir.engine;

import logweir.layout.LaneWord;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Reserve, the extent: a lane's length is stored before the word that says CLAIMED, since whoever
 * finds a dead writer's lane CLAIMED gives up that many bytes. Results: the state of the lane in
 * use, and, when it is CLAIMED, its length.
 *
 * <p>{@code Lane.wordRelease} and the cursor's CAS pair with {@code Lane.wordVolatile} in {@link
 * LaneScan}. With the length stored after the word, any processor fails.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "No lane is in use.")
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "The writer is about to reserve.")
@Outcome(id = "2, 512", expect = Expect.ACCEPTABLE, desc = "The extent is known.")
@Outcome(expect = Expect.FORBIDDEN, desc = "The lane was CLAIMED before its length was stored.")
@State
public class ExtentStress {
  private final StressArea area = StressArea.take();

  @Actor
  public void writer() {
    area.first.stage(StressLine.a());
  }

  @Actor
  public void reclaimer(II_Result r) {
    for (LaneScan.Use use : LaneScan.of(area.control).inUse()) {
      r.r1 = LaneWord.state(use.word());
      if (r.r1 == LaneWord.CLAIMED) {
        r.r2 = (int) use.lane().length();
      }
    }
  }

  @Arbiter
  public void settle() {
    area.giveBack();
  }
}
