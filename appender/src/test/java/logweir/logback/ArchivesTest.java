package logweir.logback;

import static logweir.logback.LogbackFixture.encoder;
import static logweir.logback.LogbackFixture.file;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipInputStream;
import logweir.engine.Archives;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the archives of a configuration do with the files that are there. */
class ArchivesTest {
  private static final long NOON = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();
  private static final long DAY = 86_400_000;

  /** Else the appender would look after the archives itself. */
  private static final String UNSTAGED = "<stateDirectory>/dev/null</stateDirectory>";

  @TempDir private Path directory;
  private Path log;

  @BeforeEach
  void nameTheLog() {
    log = directory.resolve("app.log");
  }

  @Test
  void shouldListUncompressedArchivesOldestFirst() throws IOException {
    try (LogbackFixture logback = sized("app-%d{yyyy-MM-dd}.%i.log.gz")) {
      create("app-2026-11-20.10.log", NOON + 1);
      create("app-2026-11-20.9.log", NOON);
      create("app-2026-11-21.1.log", NOON + 2);
      create("app-2026-11-21.0.log", NOON + 2);
      create("app-2026-11-19.0.log.gz", NOON);

      assertThat(archives(logback).uncompressed())
          .extracting(path -> path.getFileName().toString())
          .containsExactly(
              "app-2026-11-20.9.log",
              "app-2026-11-20.10.log",
              "app-2026-11-21.0.log",
              "app-2026-11-21.1.log");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"app-%d{yyyy-MM-dd}.%i.log", "app.%i.log"})
  void shouldListNothingWithoutCompression(String pattern) throws IOException {
    create("app-2026-11-20.0.log", NOON);
    create("app.1.log", NOON);
    boolean window = !pattern.contains("%d");
    try (LogbackFixture logback = window ? window(pattern) : sized(pattern)) {
      assertThat(archives(logback).uncompressed()).isEmpty();
    }
  }

  @Test
  void shouldListTheLastPlaceOfTheWindowFirst() throws IOException {
    try (LogbackFixture logback = window("app.%i.log.gz")) {
      create("app.1.log", NOON);
      create("app.2.log.gz", NOON);
      create("app.3.log", NOON + 1);
      create("app.7.log", NOON + 2);
      create("app.8.log", NOON);
      create("app.0.log", NOON);
      Files.createDirectory(directory.resolve("app.4.log"));

      assertThat(archives(logback).uncompressed())
          .extracting(path -> path.getFileName().toString())
          .containsExactly("app.7.log", "app.3.log", "app.1.log");
    }
  }

  @Test
  void shouldNameAZipFilesContentsByTheTimeInAWindow() throws IOException {
    try (LogbackFixture logback = window("app.%i.log.zip")) {
      Path rolled = create("app.1.log", NOON);
      Path target = directory.resolve("target.zip");

      archives(logback).compress(rolled, target, "app.1.log");

      LocalDateTime noon =
          LocalDateTime.ofInstant(Instant.ofEpochMilli(NOON), ZoneId.systemDefault());
      String time = "%tF_%<tH%<tM".formatted(noon);
      assertThat(entryOf(target)).isEqualTo("app." + time + ".log");
    }
  }

  @Test
  void shouldNameAZipFilesContentsByTheArchive() throws IOException {
    try (LogbackFixture logback = sized("app-%d{yyyy-MM-dd}.%i.log.zip")) {
      Path rolled = create("app-2026-11-20.0.log", NOON);
      Path target = directory.resolve("target.zip");

      archives(logback).compress(rolled, target, "app-2026-11-20.0.log");

      assertThat(entryOf(target)).isEqualTo("app-2026-11-20.0.log");
    }
  }

  @Test
  void shouldRemoveWhatIsOlderThanTheHistory() throws IOException {
    try (LogbackFixture logback =
        sized("app-%d{yyyy-MM-dd, UTC}.%i.log.gz", "<maxHistory>2</maxHistory>")) {
      createDays();

      archives(logback).removeOld(NOON);

      assertThat(names())
          .containsExactly(
              "app-2026-11-18.0.log.gz", "app-2026-11-19.0.log.gz", "app-2026-11-20.0.log.gz");
    }
  }

  @Test
  void shouldRemoveWhatIsMoreThanTheCap() throws IOException {
    try (LogbackFixture logback =
        sized(
            "app-%d{yyyy-MM-dd, UTC}.%i.log.gz",
            "<maxHistory>10</maxHistory>", "<totalSizeCap>2500</totalSizeCap>")) {
      createDays();

      archives(logback).removeOld(NOON);

      assertThat(names()).containsExactly("app-2026-11-19.0.log.gz", "app-2026-11-20.0.log.gz");
    }
  }

  @Test
  void shouldKeepAllWithoutAHistory() throws IOException {
    try (LogbackFixture logback = sized("app-%d{yyyy-MM-dd, UTC}.%i.log.gz")) {
      createDays();

      archives(logback).removeOld(NOON);

      assertThat(names()).hasSize(5);
    }
  }

  @Test
  void shouldRemoveOnThoughTheClockWasSetBack() throws IOException {
    try (LogbackFixture logback =
        sized("app-%d{yyyy-MM-dd, UTC}.%i.log.gz", "<maxHistory>2</maxHistory>")) {
      Archives archives = archives(logback);
      archives.removeOld(NOON);
      createDays();

      archives.removeOld(NOON - 5 * DAY);
      assertThat(names()).hasSize(5);

      archives.removeOld(NOON + DAY);
      assertThat(names()).doesNotContain("app-2026-11-18.0.log.gz").hasSize(4);
    }
  }

  @Test
  void shouldRemoveOnlyWhenTheRemovalOfThePolicysStartIsOver() throws IOException {
    long now = System.currentTimeMillis();
    for (int day = 0; day < 20; day++) {
      create("app-" + dayOf(now - day * DAY) + ".0.log.gz", now);
    }
    try (LogbackFixture logback =
        sized(
            "app-%d{yyyy-MM-dd, UTC}.%i.log.gz",
            "<maxHistory>2</maxHistory>", "<cleanHistoryOnStart>true</cleanHistoryOnStart>")) {
      Archives archives = archives(logback);
      assertThat(archives.removesOldAtStart()).isTrue();

      archives.removeOld(now + DAY);

      assertThat(names())
          .containsExactly(
              "app-" + dayOf(now - DAY) + ".0.log.gz", "app-" + dayOf(now) + ".0.log.gz");
      // Stopping it is the way to wait for what its start began.
      assertThat(logback.appender().getRollingPolicy().isStarted()).isFalse();
    }
  }

  private static Archives archives(LogbackFixture logback) {
    assertThat(logback.errors()).isEmpty();
    return RollingXml.read(logback, () -> NOON).archives();
  }

  private LogbackFixture sized(String pattern, String... more) {
    return LogbackFixture.of(
        file(log),
        RollingXml.sizeAndTimeBased(
            RollingXml.pattern(directory.resolve(pattern)),
            "<maxFileSize>1KB</maxFileSize>",
            String.join("", more)),
        UNSTAGED,
        encoder(TestEncoders.Plain.class));
  }

  private LogbackFixture window(String pattern) {
    return LogbackFixture.of(
        file(log),
        RollingXml.fixedWindow(RollingXml.pattern(directory.resolve(pattern))),
        RollingXml.sizeBased("1KB"),
        UNSTAGED,
        encoder(TestEncoders.Plain.class));
  }

  private static LocalDate dayOf(long millis) {
    return LocalDate.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
  }

  private void createDays() throws IOException {
    for (int day = 16; day <= 20; day++) {
      Path file = create("app-2026-11-" + day + ".0.log.gz", NOON);
      Files.write(file, new byte[1000]);
    }
  }

  private Path create(String name, long modified) throws IOException {
    Path file = Files.writeString(directory.resolve(name), "line\n");
    return Files.setLastModifiedTime(file, FileTime.fromMillis(modified));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("app-"))
          .sorted()
          .toList();
    }
  }

  private static String entryOf(Path zipFile) throws IOException {
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(zipFile))) {
      return zip.getNextEntry().getName();
    }
  }
}
