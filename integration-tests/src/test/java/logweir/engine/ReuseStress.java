package logweir.engine;

import java.util.Arrays;
import logweir.layout.Frame;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Reuse: a chunk's bytes are read for the last time before the limit moves, and written again only
 * by one who has read the new limit. The ring is full of one letter; a publisher takes its first
 * chunk as a batch, and a writer waits to stage a line of another letter there. Results: whether
 * the batch is right, whether the line was staged, whether it is there in the end.
 *
 * <p>{@code Control.publishedRelease} pairs with {@code Control.limitAcquire} in {@link
 * LineStager}. With published stored before the batch is read, any processor fails; with a plain
 * store of the limit, those on which a store may pass an earlier load: AArch64, POWER.
 */
@JCStressTest
@Outcome(id = "1, 0, 0", expect = Expect.ACCEPTABLE, desc = "The writer found no room.")
@Outcome(
    id = "1, 1, 1",
    expect = Expect.ACCEPTABLE,
    desc = "The writer had the chunk when it was read.")
@Outcome(expect = Expect.FORBIDDEN, desc = "The chunk was given out while it was still read.")
@State
public class ReuseStress {
  private static final byte[] FULL = StressLine.of('a', StressArea.CHUNK - Frame.WORD_BYTES);

  private final StressArea area = StressArea.take();

  public ReuseStress() {
    ChunkWindow window = area.first.window(0);
    window.region().putLong(0, Frame.word(0, FULL.length));
    window.region().putBytes(Frame.WORD_BYTES, FULL, 0, FULL.length);
    area.moveCursor(2L * StressArea.CHUNK);
  }

  @Actor
  public void publisher(III_Result r) {
    byte[] batch = new byte[FULL.length];
    area.first.batch(0, StressArea.CHUNK).buffers()[0].get(batch);
    area.control.publishedRelease(StressArea.CHUNK);
    r.r1 = Arrays.equals(FULL, batch) ? 1 : 0;
  }

  @Actor
  public void writer(III_Result r) {
    r.r2 = area.second.stage(StressLine.b()) == LineStager.FULL ? 0 : 1;
  }

  @Arbiter
  public void settle(III_Result r) {
    if (r.r2 == 1) {
      r.r3 = area.whole(StressLine.b(), 2L * StressArea.CHUNK);
    }
    area.giveBack();
  }
}
