package logweir.examples.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
  private static final int LINES = 10_000;

  @TempDir Path directory;

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

  @Test
  void shouldChangeTheClassNameAndNothingElse() throws IOException {
    String before = "class=\"ch.qos.logback.core.rolling.RollingFileAppender\"";
    String after = "class=\"logweir.logback.MmapSharedAppender\"";

    assertThat(Demo.resource(Demo.BEFORE)).containsOnlyOnce(before);
    assertThat(Demo.resource(Demo.AFTER))
        .isEqualTo(Demo.resource(Demo.BEFORE).replace(before, after));
  }

  @Test
  void shouldKeepTheFilesOfOneJvmAndTheLinesOfTwo() throws Exception {
    Demo demo = new Demo(directory, LINES, new PrintStream(shown, true, StandardCharsets.UTF_8));

    Demo.Outcome outcome = demo.run();

    assertThat(outcome.oneBefore().count().isClean()).as(shown()).isTrue();
    assertThat(outcome.oneBefore().files()).hasSizeGreaterThan(3).containsKey("app.log");
    // Map by map, for a message that one can read.
    Map<String, ?> after = outcome.oneAfter().files();
    assertThat(after.keySet()).isEqualTo(outcome.oneBefore().files().keySet());
    assertThat(after.equals(outcome.oneBefore().files())).as("same lines in each file").isTrue();

    assertThat(outcome.twoBefore().count().lost()).as(shown()).isPositive();
    assertThat(outcome.twoAfter().count().isClean()).as(shown()).isTrue();
    assertThat(outcome.twoAfter().files()).hasSizeGreaterThan(outcome.oneAfter().files().size());
    assertThat(shown()).containsPattern("MmapSharedAppender +2 .* 0\n");
  }

  private String shown() {
    return shown.toString(StandardCharsets.UTF_8);
  }
}
