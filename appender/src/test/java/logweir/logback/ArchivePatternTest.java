package logweir.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The names of archives, and finding them again. */
class ArchivePatternTest {
  private static final long NOON = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();
  private static final long NEXT_DAY = Instant.parse("2026-11-21T12:00:00Z").toEpochMilli();

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "app-%d{yyyy-MM-dd, UTC}.log | app-2026-11-20.log.3",
        "app-%d{yyyy-MM-dd, UTC}.%i.log | app-2026-11-20.3.log",
        "app-%d{yyyy-MM-dd, UTC}.%03i.log | app-2026-11-20.003.log",
        "app-%d{yyyyMMdd, UTC}%i.log | app-202611203.log",
        "%i/%d{yyyy-MM-dd, UTC}/app.log | 3/2026-11-20/app.log",
        "%d{yyyy/MM, aux, UTC}/%d{dd, UTC}.%i | 2026/11/20.3",
        "%d{yyyy/MM/dd, UTC}/app.log | 2026/11/20/app.log.3",
        "%d{yyyy-MM-dd'T'HH, UTC}.log | 2026-11-20T12.log.3",
        "%d{yyyy-MM-dd'd'HH'o''clock', UTC}.log | 2026-11-20d12o'clock.log.3",
        "x/../%d{yyyyMMdd, UTC}//./a.%i | 20261120/a.3",
        "a+b(c)[d]^$.%d{yyyyMMdd, UTC}.%i | a+b(c)[d]^$.20261120.3",
        "größe 日本 %d{yyyyMMdd, UTC}.%i | größe 日本 20261120.3"
      })
  void shouldNameAndFindAnArchive(String pattern, String name) throws IOException {
    ArchivePattern names = new ArchivePattern(directory + "/" + pattern);
    Path archive = directory.resolve(name);

    assertThat(names.path(NOON, 3)).isEqualTo(archive);
    assertThat(names.matches(archive, "")).isTrue();
    assertThat(names.matches(Path.of(archive + ".gz"), "")).isFalse();
    assertThat(names.matches(Path.of(archive + ".gz"), ".gz")).isTrue();

    ArchiveFiles files = new ArchiveFiles(names, ".gz");
    assertThat(files.nextIndex(NOON)).isZero();
    assertThat(files.uncompressed()).isEmpty();
    create(archive);
    assertThat(files.nextIndex(NOON)).isEqualTo(4);
    assertThat(files.nextIndex(NEXT_DAY)).isEqualTo(pattern.startsWith("%i") ? 4 : 0);
    assertThat(files.uncompressed()).containsExactly(archive);
  }

  @Test
  void shouldGiveEachIndexItsOwnName() {
    ArchivePattern names = pattern("app-%d{yyyy-MM-dd, UTC}.log");

    assertThat(names.path(NOON, 0)).isEqualTo(directory.resolve("app-2026-11-20.log"));
    assertThat(names.path(NOON, 1)).isEqualTo(directory.resolve("app-2026-11-20.log.1"));
  }

  @Test
  void shouldTakeARelativePatternFromTheWorkingDirectory() {
    ArchivePattern names = new ArchivePattern("logs/../old/app-%d{yyyy, UTC}.%i.log");
    Path archive = Path.of("old/app-2026.0.log").toAbsolutePath();

    assertThat(names.path(NOON, 0)).isEqualTo(archive);
    assertThat(names.matches(archive, "")).isTrue();
  }

  @Test
  void shouldCountCompressedArchivesToo() throws IOException {
    create(directory.resolve("app-2026-11-20.0.log.gz"));
    create(directory.resolve("app-2026-11-20.11.log.gz"));
    create(directory.resolve("app-2026-11-20.9.log"));

    assertThat(files("app-%d{yyyy-MM-dd, UTC}.%i.log").nextIndex(NOON)).isEqualTo(12);
  }

  @Test
  void shouldTakeThePlainNameForIndexZero() throws IOException {
    create(directory.resolve("app-2026-11-20.log.gz"));

    assertThat(files("app-%d{yyyy-MM-dd, UTC}.log").nextIndex(NOON)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "app-2026-11-20.2147483647.log",
        "app-2026-11-20.2147483648.log",
        "app-2026-11-20.99999999999999999999999.log",
        "app-2026-11-20.x.log",
        "app-2026-11-20.7.log.bz2",
        "app-2026-11-20.7.log.gz.tmp",
        "app-2026-11-20x7xlog",
        "app-2026-11-20..log",
        "app-2026-11-20.-7.log"
      })
  void shouldPassOverANameThatIsNoneOfItsOwn(String name) throws IOException {
    create(directory.resolve(name));
    create(directory.resolve("app-2026-11-20.1.log"));

    assertThat(files("app-%d{yyyy-MM-dd, UTC}.%i.log").nextIndex(NOON)).isEqualTo(2);
  }

  @Test
  void shouldFindNoIndexWhereNoDirectoryIs() throws IOException {
    create(directory.resolve("file"));

    assertThat(files("absent/app-%d.%i.log").nextIndex(NOON)).isZero();
    assertThat(files("absent/app-%d.%i.log").uncompressed()).isEmpty();
    assertThat(files("file/app-%d.%i.log").nextIndex(NOON)).isZero();
    assertThat(files("file/app-%d.%i.log").uncompressed()).isEmpty();
  }

  @Test
  void shouldFindUncompressedArchivesOfAllPeriods() throws IOException {
    List<String> archives =
        List.of("2025/12/app-31.0.log", "2026/01/app-01.0.log", "2026/01/app-01.10.log");
    List<String> others =
        List.of(
            "2026/01/app-01.0.log.gz",
            "2026/01/app-1.0.log",
            "2026/01/deep/app-01.0.log",
            "2026/x/app-01.0.log",
            "2026/app-01.0.log",
            "app-01.0.log",
            "2026/02/app-01.0.log/a-directory");
    for (String name : archives) {
      create(directory.resolve(name));
    }
    for (String name : others) {
      create(directory.resolve(name));
    }

    assertThat(files("%d{yyyy/MM, aux}/app-%d{dd}.%i.log").uncompressed())
        .containsExactlyInAnyOrderElementsOf(archives.stream().map(directory::resolve).toList());
  }

  @Test
  void shouldFollowNoLinkBelowTheFixedPart() throws IOException {
    Path elsewhere = Files.createDirectories(directory.resolve("elsewhere/2026"));
    create(elsewhere.resolve("app.0.log"));
    Path logs = Files.createDirectory(directory.resolve("logs"));
    Files.createSymbolicLink(logs.resolve("2025"), elsewhere);
    Path file = create(directory.resolve("elsewhere/2024/app.0.log"));
    Files.createDirectory(logs.resolve("2026"));
    Files.createSymbolicLink(logs.resolve("2026/app.0.log"), file);
    assertThat(files("logs/%d{yyyy}/app.%i.log").uncompressed()).isEmpty();

    Files.createSymbolicLink(directory.resolve("link"), directory.resolve("elsewhere"));
    assertThat(files("link/%d{yyyy}/app.%i.log").uncompressed())
        .containsExactlyInAnyOrder(
            directory.resolve("link/2026/app.0.log"), directory.resolve("link/2024/app.0.log"));
  }

  @Test
  void shouldKnowTheNamesOfMonthsAndDays() throws IOException {
    ArchivePattern names = pattern("app-%d{yyyy-MMM-dd-EEEE-a-Z, Europe/Berlin}.log");
    Path archive = create(names.path(NOON, 0));
    Path summer = create(names.path(Instant.parse("2026-06-01T23:00:00Z").toEpochMilli(), 0));
    create(directory.resolve("app-2026-old-20-Friday-AM-Z.log"));

    assertThat(names.isLocalized()).isTrue();
    assertThat(new ArchiveFiles(names, ".gz").uncompressed())
        .containsExactlyInAnyOrder(archive, summer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "app-%d{yyyy-MM-dd_HH-mm-ss}.log | false",
        "app-%d{YYYY-ww}.log | true",
        "app-%d{yyyy-MM, aux}-%d{EEE-dd}.log | true"
      })
  void shouldKnowWhetherTheLocaleMatters(String text, boolean localized) {
    assertThat(pattern(text).isLocalized()).isEqualTo(localized);
  }

  @ParameterizedTest
  @ValueSource(strings = {"app-%d.%x.log", "app-%d_x.log", "app-%date.log", "100%/app-%d.log"})
  void shouldRefuseAPatternThatLogbackReadsInAnotherWay(String text) {
    assertThatThrownBy(() -> pattern(text)).isInstanceOf(IllegalArgumentException.class);
  }

  private ArchiveFiles files(String text) {
    return new ArchiveFiles(pattern(text), ".gz");
  }

  private ArchivePattern pattern(String text) {
    return new ArchivePattern(directory + "/" + text);
  }

  private static Path create(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.createFile(file);
  }
}
