package logweir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import logweir.engine.LogStatus;
import logweir.engine.LogStatusReader;
import logweir.engine.SharedLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoverCommandTest {
  @TempDir private Path directory;
  private StagingFixture fixture;

  @BeforeEach
  void prepare() {
    fixture = new StagingFixture(directory);
  }

  @Test
  void shouldPublishWhatAKilledWriterHadStaged() throws Exception {
    fixture.killWithStagedLines(1000);
    assertThat(Files.size(fixture.log())).isZero();

    CliRun run = CliRun.of("recover", fixture.log());

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(fixture.lines()).isEqualTo(StagingFixture.numbered("a", 1000));
    assertThat(run.number("publishedBytes")).isEqualTo(Files.size(fixture.log()));
    assertThat(run.number("deadWritersCleared")).isEqualTo(1);
    assertThat(status()).isEmpty();
  }

  @Test
  void shouldFindNothingToDoTheSecondTime() throws Exception {
    fixture.killWithStagedLines(10);
    CliRun.of("recover", fixture.log());
    TreeSnapshot before = TreeSnapshot.of(directory);

    CliRun run = CliRun.of("recover", fixture.log());

    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.out()).startsWith("nothing to recover");
    assertThat(TreeSnapshot.of(directory)).isEqualTo(before);
  }

  @Test
  void shouldShowEachLineOnceWhereverTheWriterDied() throws Exception {
    for (int round = 0; round < 5; round++) {
      String name = "round" + round;
      int reported;
      try (DyingWriter writer = DyingWriter.endless(fixture.log(), name)) {
        writer.awaitProgress(2_000 * round + 1);
        reported = writer.kill();
      }
      long sizeBefore = Files.size(fixture.log());

      CliRun run = CliRun.of("recover", fixture.log());

      assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
      assertThat(run.number("publishedBytes") - (Files.size(fixture.log()) - sizeBefore))
          .as("bytes that had landed before the writer died: %s", run)
          .isBetween(
              0L, run.number("completedBatches") * DyingWriter.CONFIG.geometry().ringBytes());
      List<String> lines = linesOf(name);
      assertThat(lines.size()).isGreaterThanOrEqualTo(reported);
      assertThat(lines).isEqualTo(StagingFixture.numbered(name, lines.size()));
    }
  }

  @Test
  void shouldClearTheDeadAmongTheLiving() throws Exception {
    try (SharedLog living =
        SharedLog.open(
            fixture.log(), DyingWriter.CONFIG.withPublishInterval(Duration.ofMinutes(1)))) {
      DyingWriter.awaitRestingPublisher();
      StagingFixture.append(living, "first of the living");
      fixture.killWithStagedLines(100);

      CliRun run = CliRun.of("recover", fixture.log());

      assertThat(run.err()).isEmpty();
      assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
      assertThat(run.number("deadWritersCleared")).isEqualTo(1);
      assertThat(linesOf("a")).isEqualTo(StagingFixture.numbered("a", 100));
      assertThat(status().orElseThrow().writers()).hasSize(1);
      StagingFixture.append(living, "last of the living");
    }
    List<String> all = new ArrayList<>(List.of("first of the living"));
    all.addAll(StagingFixture.numbered("a", 100));
    all.add("last of the living");
    assertThat(fixture.lines()).isEqualTo(all);
  }

  @Test
  void shouldRecoverBesideAWriterInFullSwing() throws Exception {
    try (DyingWriter living = DyingWriter.endless(fixture.log(), "living")) {
      living.awaitProgress(1);
      try (DyingWriter dying = DyingWriter.endless(fixture.log(), "dying")) {
        dying.awaitProgress(10_001);
        dying.kill();
      }
      CliRun run = CliRun.of("recover", fixture.log());

      assertThat(run.exitCode()).as(run.toString()).isEqualTo(ExitCodes.OK);
      assertThat(status().orElseThrow().writers())
          .singleElement()
          .matches(writer -> writer.pid() == living.pid());
      living.kill();
    }
    assertThat(CliRun.of("recover", fixture.log()).exitCode()).isEqualTo(ExitCodes.OK);
    for (String name : List.of("living", "dying")) {
      List<String> lines = linesOf(name);
      assertThat(lines).isNotEmpty().isEqualTo(StagingFixture.numbered(name, lines.size()));
    }
  }

  @Test
  void shouldPublishToANewFileIfTheLogIsGone() throws Exception {
    fixture.killWithStagedLines(10);
    Files.delete(fixture.log());

    assertThat(CliRun.of("recover", fixture.log()).exitCode()).isEqualTo(ExitCodes.OK);

    assertThat(fixture.lines()).isEqualTo(StagingFixture.numbered("a", 10));
  }

  @Test
  void shouldRecoverFromAConfiguredDirectory() throws Exception {
    Path configured = directory.resolve("state");
    try (DyingWriter writer =
        DyingWriter.staging(fixture.log(), Optional.of(configured), "a", 10)) {
      writer.kill();
    }

    CliRun run = CliRun.of("recover", fixture.log(), "--state-directory", configured);

    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(fixture.lines()).isEqualTo(StagingFixture.numbered("a", 10));
  }

  @Test
  void shouldKeepWhatIsStagedIfTheLogCannotBeWritten() throws Exception {
    fixture.killWithStagedLines(10);
    Path elsewhere = Files.createFile(directory.resolve("elsewhere"));
    Files.delete(fixture.log());
    Files.createSymbolicLink(fixture.log(), elsewhere);
    TreeSnapshot before = TreeSnapshot.of(directory);

    CliRun failed = CliRun.of("recover", fixture.log());

    assertThat(failed.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(failed.err()).startsWith("logweir: not a regular file: path=").hasLineCount(1);
    assertThat(TreeSnapshot.of(directory)).isEqualTo(before);
    Files.delete(fixture.log());
    assertThat(CliRun.of("recover", fixture.log()).exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(fixture.lines()).isEqualTo(StagingFixture.numbered("a", 10));
  }

  private Optional<LogStatus> status() throws IOException {
    return LogStatusReader.read(fixture.log(), Optional.empty());
  }

  private List<String> linesOf(String name) throws IOException {
    return fixture.lines().stream()
        .filter(line -> line.startsWith("writer " + name + " "))
        .toList();
  }
}
