package logweir.examples.killandrecover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
  @TempDir Path directory;

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

  @Test
  void shouldRecoverEachLineWhoseCallHadReturned() throws Exception {
    Path cliJar = Path.of(System.getProperty("logweir.cli.jar"));
    Demo demo = new Demo(directory, cliJar, new PrintStream(shown, true, StandardCharsets.UTF_8));

    Demo.Outcome outcome = demo.run();

    assertThat(outcome.killed().written()).as(shown()).isGreaterThanOrEqualTo(3_000);
    assertThat(outcome.killed().lost()).as(shown()).isPositive();
    assertThat(outcome.killed().repeated() + outcome.killed().foreign()).as(shown()).isZero();
    assertThat(outcome.recovered().isClean()).as(shown()).isTrue();
    assertThat(shown())
        .containsPattern("backlog +[\\d,]{4,} bytes")
        .containsPattern("recovered: .*deadWritersCleared=3")
        .contains("no writer is attached, nothing is staged");
  }

  private String shown() {
    return shown.toString(StandardCharsets.UTF_8);
  }
}
