package logweir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import logweir.engine.SharedLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command without a terminal, as it is in a pipe. */
class TopCommandTest {
  @TempDir private Path directory;
  private StagingFixture fixture;

  @BeforeEach
  void prepare() {
    fixture = new StagingFixture(directory);
  }

  @Test
  void shouldPrintPlainFramesOneAfterTheOther() throws IOException {
    try (SharedLog shared = SharedLog.open(fixture.log(), DyingWriter.CONFIG)) {
      StagingFixture.append(shared, "a line");

      CliRun run = CliRun.of("top", fixture.log(), "--count", 3, "--interval", 0.1);

      List<String> lines = run.out().lines().toList();
      assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
      assertThat(run.err()).isEmpty();
      assertThat(run.out()).doesNotContain("\u001b");
      assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
      assertThat(lines).filteredOn(line -> line.startsWith("logweir top  ")).hasSize(3);
      assertThat(lines)
          .filteredOn(line -> line.contains(" " + ProcessHandle.current().pid() + " "))
          .filteredOn(line -> line.startsWith("   0"))
          .hasSize(3)
          .allMatch(line -> line.contains("alive"));
    }
  }

  @Test
  void shouldShowADeadWriter() throws Exception {
    try (DyingWriter writer = DyingWriter.staging(fixture.log(), Optional.empty(), "a", 10)) {
      writer.kill();

      CliRun run = CliRun.of("top", fixture.log(), "--count", 1);

      assertThat(run.out()).containsPattern(writer.pid() + " [-:0-9]{8} dead ");
    }
  }

  @Test
  void shouldWaitForTheFirstWriter() throws IOException {
    fixture.closeInOrder();

    CliRun run = CliRun.of("top", fixture.log(), "--count", 1);

    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.out()).contains("no writer is attached");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--interval=0", "--interval=NaN", "--interval=1h", "--count=-1"})
  void shouldRefuseAnImpossibleOption(String option) throws IOException {
    fixture.closeInOrder();

    CliRun run = CliRun.of("top", fixture.log(), option);

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(option.split("=", 2)[0]).hasLineCount(1);
  }
}
