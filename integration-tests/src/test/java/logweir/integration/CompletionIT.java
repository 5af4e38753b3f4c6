package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.PseudoTerminal;
import logweir.integration.harness.Run;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The start script, and the Tab key behind its name in an interactive bash. */
class CompletionIT {
  private static final String PROMPT = "ready> ";

  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;

  @BeforeEach
  void makeFiles() throws IOException {
    Files.writeString(directory.resolve("orders.log"), "");
    Files.createDirectory(directory.resolve("state-files"));
  }

  @Test
  void shouldStartFromAnywhereThroughALink() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("lw"), launcher());

    assertThat(Run.ok(link.toString(), "--version").out())
        .isEqualTo(Run.cli("--version").out())
        .startsWith("logweir ");
    assertThat(Run.of(List.of(link.toString(), "status", "/nowhere/x.log")).exitCode())
        .isEqualTo(3);
  }

  @Test
  void shouldSayWhatItMisses() {
    Run noJar = Run.of(List.of("env", "LOGWEIR_JAR=/nowhere.jar", launcher().toString()));
    Run noJava = Run.of(List.of("env", "JAVA_HOME=/nowhere", launcher().toString()));

    assertThat(noJar.exitCode()).isEqualTo(1);
    assertThat(noJar.err()).startsWith("logweir: no such file: path=/nowhere.jar");
    assertThat(noJava.exitCode()).isEqualTo(1);
    assertThat(noJava.err()).startsWith("logweir: there is no java: path=/nowhere/bin/java");
  }

  /** What is typed, with a Tab at its end, and what stands on the line then. */
  @ParameterizedTest
  @CsvSource({
    "logweir sta, logweir status",
    "logweir ver, logweir verify",
    "logweir gen, logweir generate-completion",
    "logweir top --int, logweir top --interval",
    "logweir status ord, logweir status orders.log",
    "logweir top --interval 2 ord, logweir top --interval 2 orders.log",
    "logweir recover --state-directory state, logweir recover --state-directory state-files"
  })
  void shouldCompleteInBash(String typed, String completed) {
    PseudoTerminal bash = startBash();

    bash.type(typed);
    bash.press("Tab");

    bash.awaitText(PROMPT + completed);
  }

  @Test
  void shouldListTheCommands() {
    PseudoTerminal bash = startBash();

    bash.type("logweir ");
    bash.press("Tab");
    bash.press("Tab");

    for (String command : List.of("status", "top", "verify", "recover", "trim")) {
      bash.awaitText(command);
    }
  }

  private PseudoTerminal startBash() {
    PseudoTerminal bash =
        jvms.track(PseudoTerminal.start(directory, "exec bash --norc --noprofile -i"));
    bash.awaitText("bash-");
    // Readline reads what is typed only once it has printed the prompt.
    bash.type("PATH=" + launcher().getParent() + ":$PATH");
    bash.press("Enter");
    bash.type("source <(logweir generate-completion); PS1='ready''> '; clear");
    bash.press("Enter");
    bash.awaitScreen("prompt", lines -> lines.get(0).equals(PROMPT.strip()));
    return bash;
  }

  private static Path launcher() {
    return Run.cliJar().toAbsolutePath().normalize().resolveSibling("logweir");
  }
}
