package logweir.logback;

import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.rolling.TimeBasedFileNamingAndTriggeringPolicy;
import ch.qos.logback.core.rolling.TimeBasedRollingPolicy;
import ch.qos.logback.core.spi.LifeCycle;
import java.io.File;

/**
 * Refuses policies that roll in a way of their own. Subclasses of Logback's policies may change a
 * limit, but not override what they do: the engine does it in their place. Not thread-safe.
 */
final class PolicyKinds {
  private static final String LOGBACKS = TimeBasedRollingPolicy.class.getPackageName();
  private static final String SUPPORTED =
      "TimeBasedRollingPolicy, SizeAndTimeBasedRollingPolicy,"
          + " or FixedWindowRollingPolicy with SizeBasedTriggeringPolicy";

  private final Policies<?> policies;
  private final Refusals refusals;

  PolicyKinds(Policies<?> policies, Refusals refusals) {
    this.policies = policies;
    this.refusals = refusals;
  }

  /** Whether the policies are ones that a {@link PolicyReader} can read. */
  boolean areSupported() {
    if (policies.rolling() instanceof TimeBasedRollingPolicy<?> timeBased) {
      checkTimeBased(timeBased);
    } else if (policies.rolling() instanceof FixedWindowRollingPolicy window) {
      checkRolling(window);
      checkTriggeringOfWindow();
    } else {
      refusals.add("rollingPolicy", nameOf(policies.rolling()), SUPPORTED);
    }
    return refusals.isEmpty();
  }

  private void checkTimeBased(TimeBasedRollingPolicy<?> policy) {
    if (SizeBesideTime.are(policies)) {
      checkSizeBased((SizeBasedTriggeringPolicy<?>) policies.triggering());
      SizeBesideTime.of(policies).startWithIndex();
    } else if (policies.triggering() != policy) {
      refusals.add(
          "triggeringPolicy",
          nameOf(policies.triggering()),
          "none or SizeBasedTriggeringPolicy with a TimeBasedRollingPolicy;"
              + " for a maxFileSize, better SizeAndTimeBasedRollingPolicy");
    }
    if (overridesTrigger(policy)) {
      refuseOverriding("rollingPolicy", policy, "isTriggeringEvent");
    } else if (checkRolling(policy)) {
      checkNested(policy.getTimeBasedFileNamingAndTriggeringPolicy());
    }
  }

  private boolean checkRolling(LifeCycle policy) {
    if (overrides(policy, "rollover") || overrides(policy, "getActiveFileName")) {
      refuseOverriding("rollingPolicy", policy, "rollover or getActiveFileName");
      return false;
    }
    return checkStarted("rollingPolicy", policy);
  }

  private void checkNested(TimeBasedFileNamingAndTriggeringPolicy<?> policy) {
    if (overridesTrigger(policy)
        || overrides(policy, "computeNextCheck", long.class)
        || overrides(policy, "getElapsedPeriodsFileName")
        || overrides(policy, "getCurrentPeriodsFileNameWithoutCompressionSuffix")
        || overrides(policy, "getArchiveRemover")) {
      refusals.add(
          "timeBasedFileNamingAndTriggeringPolicy",
          nameOf(policy),
          "none, SizeAndTimeBasedFileNamingAndTriggeringPolicy, or a class that does not override"
              + " when to roll, the names or the removal");
    }
  }

  private void checkTriggeringOfWindow() {
    if (!(policies.triggering() instanceof SizeBasedTriggeringPolicy<?> policy)) {
      refusals.add(
          "triggeringPolicy",
          nameOf(policies.triggering()),
          "SizeBasedTriggeringPolicy with a FixedWindowRollingPolicy");
    } else {
      checkSizeBased(policy);
    }
  }

  private void checkSizeBased(SizeBasedTriggeringPolicy<?> policy) {
    if (overridesTrigger(policy)) {
      refuseOverriding("triggeringPolicy", policy, "isTriggeringEvent");
    } else {
      checkStarted("triggeringPolicy", policy);
    }
  }

  private boolean checkStarted(String property, LifeCycle policy) {
    if (!policy.isStarted()) {
      refusals.add(
          property, nameOf(policy), "a policy that is started; earlier messages may say why not");
    }
    return policy.isStarted();
  }

  private void refuseOverriding(String property, Object policy, String methods) {
    refusals.add(property, nameOf(policy), "a class that does not override " + methods);
  }

  private static boolean overridesTrigger(Object policy) {
    return overrides(policy, "isTriggeringEvent", File.class, Object.class);
  }

  // A protected method, too.
  private static boolean overrides(Object policy, String method, Class<?>... parameters) {
    for (Class<?> type = policy.getClass();
        type != null && !type.getPackageName().equals(LOGBACKS);
        type = type.getSuperclass()) {
      if (declares(type, method, parameters)) {
        return true;
      }
    }
    return false;
  }

  private static boolean declares(Class<?> type, String method, Class<?>... parameters) {
    try {
      return type.getDeclaredMethod(method, parameters) != null;
    } catch (NoSuchMethodException e) {
      return false;
    }
  }

  private static String nameOf(Object policy) {
    return policy == null ? "null" : policy.getClass().getName();
  }
}
