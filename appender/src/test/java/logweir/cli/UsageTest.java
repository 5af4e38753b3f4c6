package logweir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
  @Test
  void shouldNameItsCommandsAndExitCodesInTheHelp() {
    CliRun run = CliRun.of("--help");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.out()).contains("status", "top", "verify", "recover", "trim", "Exit codes:");
    assertThat(run.out().lines().map(String::strip)).anyMatch(line -> line.startsWith("3   not"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "top", "verify", "recover", "trim"})
  void shouldExplainEachCommand(String command) {
    CliRun run = CliRun.of(command, "--help");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.out()).contains("FILE", "--state-directory", "Exit codes:");
  }

  @Test
  void shouldAskForACommand() {
    CliRun run = CliRun.of();

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err()).startsWith("logweir: ").hasLineCount(1);
  }

  @Test
  void shouldRefuseAnUnknownOptionInOneLine() {
    CliRun run = CliRun.of("status", "--nonsense", "x.log");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("logweir: ").contains("--nonsense").hasLineCount(1);
  }

  @Test
  void shouldAskForTheFile() {
    CliRun run = CliRun.of("recover");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err()).contains("FILE").hasLineCount(1);
  }
}
