package logweir.engine;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Commit: a line's bytes and its count are stored, then its lane is released to FREE; a publisher
 * that reads the lane FREE (acquire) publishes what is there. Results: how many lines it may
 * publish, how many of them are whole, how many the writer counts.
 *
 * <p>{@code Lane.wordRelease} pairs with {@code Lane.wordVolatile} in {@link LaneScan}. With a
 * plain store the line could reach memory after the lane: on AArch64 and POWER, whose stores pass
 * each other. x86 keeps stores in order, and C2 keeps those to mapped memory in program order; what
 * fails there is a lane that is freed before the copy, or before the count.
 */
@JCStressTest
@Outcome(
    id = "0, 0, 0",
    expect = Expect.ACCEPTABLE,
    desc = "The line is not committed yet, and holds the publisher back.")
@Outcome(
    id = "1, 1, 1",
    expect = Expect.ACCEPTABLE,
    desc = "The line is committed, whole and counted.")
@Outcome(
    expect = Expect.FORBIDDEN,
    desc = "The lane was free before the line was whole and counted.")
@State
public class CommitStress {
  private final StressArea area = StressArea.take();

  @Actor
  public void writer() {
    area.first.stage(StressLine.a());
  }

  @Actor
  public void publisher(III_Result r) {
    if (LaneScan.of(area.control).low() > 0) {
      r.r1 = 1;
      r.r2 = area.whole(StressLine.a(), 0);
      r.r3 = (int) area.first.slot.lines();
    }
  }

  @Arbiter
  public void settle() {
    area.giveBack();
  }
}
