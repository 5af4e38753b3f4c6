package logweir.logback;

import static logweir.logback.LogbackFixture.encoder;
import static logweir.logback.LogbackFixture.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import logweir.engine.RollPolicy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A SizeBasedTriggeringPolicy beside a policy that goes by time. */
class SizeBesideTimeTest {
  private static final long NOON = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();

  @TempDir private Path directory;
  private Path log;

  @BeforeEach
  void nameTheLog() {
    log = directory.resolve("app.log");
  }

  @Test
  void shouldRollByBothAndSayHowArchivesAreNamed() {
    Path pattern = directory.resolve("app-%d{yyyy-MM-dd, UTC}.log.gz");
    try (LogbackFixture logback =
        started(RollingXml.timeBased(RollingXml.pattern(pattern)), RollingXml.sizeBased("1MB"))) {
      assertThat(logback.errors()).isEmpty();
      // The address is a constant of the Logback that the appender was compiled with.
      assertThat(logback.warnings())
          .extracting(warning -> warning.replaceFirst(" http.*#", " #"))
          .containsExactly(
              "A triggering policy of type TimeBasedRollingPolicy was already set.",
              "Note that TimeBasedRollingPolicy doubles as a RollingPolicy",
              "See also #rfa_reset_rp_or_tp",
              "rolled by time, and by maxFileSize of the triggeringPolicy, the archives of a period"
                  + " get .1, .2 and so on, which maxHistory does not remove;"
                  + " SizeAndTimeBasedRollingPolicy with %i says it in one: fileNamePattern="
                  + pattern);
      RollPolicy policy = RollingXml.read(logback, () -> NOON);
      assertThat(policy.maxFileBytes()).isEqualTo(1 << 20);
      assertThat(Instant.ofEpochMilli(policy.periodEndMillis(NOON)))
          .isEqualTo("2026-11-21T00:00:00Z");
      assertThat(policy.archives().path(NOON, 1))
          .isEqualTo(directory.resolve("app-2026-11-20.log.1"));
    }
  }

  @Test
  void shouldRollAFileThatIsFullAndAtTheEndOfThePeriod() {
    String policy =
        RollingXml.timeBased(RollingXml.pattern(directory.resolve("app-%d{yyyy-MM-dd, UTC}.log")));
    AtomicLong now = new AtomicLong(NOON);
    try (LogbackFixture logback = started(policy, RollingXml.sizeBased("10"))) {
      restart(logback.appender(), now::get);
      logback.logger().info("first line");
      logback.logger().info("second line");
      await().untilAsserted(() -> assertThat(log).hasContent("second line\n"));
      now.addAndGet(TimeUnit.DAYS.toMillis(1));
      logback.logger().info("next day's line");
      logback.logger().info("rest");
    }

    assertThat(log).hasContent("rest\n");
    assertThat(directory.resolve("app-2026-11-20.log")).hasContent("first line\n");
    assertThat(directory.resolve("app-2026-11-20.log.1")).hasContent("second line\n");
    assertThat(directory.resolve("app-2026-11-21.log")).hasContent("next day's line\n");
  }

  /** Logback's policy refuses that before, since it goes by no size. */
  @Test
  void shouldNumberTheArchivesByThePattern() {
    Path pattern = directory.resolve("app-%d{yyyy-MM-dd, UTC}.%i.log");
    try (LogbackFixture logback =
        started(
            RollingXml.timeBased(RollingXml.pattern(pattern), "<maxHistory>3</maxHistory>"),
            RollingXml.sizeBased("1MB"))) {
      assertThat(logback.errors()).singleElement().asString().contains("%i, INCOMPATIBLE");
      assertThat(logback.warnings())
          .last()
          .asString()
          .contains("the archives of a period are numbered by %i");
      RollPolicy policy = RollingXml.read(logback, () -> NOON);
      assertThat(policy.maxFileBytes()).isEqualTo(1 << 20);
      assertThat(policy.archives().path(NOON, 1))
          .isEqualTo(directory.resolve("app-2026-11-20.1.log"));
    }
  }

  @ParameterizedTest
  @CsvSource({"1MB, 2MB, 1048576", "2MB, 1MB, 1048576"})
  void shouldRollByTheSmallerOfTwoSizes(String own, String trigger, long bytes) {
    String policy =
        RollingXml.sizeAndTimeBased(
            RollingXml.pattern(directory.resolve("app-%d.%i.log")),
            "<maxFileSize>" + own + "</maxFileSize>");
    try (LogbackFixture logback = started(policy, RollingXml.sizeBased(trigger))) {
      assertThat(RollingXml.read(logback, () -> NOON).maxFileBytes()).isEqualTo(bytes);
    }
  }

  @Test
  void shouldSayThatATriggerBeforeThePolicyHasNoEffect() {
    try (LogbackFixture logback =
        started(
            RollingXml.sizeBased("1MB"),
            RollingXml.timeBased(RollingXml.pattern(directory.resolve("app-%d.log"))))) {
      assertThat(logback.warnings())
          .containsExactly(
              "triggeringPolicy=SizeBasedTriggeringPolicy has no effect: TimeBasedRollingPolicy"
                  + " comes behind it, and says when to roll");
      assertThat(RollingXml.read(logback, () -> NOON).maxFileBytes())
          .isEqualTo(RollPolicy.NO_MAXIMUM);
    }
  }

  @Test
  void shouldRefuseATriggerThatIsNotStarted() {
    try (LogbackFixture logback =
        of(
            RollingXml.timeBased(RollingXml.pattern(directory.resolve("app-%d.log"))),
            RollingXml.sizeBased("0"))) {
      assertThat(logback.errors()).containsExactly("maxFileSize=0, allowed: 1 byte or more");
      assertThat(logback.appender().isStarted()).isFalse();
    }
  }

  @Test
  void shouldSayOnceThatACheckIncrementHasNoEffect() {
    String message = "checkIncrement has no effect: each batch is held against maxFileSize";
    String trigger = RollingXml.sizeBased("1MB");
    String window = RollingXml.fixedWindow(RollingXml.pattern(directory.resolve("app.%i.log")));
    String set = trigger.replace("<max", "<checkIncrement>10 seconds</checkIncrement><max");
    try (LogbackFixture with = started(window, set)) {
      assertThat(with.infos()).containsOnlyOnce(message);
      assertThat(with.warnings()).isEmpty();
    }
    try (LogbackFixture without = started(window, trigger)) {
      assertThat(without.infos()).doesNotContain(message);
    }
  }

  private static void restart(MmapSharedAppender<?> appender, LongSupplier clock) {
    appender.stop();
    appender.getRollingPolicy().start();
    appender.getTriggeringPolicy().start();
    appender.setWallClock(clock);
    appender.start();
  }

  private LogbackFixture started(String... policies) {
    LogbackFixture logback = of(policies);
    assertThat(logback.appender().isStarted()).isTrue();
    return logback;
  }

  private LogbackFixture of(String... policies) {
    return LogbackFixture.of(
        file(log), String.join("\n", policies), encoder(TestEncoders.Plain.class));
  }
}
