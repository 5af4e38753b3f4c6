package logweir.examples.manyjvms;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
  @TempDir Path directory;

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

  @Test
  void shouldFindEveryLineOfAllJvms() throws Exception {
    int exit = run("--jvms", "2", "--threads", "2", "--lines", "5000", "--rounds", "0");

    assertThat(exit).as(shown()).isZero();
    assertThat(shown())
        .contains("Worker - jvm ", "JVM 2, killed", "Every line is there, once and whole.");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void shouldKeepItsFilesIfAsked() throws Exception {
    run("--jvms", "2", "--threads", "1", "--lines", "100", "--rounds", "0", "--keep");

    try (var files = Files.walk(directory)) {
      assertThat(files).anyMatch(file -> file.endsWith("app.log"));
    }
  }

  private int run(String... options) {
    String[] arguments = new String[options.length + 1];
    arguments[0] = "--directory=" + directory;
    System.arraycopy(options, 0, arguments, 1, options.length);
    return Demo.run(new PrintStream(shown, true, StandardCharsets.UTF_8), arguments);
  }

  private String shown() {
    return shown.toString(StandardCharsets.UTF_8);
  }
}
