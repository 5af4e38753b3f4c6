package logweir.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import logweir.integration.harness.ConfiguredPrograms;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.Samples;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every configuration that is shown to users, in two JVMs that Logback configures by it. */
class SamplesIT {
  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;

  static List<Path> samples() throws IOException {
    try (Stream<Path> files = Files.list(Samples.DIRECTORY)) {
      return files.filter(SamplesIT::isConfiguration).sorted().toList();
    }
  }

  private static boolean isConfiguration(Path file) {
    try {
      return file.toString().endsWith(".xml") && Files.readString(file).contains("<configuration>");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void shouldWriteTheLinesOfTwoJvmsWithoutAWarning(Path sample) {
    Path logs = directory.resolve("logs");
    Map<String, String> properties =
        Map.of(
            "LOG_DIR", logs.toString(),
            "STATE_DIR", directory.resolve("state").toString(),
            "CONFIG_DIR", Samples.DIRECTORY.toString());

    new ConfiguredPrograms(jvms, sample, properties)
        .start("first")
        .start("second")
        .run()
        .assertEveryLineOnce(logs);
  }
}
