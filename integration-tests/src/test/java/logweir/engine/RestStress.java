package logweir.engine;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The publisher's thread at rest: it says that it rests and then reads the cursor; an append moves
 * the cursor and then looks whether the thread rests. One of them sees the other. Results: whether
 * the thread went to rest, and whether it is still asleep in the end.
 *
 * <p>{@code resting} is volatile, and the cursor's CAS a full fence. With a release in the place of
 * either, every processor fails, x86 too; so does a thread that looks before it says that it rests.
 */
@JCStressTest
@Outcome(
    id = "0, 0",
    expect = Expect.ACCEPTABLE,
    desc = "The thread saw the line and publishes it.")
@Outcome(
    id = "1, 0",
    expect = Expect.ACCEPTABLE,
    desc = "The append found the thread at rest and woke it.")
@Outcome(expect = Expect.FORBIDDEN, desc = "The thread sleeps over a line.")
@State
public class RestStress {
  private final StressArea area = StressArea.take();
  private final PublisherThread thread = area.first.newThread();

  @Actor
  public void writer() {
    area.first.stage(StressLine.a());
    thread.wakeIfResting();
  }

  @Actor
  public void publishersThread(II_Result r) {
    r.r1 = thread.goToRest() ? 1 : 0;
  }

  @Arbiter
  public void settle(II_Result r) {
    r.r2 = thread.isResting() ? 1 : 0;
    area.giveBack();
  }
}
