package logweir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** What the command line says of itself, and to those who mistype. */
class HelpTest {
  private static final String EXAMPLES = "Examples:";

  static Stream<String> commands() {
    return Main.commandLine().getSubcommands().keySet().stream();
  }

  @Test
  void shouldKnowItsCommands() {
    assertThat(commands())
        .containsExactly("status", "top", "verify", "recover", "trim", "generate-completion");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void shouldGiveExamplesOfEachCommandThatItUnderstands(String command) {
    CliRun run = CliRun.of(command, "--help");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.out()).contains("Exit codes:");
    assertThat(examples(run.out()))
        .isNotEmpty()
        .allSatisfy(example -> assertThat(parsedCommand(example)).isEqualTo(command));
  }

  @Test
  void shouldGiveExamplesOfTheWhole() {
    List<String> examples = examples(CliRun.of("--help").out());

    assertThat(examples).hasSizeGreaterThan(2).allSatisfy(HelpTest::parsedCommand);
  }

  // Without what the shell does with the output.
  private static String parsedCommand(String example) {
    assertThat(example).startsWith("logweir ");
    String[] words = example.replaceFirst(" > .*", "").split(" ", -1);
    ParseResult parsed =
        Main.commandLine()
            .parseArgs(List.of(words).subList(1, words.length).toArray(new String[0]));
    return parsed.subcommand().commandSpec().name();
  }

  private static List<String> examples(String help) {
    assertThat(help.lines()).contains(EXAMPLES);
    return help.substring(help.indexOf(EXAMPLES) + EXAMPLES.length())
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"statsu, status", "verfy, verify", "Top, top", "recovre, recover"})
  void shouldSuggestTheCommandThatIsLikelyMeant(String typed, String meant) {
    CliRun run = CliRun.of(typed, "app.log");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("logweir: ")
        .contains("'" + typed + "'", "did you mean: ", meant, "logweir --help")
        .hasLineCount(1);
  }

  @Test
  void shouldSuggestTheOptionThatIsLikelyMeant() {
    CliRun run = CliRun.of("top", "--intervall", "2", "app.log");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err())
        .contains("did you mean: --interval", "logweir top --help")
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "-V"})
  void shouldTellItsVersion(String option) {
    assertThat(CliRun.of(option).out()).startsWith("logweir ").hasLineCount(1);
    assertThat(CliRun.of("top", option).out()).startsWith("logweir ").hasLineCount(1);
  }

  @Test
  void shouldFitEightyColumns() {
    for (String command : commands().toList()) {
      CommandLine line = Main.commandLine().getSubcommands().get(command);
      line.setUsageHelpAutoWidth(false).setUsageHelpWidth(80);
      assertThat(line.getUsageMessage().lines())
          .allSatisfy(one -> assertThat(one).hasSizeLessThanOrEqualTo(80));
    }
  }

  @Test
  void shouldPrintAScriptThatCompletes() {
    CliRun run = CliRun.of("generate-completion");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.out()).contains("complete -F _complete_logweir", "--interval");
  }
}
