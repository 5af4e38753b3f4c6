package logweir.logback;

import ch.qos.logback.core.CoreConstants;
import ch.qos.logback.core.rolling.RollingPolicy;
import ch.qos.logback.core.rolling.TriggeringPolicy;
import ch.qos.logback.core.spi.ContextAware;

/**
 * The two policies of a configuration. A policy that is both stands for the other one, too, with
 * the warnings that a {@code RollingFileAppender} has. Not thread-safe: set by the thread that
 * configures the appender.
 */
final class Policies<E> {
  private static final String MORE = "See also " + CoreConstants.CODES_URL + "#rfa_reset_rp_or_tp";

  private final ContextAware appender;
  private RollingPolicy rolling;
  private TriggeringPolicy<E> triggering;

  /**
   * @param appender gets the Status messages
   */
  Policies(ContextAware appender) {
    this.appender = appender;
  }

  @SuppressWarnings("unchecked") // as Logback does: a configuration names classes without types
  void rolling(RollingPolicy policy) {
    if (rolling instanceof TriggeringPolicy) {
      warnOfBoth("rolling", rolling, "TriggeringPolicy");
    }
    if (policy instanceof TriggeringPolicy<?> both) {
      if (triggering != null && triggering != rolling) {
        warnOfReplaced(triggering, both);
      }
      triggering = (TriggeringPolicy<E>) both;
    }
    rolling = policy;
  }

  RollingPolicy rolling() {
    return rolling;
  }

  void triggering(TriggeringPolicy<E> policy) {
    if (triggering instanceof RollingPolicy) {
      warnOfBoth("triggering", triggering, "RollingPolicy");
    }
    triggering = policy;
    if (policy instanceof RollingPolicy both) {
      rolling = both;
    }
  }

  TriggeringPolicy<E> triggering() {
    return triggering;
  }

  /** Whether the file is to be rolled. */
  boolean areGiven() {
    return rolling != null || triggering != null;
  }

  void stop() {
    if (rolling != null) {
      rolling.stop();
    }
    if (triggering != null) {
      triggering.stop();
    }
  }

  private void warnOfBoth(String kind, Object policy, String other) {
    String name = policy.getClass().getSimpleName();
    appender.addWarn("A " + kind + " policy of type " + name + " was already set.");
    appender.addWarn("Note that " + name + " doubles as a " + other);
    appender.addWarn(MORE);
  }

  private void warnOfReplaced(Object before, Object by) {
    appender.addWarn(
        ("triggeringPolicy=" + before.getClass().getSimpleName() + " has no effect: ")
            + (by.getClass().getSimpleName() + " comes behind it, and says when to roll"));
  }
}
