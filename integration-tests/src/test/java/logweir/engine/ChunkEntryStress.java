package logweir.engine;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The chunk table: a chunk is zeroed before an entry names it, so that what is not zero in it was
 * staged there. Results: whether the chunk is installed, and whether its last bytes are zeros then.
 *
 * <p>{@code Control.chunkEntryRelease} pairs with {@code Control.chunkEntryAcquire} in {@link
 * ChunkRing#window}. With the entry stored before the zeros, any processor fails; with a plain
 * store of it, AArch64 and POWER.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "The chunk is not installed yet.")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "The chunk is installed, and empty.")
@Outcome(expect = Expect.FORBIDDEN, desc = "The chunk was installed with old bytes in it.")
@State
public class ChunkEntryStress {
  private static final long REUSED = 2L * StressArea.CHUNK;

  private final StressArea area = StressArea.take();

  public ChunkEntryStress() {
    ChunkWindow window = area.first.window(0);
    int end = window.region().capacity();
    window.region().putBytes(end - StressLine.LENGTH, StressLine.a(), 0, StressLine.LENGTH);
    area.moveTo(StressArea.CHUNK);
  }

  @Actor
  public void installer() {
    area.first.install(REUSED);
  }

  @Actor
  public void writer(II_Result r) {
    ChunkWindow window = area.second.window(REUSED);
    if (window != null) {
      r.r1 = 1;
      int end = window.region().capacity();
      r.r2 = window.region().firstNonZeroWord(end - StressLine.LENGTH, end) == end ? 1 : 0;
    }
  }

  @Arbiter
  public void settle() {
    area.giveBack();
  }
}
