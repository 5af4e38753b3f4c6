package logweir.engine;

import logweir.layout.LaneWord;
import logweir.layout.SlotDescriptor;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Leaving: a lane's free word holds its writer's id, so a thread of a writer that has left cannot
 * take a lane of the slot's next owner. One thread stages through the old writer while it retires;
 * if all lanes are retired, the slot goes to a new one. Results: whether the old writer's line was
 * staged, whether the slot was handed over, how many lanes say what they should in the end.
 *
 * <p>A lane is taken and retired by CAS. With one free word for all writers, or a lane retired by a
 * store, any processor fails.
 */
@JCStressTest
@Outcome(
    id = "[01], 1, 16",
    expect = Expect.ACCEPTABLE,
    desc = "The slot was handed over, its lanes all the new writer's.")
@Outcome(
    id = "1, 0, 16",
    expect = Expect.ACCEPTABLE,
    desc = "A thread was in mid-copy, and the slot stayed with its writer.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A thread of the old writer used a lane of the new one.")
@State
public class SlotHandoverStress {
  private static final long NEXT_OWNER = WriterId.draw(0);

  private final StressArea area = StressArea.take();
  private final LineStager old = area.first.newStager();

  @Actor
  public void thread(III_Result r) {
    r.r1 = area.first.stage(old, StressLine.a()) > 0 ? 1 : 0;
  }

  @Actor
  public void leaver(III_Result r) {
    old.retire();
    if (old.isRetired()) {
      area.first.slot.writerIdVolatile(0);
      SlotTable.take(area.control, area.first.index, NEXT_OWNER, StressArea.SELF, 0);
      r.r2 = 1;
    }
  }

  @Arbiter
  public void settle(III_Result r) {
    for (int index = 0; index < SlotDescriptor.LANES; index++) {
      long word = area.first.slot.lane(index).wordVolatile();
      boolean right =
          r.r2 == 1
              ? word == LaneWord.free(NEXT_OWNER)
              : word == LaneWord.RETIRED || word == area.first.freeWord();
      r.r3 += right ? 1 : 0;
    }
    area.giveBack();
  }
}
