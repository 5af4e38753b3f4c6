package logweir.logback;

import static logweir.logback.LogbackFixture.encoder;
import static logweir.logback.LogbackFixture.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.core.rolling.DefaultTimeBasedFileNamingAndTriggeringPolicy;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RolloverFailure;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.rolling.TimeBasedRollingPolicy;
import ch.qos.logback.core.rolling.TriggeringPolicyBase;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be honoured is refused with an error that says what is allowed. */
class RollingRefusalTest {
  private static final String LOGBACKS = "ch.qos.logback.core.rolling.";

  @TempDir private Path directory;
  private Path log;

  @BeforeEach
  void nameTheLog() {
    log = directory.resolve("app.log");
  }

  @Test
  void shouldRefuseATriggeringPolicyAlone() {
    assertRefused(
        "rollingPolicy=null, allowed: TimeBasedRollingPolicy, SizeAndTimeBasedRollingPolicy,"
            + " or FixedWindowRollingPolicy with SizeBasedTriggeringPolicy",
        RollingXml.sizeBased("1MB"));
  }

  @Test
  void shouldRefuseAFixedWindowAlone() {
    assertRefused(
        "triggeringPolicy=null, allowed: SizeBasedTriggeringPolicy with a FixedWindowRollingPolicy",
        window("app.%i.log"));
  }

  @Test
  void shouldRefuseATriggerThatLooksAtEvents() {
    assertRefused(
        "triggeringPolicy="
            + EachEvent.class.getName()
            + ", allowed: SizeBasedTriggeringPolicy with a FixedWindowRollingPolicy",
        window("app.%i.log"),
        RollingXml.policy("triggeringPolicy", EachEvent.class.getName()));
  }

  @Test
  void shouldRefuseATriggerThatLooksAtEventsBesideATimeBasedPolicy() {
    try (LogbackFixture logback =
        of(
            RollingXml.timeBased(RollingXml.pattern(directory.resolve("app-%d.log"))),
            RollingXml.policy("triggeringPolicy", EachEvent.class.getName()))) {
      assertThat(logback.errors())
          .containsExactly(
              "triggeringPolicy="
                  + EachEvent.class.getName()
                  + ", allowed: none or SizeBasedTriggeringPolicy with a TimeBasedRollingPolicy;"
                  + " for a maxFileSize, better SizeAndTimeBasedRollingPolicy");
      assertThat(logback.appender().isStarted()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(classes = {OwnRollover.class, OwnWindow.class})
  void shouldRefuseARolloverOfOnesOwn(Class<?> type) {
    assertRefused(
        "rollingPolicy="
            + type.getName()
            + ", allowed: a class that does not override rollover or getActiveFileName",
        RollingXml.policy(
            "rollingPolicy",
            type.getName(),
            RollingXml.pattern(
                directory.resolve(type == OwnWindow.class ? "app.%i.log" : "app-%d.log"))),
        type == OwnWindow.class ? RollingXml.sizeBased("1MB") : "");
  }

  @Test
  void shouldRefuseATimeBasedTriggerOfOnesOwn() {
    assertRefused(
        "rollingPolicy="
            + OwnTrigger.class.getName()
            + ", allowed: a class that does not override isTriggeringEvent",
        RollingXml.policy(
            "rollingPolicy",
            OwnTrigger.class.getName(),
            RollingXml.pattern(directory.resolve("app-%d.log"))));
  }

  @Test
  void shouldRefuseASizeBasedTriggerOfOnesOwn() {
    assertRefused(
        "triggeringPolicy="
            + OwnSizeTrigger.class.getName()
            + ", allowed: a class that does not override isTriggeringEvent",
        window("app.%i.log"),
        RollingXml.policy("triggeringPolicy", OwnSizeTrigger.class.getName()));
  }

  @ParameterizedTest
  @ValueSource(classes = {OwnNested.class, OwnPeriod.class})
  void shouldRefuseANestedTriggerOfOnesOwn(Class<?> type) {
    assertRefused(
        "timeBasedFileNamingAndTriggeringPolicy="
            + type.getName()
            + ", allowed: none, SizeAndTimeBasedFileNamingAndTriggeringPolicy, or a class that does"
            + " not override when to roll, the names or the removal",
        RollingXml.timeBased(
            RollingXml.pattern(directory.resolve("app-%d.log")),
            RollingXml.policy("timeBasedFileNamingAndTriggeringPolicy", type.getName())));
  }

  @Test
  void shouldRefuseAPolicyThatDidNotStart() {
    try (LogbackFixture logback =
        of(RollingXml.sizeAndTimeBased(RollingXml.pattern(directory.resolve("app-%d.%i.log"))))) {
      assertThat(logback.errors())
          .containsExactly(
              "maxFileSize property is mandatory.",
              "rollingPolicy="
                  + LOGBACKS
                  + "SizeAndTimeBasedRollingPolicy, allowed: a policy that is started;"
                  + " earlier messages may say why not");
      assertThat(logback.appender().isStarted()).isFalse();
    }
  }

  @Test
  void shouldRefuseToStartAgainWhileThePoliciesAreStopped() {
    try (LogbackFixture logback = of(window("app.%i.log"), RollingXml.sizeBased("1MB"))) {
      logback.appender().stop();
      logback.appender().start();

      String allowed = ", allowed: a policy that is started; earlier messages may say why not";
      assertThat(logback.errors())
          .containsExactly(
              "rollingPolicy=" + LOGBACKS + "FixedWindowRollingPolicy" + allowed,
              "triggeringPolicy=" + LOGBACKS + "SizeBasedTriggeringPolicy" + allowed);
      assertThat(logback.appender().isStarted()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "app-2026-11-20.log, app-%d.log",
    "app-2026-11-20.log, app-%d.log.gz",
    "app-2026-11-20.log.gz, app-%d.log.gz",
    "app-2026-11-20.log.3, app-%d.log",
    "./x/../app-2026-11-20.log, app-%d.log"
  })
  void shouldRefuseALogThatIsNamedAsAnArchive(String name, String pattern) {
    log = Path.of(directory + "/" + name);
    Path archive = directory.resolve(pattern);
    assertRefused(
        "file="
            + log.normalize()
            + ", allowed: a path that fileNamePattern="
            + archive
            + " does not match",
        RollingXml.timeBased(RollingXml.pattern(archive)));
  }

  @Test
  void shouldRefuseALogThatIsNamedAsAnArchiveOfTheWindow() {
    log = directory.resolve("app.3.log");
    Path archive = directory.resolve("app.%i.log");
    assertRefused(
        "file=" + log + ", allowed: a path that fileNamePattern=" + archive + " does not match",
        window("app.%i.log"),
        RollingXml.sizeBased("1MB"));
  }

  @Test
  void shouldRefuseAPatternThatAnotherLogHas() {
    Path pattern = directory.resolve("app-%d.%i.log.gz");
    String policy =
        RollingXml.sizeAndTimeBased(RollingXml.pattern(pattern), "<maxFileSize>1KB</maxFileSize>");
    String appender =
        "<appender name=\"%s\" class=\"" + MmapSharedAppender.class.getName() + "\">%s</appender>";
    try (LogbackFixture logback =
        LogbackFixture.ofConfiguration(
            "<configuration>"
                + appender.formatted("FILE", body(log, policy))
                + appender.formatted("SAME", body(log, policy))
                + appender.formatted("OTHER", body(directory.resolve("other.log"), policy))
                + "<root><appender-ref ref=\"FILE\"/><appender-ref ref=\"SAME\"/>"
                + "<appender-ref ref=\"OTHER\"/></root></configuration>",
            Map.of())) {
      assertThat(logback.errors())
          .containsExactly(
              "fileNamePattern="
                  + pattern
                  + ", allowed: a pattern of its own for each log, and file="
                  + log
                  + " has this one");
      assertThat(logback.appender().isStarted()).isTrue();
      assertThat(directory.resolve("other.log")).doesNotExist();
    }
  }

  @Test
  void shouldRefuseArchivesOnAnotherFileSystem() throws IOException {
    Path memory = Path.of("/dev/shm");
    assumeTrue(
        Files.isDirectory(memory)
            && !Files.getFileStore(memory).equals(Files.getFileStore(directory)),
        "/dev/shm is no file system of its own");
    Path archive = memory.resolve(directory.getFileName() + "/not/there/app-%d.log");
    assertRefused(
        "fileNamePattern="
            + archive
            + ", allowed: archives on the file system of file="
            + log
            + ", which is renamed to make one",
        RollingXml.timeBased(RollingXml.pattern(archive)));
  }

  @Test
  void shouldRefuseADateInAFixedWindow() {
    assertRefused(
        "fileNamePattern=" + directory.resolve("app-%d.%i.log") + ", allowed: a pattern without %d",
        window("app-%d.%i.log"),
        RollingXml.sizeBased("1MB"));
  }

  @Test
  void shouldRefuseAPatternThatLogbackDoesNotUnderstand() {
    Path pattern = directory.resolve("app-%d.%x.log");
    try (LogbackFixture logback = of(RollingXml.timeBased(RollingXml.pattern(pattern)))) {
      assertThat(logback.errors())
          .last()
          .isEqualTo("fileNamePattern=" + pattern + ", allowed: the path of a file with %d and %i");
      assertThat(logback.appender().isStarted()).isFalse();
    }
  }

  @Test
  void shouldRefuseEveryWrongValueAtOnce() {
    try (LogbackFixture logback =
        of(
            RollingXml.fixedWindow(
                RollingXml.pattern(directory.resolve("app-%d.%i.log")), "<minIndex>-1</minIndex>"),
            RollingXml.sizeBased("0"))) {
      assertThat(logback.errors())
          .containsExactly(
              "minIndex=-1, allowed: 0 or more",
              "maxFileSize=0, allowed: 1 byte or more",
              "fileNamePattern="
                  + directory.resolve("app-%d.%i.log")
                  + ", allowed: a pattern without %d");
      assertThat(logback.appender().isStarted()).isFalse();
    }
  }

  @Test
  void shouldRefuseANegativeHistoryAndAnEmptyFile() {
    try (LogbackFixture logback =
        of(
            RollingXml.sizeAndTimeBased(
                RollingXml.pattern(directory.resolve("app-%d.%i.log")),
                "<maxHistory>-1</maxHistory>",
                "<maxFileSize>0</maxFileSize>"))) {
      assertThat(logback.errors())
          .containsExactly(
              "maxHistory=-1, allowed: 0 or more; 0 keeps all",
              "maxFileSize=0, allowed: 1 byte or more");
      assertThat(logback.appender().isStarted()).isFalse();
    }
  }

  private String window(String pattern) {
    return RollingXml.fixedWindow(RollingXml.pattern(directory.resolve(pattern)));
  }

  private static String body(Path log, String policy) {
    return file(log) + policy + encoder(TestEncoders.Plain.class);
  }

  private LogbackFixture of(String... policies) {
    return LogbackFixture.of(
        file(log), String.join("\n", policies), encoder(TestEncoders.Plain.class));
  }

  private void assertRefused(String error, String... policies) {
    try (LogbackFixture logback = of(policies)) {
      assertThat(logback.errors()).containsExactly(error);
      assertThat(logback.warnings()).isEmpty();
      assertThat(logback.appender().isStarted()).isFalse();
      assertThat(log).doesNotExist();
    }
  }

  /** Looks at single events. */
  public static final class EachEvent extends TriggeringPolicyBase<Object> {
    @Override
    public boolean isTriggeringEvent(File activeFile, Object event) {
      return event.toString().contains("roll");
    }
  }

  public static final class OwnRollover extends TimeBasedRollingPolicy<Object> {
    @Override
    public void rollover() throws RolloverFailure {
      super.rollover();
    }
  }

  public static final class OwnWindow extends FixedWindowRollingPolicy {
    @Override
    public void rollover() throws RolloverFailure {
      super.rollover();
    }
  }

  public static final class OwnTrigger extends TimeBasedRollingPolicy<String> {
    @Override
    public boolean isTriggeringEvent(File activeFile, String event) {
      return event.isEmpty();
    }
  }

  public static final class OwnSizeTrigger extends SizeBasedTriggeringPolicy<String> {
    @Override
    public boolean isTriggeringEvent(File activeFile, String event) {
      return event.isEmpty();
    }
  }

  public static final class OwnNested
      extends DefaultTimeBasedFileNamingAndTriggeringPolicy<String> {
    @Override
    public boolean isTriggeringEvent(File activeFile, String event) {
      return event.isEmpty();
    }
  }

  /** As people have it to roll each quarter of an hour. */
  public static final class OwnPeriod
      extends DefaultTimeBasedFileNamingAndTriggeringPolicy<Object> {
    private static final long QUARTER_MILLIS = 900_000;

    @Override
    protected long computeNextCheck(long timestamp) {
      return (timestamp / QUARTER_MILLIS + 1) * QUARTER_MILLIS;
    }
  }
}
