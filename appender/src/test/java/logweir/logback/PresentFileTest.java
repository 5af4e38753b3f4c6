package logweir.logback;

import static logweir.logback.LogbackFixture.encoder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A configuration that names no file, as prudent mode wants it. */
class PresentFileTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "app-%d.log, .app-%d.log",
    "app-%d.log.gz, .app-%d.log",
    "'logs/%d{yyyy-MM, aux}/app.%d.log', 'logs/.%d{yyyy-MM, aux}_app.%d.log'",
    "'logs/%d{yyyy/MM, aux}/%d.log', 'logs/.%d{yyyy_MM, aux}_%d.log'",
    "%d.log, .%d.log"
  })
  void shouldStandBesideTheFirstNameThatChanges(String pattern, String hidden) {
    String absolute = directory + "/" + pattern;
    try (LogbackFixture logback =
        LogbackFixture.of(RollingXml.timeBased(RollingXml.pattern(absolute)))) {
      assertThat(PresentFile.hidden(logback.appender().getRollingPolicy()))
          .contains(directory.resolve(hidden));
    }
  }

  @Test
  void shouldShowTheLinesUnderTheArchivesName() throws Exception {
    Path pattern = directory.resolve("app-%d{yyyy-MM}.%i.log.gz");
    try (LogbackFixture logback =
        LogbackFixture.of(
            "<prudent>true</prudent>",
            RollingXml.sizeAndTimeBased(
                RollingXml.pattern(pattern), "<maxFileSize>2KB</maxFileSize>"),
            encoder(TestEncoders.Plain.class))) {
      assertThat(logback.errors()).isEmpty();
      assertThat(logback.appender().getFile()).isNull();
      logback.logger().info("x".repeat(2000));
      logback.logger().info("y".repeat(2000));
      logback.logger().info("last");

      await().until(() -> readers().equals(List.of("app-DATE.0.log.gz", "app-DATE.1.log")));
      Path present = path(1);
      await().untilAsserted(() -> assertThat(present).content().endsWith("last\n"));
    }
  }

  @Test
  void shouldGoOnInTheSameFileAtTheNextStart() throws Exception {
    String policy =
        RollingXml.timeBased(RollingXml.pattern(directory.resolve("app-%d{yyyy-MM}.log")));
    for (String line : List.of("first", "second")) {
      try (LogbackFixture logback = LogbackFixture.of(policy, encoder(TestEncoders.Plain.class))) {
        logback.logger().info(line);
      }
    }

    assertThat(readers()).hasSize(1);
    assertThat(path(0)).hasContent("first\nsecond\n");
  }

  private List<String> readers() throws IOException {
    return paths()
        .map(path -> path.getFileName().toString())
        .map(PresentFileTest::undated)
        .toList();
  }

  private static String undated(String name) {
    return name.replaceFirst("\\d{4}-\\d{2}", "DATE");
  }

  private Path path(int number) throws IOException {
    return paths().toList().get(number);
  }

  /** What a user sees who lists the directory. */
  private Stream<Path> paths() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .sorted()
          .toList()
          .stream();
    }
  }
}
