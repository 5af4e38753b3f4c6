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
 * What becomes of {@link UrgentStress} with releases in the place of its full fences: each side
 * stores with release, and loads with acquire. A sample that fails on every machine, x86 included;
 * it shows that these tests see what they look for. Results: whether each side saw the other.
 */
@JCStressTest
@Outcome(
    id = {"1, 1", "1, 0", "0, 1"},
    expect = Expect.ACCEPTABLE,
    desc = "One saw the other.")
@Outcome(
    id = "0, 0",
    expect = Expect.ACCEPTABLE_INTERESTING,
    desc = "Neither saw the other: a release does not keep a later load behind it.")
@State
public class StoreThenLoadStress {
  private final StressArea area = StressArea.take();
  private final Control control = area.control;

  @Actor
  public void one(II_Result r) {
    control.intentStateRelease(IntentState.WRITING);
    r.r1 = control.chunkEntryAcquire(0) == 0 ? 1 : 0;
  }

  @Actor
  public void other(II_Result r) {
    control.chunkEntryRelease(0, 0);
    r.r2 = control.intentStateAcquire() == IntentState.WRITING ? 1 : 0;
  }

  @Arbiter
  public void settle() {
    area.giveBack();
  }
}
