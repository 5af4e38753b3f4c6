package logweir.logback;

import ch.qos.logback.core.Context;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which logs of a Logback context are rolled by which pattern. Two logs with one pattern would take
 * each other's archives for their own; Logback's look at this knows its own appenders only.
 * Thread-safe.
 */
final class PatternOwners {
  private static final String KEY = PatternOwners.class.getName();

  private record Owner(Path pattern, Path log) {}

  private final Map<Object, Owner> owners = new HashMap<>();

  private PatternOwners() {}

  /** Those of a context, which forgets them when it is reset; nobody shares those of none. */
  static synchronized PatternOwners of(Context context) {
    if (context != null && context.getObject(KEY) instanceof PatternOwners owners) {
      return owners;
    }
    PatternOwners owners = new PatternOwners();
    if (context != null) {
      context.putObject(KEY, owners);
    }
    return owners;
  }

  /** Takes a pattern for a log; empty, or the log that has it already. */
  synchronized Optional<Path> take(Object appender, Path pattern, Path log) {
    Optional<Path> other =
        owners.values().stream()
            .filter(owner -> owner.pattern().equals(pattern) && !owner.log().equals(log))
            .map(Owner::log)
            .findAny();
    if (other.isEmpty()) {
      owners.put(appender, new Owner(pattern, log));
    }
    return other;
  }

  synchronized void release(Object appender) {
    owners.remove(appender);
  }
}
