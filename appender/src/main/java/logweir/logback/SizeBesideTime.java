package logweir.logback;

import ch.qos.logback.core.ContextBase;
import ch.qos.logback.core.rolling.SizeAndTimeBasedFileNamingAndTriggeringPolicy;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.rolling.TimeBasedRollingPolicy;
import ch.qos.logback.core.rolling.helper.FileNamePattern;
import ch.qos.logback.core.spi.ContextAware;
import java.util.OptionalLong;

/**
 * A SizeBasedTriggeringPolicy beside a TimeBasedRollingPolicy, as many configurations have it.
 * Logback rolls such a log by size only, and has no name for the archive. Here it is rolled by
 * both. Not thread-safe.
 */
final class SizeBesideTime {
  private final TimeBasedRollingPolicy<?> policy;
  private final SizeBasedTriggeringPolicy<?> trigger;

  private SizeBesideTime(TimeBasedRollingPolicy<?> policy, SizeBasedTriggeringPolicy<?> trigger) {
    this.policy = policy;
    this.trigger = trigger;
  }

  /** Whether the policies are these two. */
  static boolean are(Policies<?> policies) {
    return policies.rolling() instanceof TimeBasedRollingPolicy<?>
        && policies.triggering() instanceof SizeBasedTriggeringPolicy<?>;
  }

  /** Those of policies that {@link #are} these two. */
  static SizeBesideTime of(Policies<?> policies) {
    return new SizeBesideTime(
        (TimeBasedRollingPolicy<?>) policies.rolling(),
        (SizeBasedTriggeringPolicy<?>) policies.triggering());
  }

  /**
   * Starts a policy that did not start since its pattern has a {@code %i}: it believed that it had
   * no size.
   */
  void startWithIndex() {
    if (!policy.isStarted() && hasIndex() && trigger.isStarted()) {
      start(policy);
    }
  }

  /** The smaller size, should the rolling policy have one as well. */
  long maxFileSize(OptionalLong own) {
    long size = trigger.getMaxFileSize().getSize();
    return own.isPresent() ? Math.min(size, own.getAsLong()) : size;
  }

  /** Says what happens. */
  void warn(ContextAware appender) {
    String names =
        hasIndex()
            ? ", the archives of a period are numbered by %i"
            : ", the archives of a period get .1, .2 and so on, which maxHistory does not remove";
    appender.addWarn(
        "rolled by time, and by maxFileSize of the triggeringPolicy"
            + (names + "; SizeAndTimeBasedRollingPolicy with %i says it in one: fileNamePattern=")
            + policy.getFileNamePattern());
  }

  private boolean hasIndex() {
    String pattern = policy.getFileNamePattern();
    return pattern != null
        && new FileNamePattern(pattern, new ContextBase()).hasIntegerTokenCOnverter();
  }

  private <E> void start(TimeBasedRollingPolicy<E> timeBased) {
    SizeAndTimeBasedFileNamingAndTriggeringPolicy<E> nested = new Nested<>();
    nested.setMaxFileSize(trigger.getMaxFileSize());
    timeBased.setTimeBasedFileNamingAndTriggeringPolicy(nested);
    timeBased.start();
  }

  /** Without the warning that a configuration should not name it. */
  private static final class Nested<E> extends SizeAndTimeBasedFileNamingAndTriggeringPolicy<E> {
    @Override
    public void addWarn(String message) {}
  }
}
