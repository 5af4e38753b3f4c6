package logweir.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static logweir.engine.StagingFixture.CHUNK;
import static logweir.engine.StagingFixture.framedOf;
import static logweir.engine.StagingFixture.lineOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A {@link SharedLog} beside a process that is stopped in mid-copy, and then killed. */
class StoppedWriterTest {
  private static final Duration MAX_BLOCK = Duration.ofMillis(300);

  @TempDir private Path directory;

  @Test
  void shouldGoPastAStoppedWriterAfterTheMaximumBlockTimeAndReclaimItsLaneOnceItIsDead()
      throws Exception {
    SharedLogConfig config =
        SharedLogConfig.defaults().withGeometry(CHUNK, 2).withMaxBlockTime(MAX_BLOCK);
    String half = framedOf(CHUNK, 'x');
    try (StagingFixture staging = new StagingFixture(directory, config);
        StoppedProcess process = new StoppedProcess()) {
      StagingFixture.Writer writer = staging.newWriter();
      writer.claims("slow\n").copy(2);
      writer.slot.identity(
          ProcessIdentity.randomNonZero(),
          process.pid(),
          StagingFixture.SELF.pidNamespace(),
          ProcessIdentity.startTimeOf(process.pid()),
          0);
      try (SharedLog log = SharedLog.open(staging.file, config)) {
        append(log, half);
        long before = System.nanoTime();

        append(log, half + "direct\n");

        assertThat(Duration.ofNanos(System.nanoTime() - before))
            .isBetween(MAX_BLOCK, MAX_BLOCK.multipliedBy(8));
        assertThat(staging.log()).isEqualTo(half + "direct\n");
        process.kill();
      }
      assertThat(staging.log()).isEqualTo(half + "direct\n" + half);
    }
  }

  /** What is short enough still finds room in the last chunk, and moves nothing for the others. */
  @Test
  void shouldWaitOnceForARoomThatOnlyAStoppedProcessCouldMake() throws Exception {
    SharedLogConfig config =
        SharedLogConfig.defaults().withGeometry(CHUNK, 8).withMaxBlockTime(MAX_BLOCK);
    try (StagingFixture staging = new StagingFixture(directory, config);
        StoppedProcess process = new StoppedProcess()) {
      StagingFixture.Writer writer = staging.newWriter();
      writer.slot.identity(
          ProcessIdentity.randomNonZero(),
          process.pid(),
          StagingFixture.SELF.pidNamespace(),
          ProcessIdentity.startTimeOf(process.pid()),
          0);
      try (SharedLog log = SharedLog.open(staging.file, config)) {
        append(log, "first\n");
        await().until(() -> staging.log().equals("first\n"));
        assertThat(staging.control.growLock().tryTake(writer.id)).isTrue();
        append(log, lineOf(2 * CHUNK - 1000, 'x'));
        long waited = 0;

        for (int i = 0; i < 10; i++) {
          append(log, "short\n");
          await()
              .pollInterval(Duration.ofMillis(1))
              .until(() -> staging.control.publishedVolatile() == staging.control.cursorVolatile());
          long before = System.nanoTime();
          append(log, lineOf(1500, 'd'));
          waited += System.nanoTime() - before;
        }

        assertThat(Duration.ofNanos(waited)).isLessThan(MAX_BLOCK.multipliedBy(5));
        process.kill();
      }
    }
  }

  private static void append(SharedLog log, String line) {
    byte[] bytes = line.getBytes(ISO_8859_1);
    assertThat(log.append(bytes, 0, bytes.length)).isTrue();
  }
}
