package logweir.logback;

import ch.qos.logback.core.rolling.TimeBasedFileNamingAndTriggeringPolicy;
import ch.qos.logback.core.rolling.TriggeringPolicy;
import java.io.File;
import java.io.Serial;
import java.lang.reflect.Method;
import java.util.OptionalLong;

/**
 * Finds out the {@code maxFileSize} of a policy that triggers by size and time: it has no getter.
 * The policy itself is asked, through its public methods, whether a file of this or that length
 * triggers, at artificial times long before its next period. That spoils what it counted, which
 * nobody asks it for. Not thread-safe.
 */
final class SizeLimit {
  // Without a counter of lengths the policy looks at the file once in a checkIncrement only, a
  // minute mostly; so each question has a day of its own.
  private static final long STEP_MILLIS = 86_400_000;

  private static final long REAL_TIME = -1;

  private final TimeBasedFileNamingAndTriggeringPolicy<?> policy;
  private long nowMillis;

  private SizeLimit(TimeBasedFileNamingAndTriggeringPolicy<?> policy) {
    this.policy = policy;
  }

  /** The smallest length that triggers; empty if it cannot be found out. */
  static OptionalLong of(TimeBasedFileNamingAndTriggeringPolicy<?> policy) {
    try {
      return new SizeLimit(policy).find();
    } catch (ReflectiveOperationException e) {
      return OptionalLong.empty();
    } finally {
      policy.setCurrentTime(REAL_TIME);
    }
  }

  private OptionalLong find() throws ReflectiveOperationException {
    triggers(0); // moves on to a next period if that was before the artificial times
    if (triggers(0)) {
      return OptionalLong.of(0);
    }
    long below = 0;
    long limit = Long.MAX_VALUE;
    while (limit - below > 1) {
      long middle = below + (limit - below) / 2;
      if (triggers(middle)) {
        limit = middle;
      } else {
        below = middle;
      }
    }
    // Both answers again: none of those before may have been about the time.
    boolean found = triggers(limit) && !triggers(limit - 1);
    return found ? OptionalLong.of(limit) : OptionalLong.empty();
  }

  private boolean triggers(long length) throws ReflectiveOperationException {
    policy.setCurrentTime(nowMillis);
    if (!count(length)) {
      nowMillis += STEP_MILLIS;
    }
    return policy.isTriggeringEvent(new FileOfLength(length), null);
  }

  // False: there is no counter, and the file will be asked. By reflection: before Logback 1.5.8 no
  // policy has one.
  private boolean count(long length) throws ReflectiveOperationException {
    Method getter;
    try {
      getter = TriggeringPolicy.class.getMethod("getLengthCounter");
    } catch (NoSuchMethodException beforeLogback158) {
      return false;
    }
    Object counter = getter.invoke(policy);
    if (counter == null) {
      return false;
    }
    getter.getReturnType().getMethod("reset").invoke(counter);
    getter.getReturnType().getMethod("add", long.class).invoke(counter, length);
    return true;
  }

  /** A file that need not be there to have a length. */
  private static final class FileOfLength extends File {
    @Serial private static final long serialVersionUID = 1;

    private final long length;

    FileOfLength(long length) {
      super("file");
      this.length = length;
    }

    @Override
    public long length() {
      return length;
    }
  }
}
