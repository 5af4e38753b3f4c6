package logweir.integration.harness;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How tests wait: for a condition, looked at often, and never for ever. */
public final class Hang {
  /** Longer than anything takes that is not stuck, also on a slow machine under load. */
  public static final Duration LIMIT = Duration.ofMinutes(2);

  private static final Duration LOOK = Duration.ofMillis(5);

  private Hang() {}

  /** Awaits what a test is about; fails after {@link #LIMIT}. */
  public static ConditionFactory await(String what) {
    return Awaitility.await(what).atMost(LIMIT).pollDelay(Duration.ZERO).pollInterval(LOOK);
  }
}
