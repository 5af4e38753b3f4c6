package logweir.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import logweir.integration.harness.ScratchDirectory;
import logweir.layout.Control;
import logweir.layout.Lane;
import logweir.layout.LaneWord;
import logweir.memory.MappedRegion;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The time of each step that a line takes, alone: on one thread, with nobody else at the staging
 * area. Run by {@code EngineBenchmark}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx256m", "-XX:+UseSerialGC"})
public class StepBenchmark {
  private static final byte[] LINE = ("x".repeat(119) + "\n").getBytes(US_ASCII);

  /** A staging area with the default geometry, to which one writer or more are attached. */
  @State(Scope.Thread)
  public static class Area {
    @Param({"1", "64"})
    int writers;

    private final SharedLogConfig config = SharedLogConfig.defaults();
    private final List<Attachment> attachments = new ArrayList<>();
    private ScratchDirectory scratch;
    private LogFile log;
    private Control control;
    private ChunkRing ring;
    private LineStager stager;
    private Publisher publisher;
    private Lane lane;
    private long free;
    private MappedRegion chunk;
    private int at;

    @Setup
    public void open() throws IOException {
      scratch = ScratchDirectory.create("logweir-steps");
      Path file = scratch.resolve("log");
      log = new LogFile(file, Optional.empty());
      log.follow();
      StateDirectory directory = StateDirectory.of(file, Optional.empty());
      directory.create();
      for (int writer = 0; writer < writers; writer++) {
        attachments.add(Attachment.attach(directory, log, config, System::nanoTime));
      }
      Attachment first = attachments.get(0);
      StagingArea area = first.area();
      control = area.control();
      ring = area.ring();
      stager = new LineStager(control, ring, first.slot(), area.writerId());
      publisher = new Publisher(area, log, config, System::nanoTime);
      lane = first.slot().lane(0);
      free = LaneWord.free(area.writerId());
      ring.install(0);
      chunk = ring.window(0).region();
    }

    @TearDown
    public void close() throws IOException {
      for (Attachment attachment : attachments) {
        attachment.withdraw();
      }
      log.close();
      scratch.close();
    }

    private long stageOne() throws IOException {
      return stager.stage(LINE, 0, LINE.length);
    }
  }

  /** Reserve, copy and commit; a chunk that comes to be used again is zeroed on the way. */
  @Benchmark
  public long stage(Area area) throws IOException {
    long end = area.stageOne();
    if (end < 0) {
      area.control.publishedRelease(area.control.cursorVolatile());
      end = area.stageOne();
    }
    return end;
  }

  /** What stage does with its lane's word. */
  @Benchmark
  public boolean lane(Area area) {
    boolean taken = area.lane.compareAndSetWord(area.free, LaneWord.intent(0));
    area.lane.wordReleaseBeforeStores(LaneWord.claimed(0));
    area.lane.countLine(LINE.length);
    area.lane.wordRelease(area.free);
    return taken;
  }

  /** What stage does with the cursor. */
  @Benchmark
  public boolean reserve(Area area) {
    long cursor = area.control.cursorVolatile();
    return cursor < area.control.limitAcquire()
        ? area.control.compareAndSetCursor(cursor, cursor + LINE.length)
        : area.control.compareAndSetCursor(cursor, 0);
  }

  /** Into a chunk, from its start to its end and again. */
  @Benchmark
  public void copy(Area area) {
    if (area.at + LINE.length > area.chunk.capacity()) {
      area.at = 0;
    }
    area.chunk.putBytes(area.at, LINE, 0, LINE.length);
    area.at += LINE.length;
  }

  /** A publisher's look at cursor and lanes. */
  @Benchmark
  public long scan(Area area) {
    return LaneScan.of(area.control).low();
  }

  /** A publisher's round that finds nothing. */
  @Benchmark
  public Publisher.Outcome publishNothing(Area area) {
    return area.publisher.publish();
  }

  /** A line, and a publisher's round with its write(2). */
  @Benchmark
  public Publisher.Outcome publishOne(Area area) throws IOException {
    area.stageOne();
    return area.publisher.publish();
  }

  /** A megabyte: what each 8,700 lines cost whoever installs their chunk. */
  @Benchmark
  public void zeroChunk(Area area) {
    area.chunk.zero();
  }
}
