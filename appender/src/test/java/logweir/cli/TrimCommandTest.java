package logweir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import logweir.engine.SharedLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrimCommandTest {
  private static final int CHUNK_BYTES = 4096;
  private static final String LINE = "x".repeat(CHUNK_BYTES / 8 - 1);

  @TempDir private Path directory;
  private StagingFixture fixture;

  @BeforeEach
  void prepare() {
    fixture = new StagingFixture(directory);
  }

  @Test
  void shouldGiveBackWhatABurstHadNeeded() throws IOException {
    try (SharedLog shared =
        SharedLog.open(
            fixture.log(), DyingWriter.CONFIG.withPublishInterval(Duration.ofMinutes(1)))) {
      DyingWriter.awaitRestingPublisher();
      // A burst that nobody publishes, and then the light load that leaves its chunks unused.
      append(shared, 8 * 20);
      publish();
      append(shared, 8);
      publish();

      CliRun run = CliRun.of("trim", fixture.log());

      assertThat(run.err()).isEmpty();
      assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
      assertThat(run.number("chunksBefore")).isGreaterThanOrEqualTo(20);
      assertThat(run.number("chunksAfter")).isLessThanOrEqualTo(3);
      assertThat(Files.size(chunksFile())).isEqualTo(run.number("chunksAfter") * CHUNK_BYTES);
      append(shared, 8 * 20);
    }
    assertThat(fixture.lines()).hasSize(8 * 41).containsOnly(LINE);
  }

  private Path chunksFile() throws IOException {
    try (Stream<Path> files = Files.list(fixture.stateDirectory())) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("chunks-"))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void shouldEndWithNoChunksIfNobodyIsAlive() throws Exception {
    fixture.killWithStagedLines(1000);

    CliRun run = CliRun.of("trim", fixture.log());

    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.number("chunksBefore")).isPositive();
    assertThat(run.number("chunksAfter")).isZero();
    assertThat(fixture.lines()).isEqualTo(StagingFixture.numbered("a", 1000));
  }

  @Test
  void shouldBeSafeWhileAWriterIsInFullSwing() throws Exception {
    try (DyingWriter writer = DyingWriter.endless(fixture.log(), "a")) {
      for (int round = 1; round <= 20; round++) {
        writer.awaitProgress(2_000 * round);
        CliRun run = CliRun.of("trim", fixture.log());
        assertThat(run.exitCode()).as(run.toString()).isEqualTo(ExitCodes.OK);
      }
      writer.kill();
    }
    CliRun.of("recover", fixture.log());
    int lines = fixture.lines().size();
    assertThat(fixture.lines()).isEqualTo(StagingFixture.numbered("a", lines));
  }

  private static void append(SharedLog shared, int lines) {
    for (int line = 0; line < lines; line++) {
      StagingFixture.append(shared, LINE);
    }
  }

  // Whoever leaves publishes what is there.
  private void publish() throws IOException {
    SharedLog.open(fixture.log(), DyingWriter.CONFIG).close();
  }
}
