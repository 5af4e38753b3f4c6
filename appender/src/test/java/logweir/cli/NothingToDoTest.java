package logweir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import logweir.engine.SharedLog;
import logweir.layout.ControlDescriptor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A log of ours that needs nothing, or that only its next writer may change. */
class NothingToDoTest {
  @TempDir private Path directory;
  private StagingFixture fixture;

  @BeforeEach
  void prepare() {
    fixture = new StagingFixture(directory);
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "recover", "trim"})
  void shouldSayThatNothingIsStagedAfterAnOrderlyClose(String command) throws IOException {
    fixture.closeInOrder();

    CliRun run = runWithoutChange(command, fixture.log());

    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.out()).contains("no writer is attached, nothing is staged").hasLineCount(1);
    assertThat(run.err()).isEmpty();
  }

  @Test
  void shouldNotCreateTheLogAnewWhenNothingIsStaged() throws IOException {
    fixture.closeInOrder();
    Files.delete(fixture.log());

    assertThat(runWithoutChange("recover", fixture.log()).exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(runWithoutChange("trim", fixture.log()).exitCode()).isEqualTo(ExitCodes.OK);
  }

  @Test
  void shouldLeaveTheLivingAlone() throws IOException {
    try (SharedLog shared = SharedLog.open(fixture.log(), DyingWriter.CONFIG)) {
      CliRun run = runWithoutChange("recover", fixture.log());

      assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
      assertThat(run.out()).startsWith("nothing to recover: all writers are alive");
      assertThat(shared.isStaged()).isTrue();
    }
  }

  @Test
  void shouldLeaveWhatAnEarlierBootStagedToTheNextWriter() throws Exception {
    fixture.killWithStagedLines(10);
    fixture.patchHeader(ControlDescriptor.BOOT_ID_LOW_OFFSET, 4711);

    CliRun recover = runWithoutChange("recover", fixture.log());
    CliRun trim = runWithoutChange("trim", fixture.log());
    CliRun status = runWithoutChange("status", fixture.log());

    assertThat(recover.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(recover.err()).contains("of an earlier boot", "unpublishedBytes=").hasLineCount(1);
    assertThat(trim.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(trim.out()).contains("of an earlier boot");
    assertThat(status.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(status.out()).contains("of an earlier boot");
  }

  @Test
  void shouldFailOnAFileThatCannotBeRead() throws IOException {
    fixture.closeInOrder();
    Files.createDirectory(fixture.control());

    CliRun run = runWithoutChange("status", fixture.log());

    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.err()).startsWith("logweir: ").contains("path=").hasLineCount(1);
  }

  @Test
  void shouldPrintAStackTraceOnDemandOnly() throws IOException {
    fixture.closeInOrder();
    Files.createDirectory(fixture.control());

    assertThat(CliRun.of("status", fixture.log()).err()).doesNotContain("\tat ");
    assertThat(CliRun.of("status", "--debug", fixture.log()).err()).contains("\tat ");
  }

  private CliRun runWithoutChange(String command, Path file) throws IOException {
    TreeSnapshot before = TreeSnapshot.of(directory);
    CliRun run = CliRun.of(command, file);
    assertThat(TreeSnapshot.of(directory)).isEqualTo(before);
    return run;
  }
}
