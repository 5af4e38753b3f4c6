package logweir.logback;

import static logweir.logback.LogbackFixture.encoder;
import static logweir.logback.LogbackFixture.file;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.TimeBasedRollingPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.Stream;
import logweir.engine.Archives;
import logweir.engine.RollPolicy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A RollingFileAppender's configuration works with only the class name changed. */
class RollingConfigurationTest {
  private static final long NOON = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();
  private static final String MESSAGE = encoder(TestEncoders.Plain.class);

  @TempDir private Path directory;
  private Path log;

  @BeforeEach
  void nameTheLog() {
    log = directory.resolve("app.log");
  }

  @Test
  void shouldRollDaily() {
    Path pattern = directory.resolve("app-%d{yyyy-MM-dd, UTC}.log.gz");
    try (LogbackFixture logback =
        started(
            RollingXml.timeBased(
                RollingXml.pattern(pattern),
                "<maxHistory>30</maxHistory>",
                "<totalSizeCap>3GB</totalSizeCap>"))) {
      RollPolicy policy = RollingXml.read(logback, () -> NOON);

      assertThat(policy.description())
          .isEqualTo(
              "timeBased fileNamePattern="
                  + pattern
                  + " compression=GZ timeZone=UTC maxHistory=30");
      assertThat(policy.maxFileBytes()).isEqualTo(RollPolicy.NO_MAXIMUM);
      assertThat(policy.nowMillis()).isEqualTo(NOON);
      assertThat(Instant.ofEpochMilli(policy.periodEndMillis(NOON)))
          .isEqualTo("2026-11-21T00:00:00Z");
      Archives archives = policy.archives();
      assertThat(archives.windowSize()).isEqualTo(Archives.NO_WINDOW);
      assertThat(archives.compressedSuffix()).isEqualTo(".gz");
      assertThat(archives.removesOldAtStart()).isFalse();
      assertThat(archives.path(NOON, 0)).isEqualTo(directory.resolve("app-2026-11-20.log"));
      assertThat(archives.path(NOON, 2)).isEqualTo(directory.resolve("app-2026-11-20.log.2"));
    }
  }

  @Test
  void shouldRollBySizeAndTime() {
    Path pattern = directory.resolve("old/app-%d{yyyy-MM-dd_HH, Asia/Tokyo}.%i.log.zip");
    try (LogbackFixture logback =
        started(
            RollingXml.sizeAndTimeBased(
                RollingXml.pattern(pattern), "<maxFileSize>100MB</maxFileSize>"))) {
      RollPolicy policy = RollingXml.read(logback, () -> NOON);

      assertThat(policy.description())
          .isEqualTo(
              "timeBased fileNamePattern="
                  + pattern
                  + " maxFileSize=104857600 compression=ZIP timeZone=Asia/Tokyo maxHistory=0");
      assertThat(policy.maxFileBytes()).isEqualTo(100 << 20);
      assertThat(Instant.ofEpochMilli(policy.periodEndMillis(NOON)))
          .isEqualTo("2026-11-20T13:00:00Z");
      assertThat(policy.archives().compressedSuffix()).isEqualTo(".zip");
      assertThat(policy.archives().removesOldAtStart()).isFalse();
      assertThat(policy.archives().path(NOON, 3))
          .isEqualTo(directory.resolve("old/app-2026-11-20_21.3.log"));
    }
  }

  @Test
  void shouldRollByAFixedWindow() {
    Path pattern = directory.resolve("app.%i.log.zip");
    try (LogbackFixture logback =
        started(
            RollingXml.fixedWindow(
                RollingXml.pattern(pattern), "<minIndex>2</minIndex>", "<maxIndex>5</maxIndex>"),
            RollingXml.sizeBased("5MB"))) {
      RollPolicy policy = RollingXml.read(logback, () -> NOON);

      assertThat(policy.description())
          .isEqualTo(
              "fixedWindow fileNamePattern="
                  + pattern
                  + " maxFileSize=5242880 compression=ZIP minIndex=2 maxIndex=5");
      assertThat(policy.maxFileBytes()).isEqualTo(5 << 20);
      assertThat(policy.periodEndMillis(NOON)).isEqualTo(RollPolicy.NEVER);
      assertThat(policy.archives().windowSize()).isEqualTo(4);
      assertThat(policy.archives().path(NOON, 0)).isEqualTo(directory.resolve("app.2.log"));
      assertThat(policy.archives().path(0, 3)).isEqualTo(directory.resolve("app.5.log"));
      assertThat(policy.archives().compressedSuffix()).isEqualTo(".zip");
      assertThat(policy.archives().removesOldAtStart()).isFalse();
    }
  }

  @Test
  void shouldTakeALogThatIsNamedAsTheArchivesBesideTheWindow() {
    log = directory.resolve("app.0.log");
    try (LogbackFixture logback =
        started(
            RollingXml.fixedWindow(RollingXml.pattern(directory.resolve("app.%i.log"))),
            RollingXml.sizeBased("1KB"))) {
      assertThat(RollingXml.read(logback, () -> NOON).archives().path(NOON, 0))
          .isEqualTo(directory.resolve("app.1.log"));
    }
  }

  @Test
  void shouldTakeTheTriggeringPolicyFirst() {
    try (LogbackFixture logback =
        started(
            RollingXml.sizeBased("1KB"),
            RollingXml.fixedWindow(RollingXml.pattern(directory.resolve("app.%i.log"))))) {
      RollPolicy policy = RollingXml.read(logback, () -> NOON);

      assertThat(policy.maxFileBytes()).isEqualTo(1024);
      assertThat(policy.archives().windowSize()).isEqualTo(7);
      assertThat(policy.archives().compressedSuffix()).isEmpty();
    }
  }

  @Test
  void shouldTakeATimeBasedPolicyThatIsConfiguredAsTheTriggeringOne() {
    String policy =
        RollingXml.timeBased(RollingXml.pattern(directory.resolve("app-%d.log")))
            .replace("rollingPolicy", "triggeringPolicy");
    try (LogbackFixture logback = started(policy)) {
      assertThat(logback.appender().getRollingPolicy())
          .isSameAs(logback.appender().getTriggeringPolicy())
          .isInstanceOf(TimeBasedRollingPolicy.class);
    }
  }

  /** Not every Logback has both. */
  static Stream<String> shouldTakeANestedPolicyWithASize() {
    return Stream.of("SizeAndTimeBasedFNATP", "SizeAndTimeBasedFileNamingAndTriggeringPolicy")
        .filter(type -> RollingXml.isThere(type));
  }

  @ParameterizedTest
  @MethodSource
  void shouldTakeANestedPolicyWithASize(String type) {
    String nested =
        RollingXml.policy(
            "timeBasedFileNamingAndTriggeringPolicy",
            "ch.qos.logback.core.rolling." + type,
            "<maxFileSize>12345</maxFileSize>");
    try (LogbackFixture logback =
        LogbackFixture.of(
            file(log),
            RollingXml.timeBased(RollingXml.pattern(directory.resolve("app-%d.%i.log")), nested),
            MESSAGE)) {
      // Logback itself warns that this is deprecated.
      assertThat(logback.warnings()).allSatisfy(text -> assertThat(text).contains("SizeAndTime"));
      assertThat(logback.errors()).isEmpty();
      assertThat(logback.appender().isStarted()).isTrue();
      assertThat(RollingXml.read(logback, () -> NOON).maxFileBytes()).isEqualTo(12345);
    }
  }

  @Test
  void shouldTakeANestedPolicyWithoutASize() {
    String nested =
        RollingXml.policy(
            "timeBasedFileNamingAndTriggeringPolicy",
            "ch.qos.logback.core.rolling.DefaultTimeBasedFileNamingAndTriggeringPolicy");
    try (LogbackFixture logback =
        started(
            RollingXml.timeBased(RollingXml.pattern(directory.resolve("app-%d.log")), nested))) {
      assertThat(RollingXml.read(logback, () -> NOON).maxFileBytes())
          .isEqualTo(RollPolicy.NO_MAXIMUM);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "1KB, 1024",
    "4097, 4097",
    "10 MB, 10485760",
    "2GB, 2147483648",
    "9223372036854775806, 9223372036854775806",
    "9223372036854775807, 9223372036854775807"
  })
  void shouldFindOutTheMaximumSizeToTheByte(String size, long bytes) {
    try (LogbackFixture logback =
        started(
            RollingXml.sizeAndTimeBased(
                RollingXml.pattern(directory.resolve("app-%d.%i.log")),
                "<maxFileSize>" + size + "</maxFileSize>"))) {
      assertThat(RollingXml.read(logback, () -> NOON).maxFileBytes()).isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1969-12-25T00:00:00Z", "1970-01-01T00:00:00Z", "2001-01-01T00:00:00Z"})
  void shouldFindOutTheMaximumSizeWhateverTheAgeOfTheLog(String modified) throws IOException {
    Files.writeString(log, "old\n");
    Files.setLastModifiedTime(log, FileTime.from(Instant.parse(modified)));
    try (LogbackFixture logback =
        started(
            RollingXml.sizeAndTimeBased(
                RollingXml.pattern(directory.resolve("app-%d{yyyy-MM-dd_HH-mm-ss}.%i.log")),
                "<maxFileSize>777KB</maxFileSize>"))) {
      assertThat(RollingXml.read(logback, () -> NOON).maxFileBytes()).isEqualTo(777 << 10);
    }
  }

  @Test
  void shouldTakeAnAuxiliaryDateAndDirectoriesInTheDate() {
    Path pattern = directory.resolve("%d{yyyy/MM, aux, UTC}/app-%d{dd-HH, UTC}.log");
    try (LogbackFixture logback = started(RollingXml.timeBased(RollingXml.pattern(pattern)))) {
      RollPolicy policy = RollingXml.read(logback, () -> NOON);

      assertThat(policy.archives().path(NOON, 0))
          .isEqualTo(directory.resolve("2026/11/app-20-12.log"));
      assertThat(Instant.ofEpochMilli(policy.periodEndMillis(NOON)))
          .isEqualTo("2026-11-20T13:00:00Z");
    }
  }

  @Test
  void shouldNameTheLocaleOnlyWhereNamesDependOnIt() {
    try (LogbackFixture logback =
        started(
            RollingXml.timeBased(
                RollingXml.pattern(directory.resolve("app-%d{yyyy-MMM-dd}.log"))))) {
      assertThat(RollingXml.read(logback, () -> NOON).description()).contains(" locale=");
    }
  }

  @Test
  void shouldTakeASubclassThatChangesALimit() {
    try (LogbackFixture logback =
        started(
            RollingXml.policy(
                "rollingPolicy",
                LargeWindow.class.getName(),
                RollingXml.pattern(directory.resolve("app.%i.log")),
                "<maxIndex>100</maxIndex>"),
            RollingXml.sizeBased("1MB"))) {
      assertThat(RollingXml.read(logback, () -> NOON).archives().windowSize()).isEqualTo(100);
    }
  }

  @Test
  void shouldStopThePoliciesWithTheAppender() {
    try (LogbackFixture logback =
        started(
            RollingXml.fixedWindow(RollingXml.pattern(directory.resolve("app.%i.log"))),
            RollingXml.sizeBased("1MB"))) {
      MmapSharedAppender<?> appender = logback.appender();
      appender.stop();

      assertThat(appender.getRollingPolicy()).returns(false, policy -> policy.isStarted());
      assertThat(appender.getTriggeringPolicy()).returns(false, policy -> policy.isStarted());

      appender.getRollingPolicy().start();
      appender.getTriggeringPolicy().start();
      appender.start();
      assertThat(appender.isStarted()).isTrue();
    }
  }

  private LogbackFixture started(String... policies) {
    LogbackFixture logback = LogbackFixture.of(file(log), String.join("\n", policies), MESSAGE);
    assertThat(logback.warnings()).isEmpty();
    assertThat(logback.errors()).isEmpty();
    assertThat(logback.appender().isStarted()).isTrue();
    return logback;
  }

  /** As people have it: Logback allows for 21 archives only. */
  public static final class LargeWindow extends FixedWindowRollingPolicy {
    @Override
    protected int getMaxWindowSize() {
      return 1000;
    }
  }
}
