package logweir.logback;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every configuration that is shown to users does what it says, and without a warning. */
class ConfigSamplesTest {
  private static final Path SAMPLES = Path.of("../config-samples");

  @TempDir private Path directory;

  static List<Path> samples() throws IOException {
    try (Stream<Path> files = Files.list(SAMPLES)) {
      return files.filter(file -> file.toString().endsWith(".xml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void shouldWriteALineWithoutAWarning(Path sample) throws IOException {
    Path logs = directory.resolve("logs");
    Map<String, String> properties =
        Map.of("LOG_DIR", logs.toString(), "STATE_DIR", directory.resolve("state").toString());
    try (LogbackFixture logback =
        LogbackFixture.ofConfiguration(Files.readString(sample), properties)) {
      logback.logger().info("a line of {}", sample.getFileName());

      assertThat(logback.warnings()).isEmpty();
      assertThat(logback.errors()).isEmpty();
    }

    assertThat(logs.resolve("app.log")).content().contains("a line of " + sample.getFileName());
  }
}
