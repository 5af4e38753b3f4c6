package logweir.logback;

import ch.qos.logback.core.ContextBase;
import ch.qos.logback.core.rolling.DefaultTimeBasedFileNamingAndTriggeringPolicy;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingPolicyBase;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.rolling.TimeBasedFileNamingAndTriggeringPolicy;
import ch.qos.logback.core.rolling.TimeBasedRollingPolicy;
import ch.qos.logback.core.rolling.helper.DateTokenConverter;
import ch.qos.logback.core.rolling.helper.FileFilterUtil;
import ch.qos.logback.core.rolling.helper.FileNamePattern;
import ch.qos.logback.core.spi.ContextAware;
import ch.qos.logback.core.util.Duration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import logweir.engine.Archives;
import logweir.engine.RollPolicy;

/**
 * Turns Logback's policies into what the engine rolls by, with an error Status for each setting
 * that cannot be honoured. Takes the settings from their public methods; the policies themselves
 * never roll. Not thread-safe.
 */
final class PolicyReader {
  private static final String ENTRY_TIME =
      "%d{" + FixedWindowRollingPolicy.ZIP_ENTRY_DATE_PATTERN + "}";

  private final ContextAware appender;
  private final Policies<?> policies;
  private final PresentFile present;
  private final Path log;
  private final LongSupplier clock;
  private final Refusals refusals;

  /**
   * @param appender gets the Status messages
   * @param clock the wall clock, in milliseconds since the epoch
   */
  PolicyReader(
      ContextAware appender, Policies<?> policies, PresentFile present, LongSupplier clock) {
    this.appender = appender;
    this.policies = policies;
    this.present = present;
    this.log = present.path();
    this.clock = clock;
    this.refusals = new Refusals(appender);
  }

  /** Empty if a setting is refused. Otherwise the pattern is taken, see {@link PatternOwners}. */
  Optional<RollPolicy> read() {
    if (!new PolicyKinds(policies, refusals).areSupported()) {
      return Optional.empty();
    }
    Optional<RollPolicy> policy =
        policies.rolling() instanceof TimeBasedRollingPolicy<?> timeBased
            ? timeBased(timeBased)
            : fixedWindow(
                (FixedWindowRollingPolicy) policies.rolling(),
                (SizeBasedTriggeringPolicy<?>) policies.triggering());
    if (refusals.isEmpty()) {
      takePattern((RollingPolicyBase) policies.rolling());
    }
    if (refusals.isEmpty()) {
      sayWhatElse();
    }
    return policy.filter(p -> refusals.isEmpty());
  }

  private void sayWhatElse() {
    if (SizeBesideTime.are(policies)) {
      SizeBesideTime.of(policies).warn(appender);
    }
    if (hasCheckIncrement()) {
      appender.addInfo("checkIncrement has no effect: each batch is held against maxFileSize");
    }
  }

  // Another one than a policy comes with; the other policies tell of it themselves.
  private boolean hasCheckIncrement() {
    Duration usual = new SizeBasedTriggeringPolicy<>().getCheckIncrement();
    return policies.triggering() instanceof SizeBasedTriggeringPolicy<?> trigger
        && !String.valueOf(trigger.getCheckIncrement()).equals(String.valueOf(usual));
  }

  private void takePattern(RollingPolicyBase policy) {
    PatternOwners.of(appender.getContext())
        .take(appender, absolutePattern(policy), log)
        .ifPresent(
            other ->
                refusals.add(
                    "fileNamePattern",
                    policy.getFileNamePattern(),
                    "a pattern of its own for each log, and file=" + other + " has this one"));
  }

  private Optional<RollPolicy> timeBased(TimeBasedRollingPolicy<?> policy) {
    // With a negative one, Logback's remover takes the archives of the running period for old.
    if (policy.getMaxHistory() < 0) {
      refusals.add("maxHistory", policy.getMaxHistory(), "0 or more; 0 keeps all");
    }
    OptionalLong own = maxFileSize(policy.getTimeBasedFileNamingAndTriggeringPolicy());
    long maxFileSize =
        checked(
            SizeBesideTime.are(policies)
                ? OptionalLong.of(SizeBesideTime.of(policies).maxFileSize(own))
                : own);
    return pattern(policy).map(pattern -> timeBased(policy, maxFileSize, pattern));
  }

  private RollPolicy timeBased(
      TimeBasedRollingPolicy<?> policy, long maxFileSize, ArchivePattern pattern) {
    DateTokenConverter<Object> period = pattern.period();
    ZoneId zone = period.getZoneId() == null ? ZoneId.systemDefault() : period.getZoneId();
    Periods periods = new Periods(period.getDatePattern(), zone, millis -> pattern.path(millis, 0));
    Archives archives =
        new TimeBasedArchives(
            pattern,
            new Compression(policy.getCompressionMode()),
            new OldArchives(policy),
            present);
    String description =
        describe("timeBased", policy, maxFileSize)
            + (" timeZone=" + zone + " maxHistory=" + policy.getMaxHistory())
            + (pattern.isLocalized() ? " locale=" + Locale.getDefault() : "");
    return new LogbackRollPolicy(description, maxFileSize, clock, periods::endMillis, archives);
  }

  private Optional<RollPolicy> fixedWindow(
      FixedWindowRollingPolicy policy, SizeBasedTriggeringPolicy<?> trigger) {
    if (policy.getMinIndex() < 0) {
      refusals.add("minIndex", policy.getMinIndex(), "0 or more");
    }
    long maxFileSize = checked(OptionalLong.of(trigger.getMaxFileSize().getSize()));
    Optional<ArchivePattern> pattern = pattern(policy);
    if (pattern.filter(ArchivePattern::isDated).isPresent()) {
      refusals.add("fileNamePattern", policy.getFileNamePattern(), "a pattern without %d");
    }
    return pattern.map(p -> fixedWindow(policy, maxFileSize, p));
  }

  private RollPolicy fixedWindow(
      FixedWindowRollingPolicy policy, long maxFileSize, ArchivePattern pattern) {
    Archives archives =
        new FixedWindowArchives(
            pattern,
            new Compression(policy.getCompressionMode()),
            entries(policy),
            policy.getMinIndex(),
            policy.getMaxIndex());
    String description =
        describe("fixedWindow", policy, maxFileSize)
            + (" minIndex=" + policy.getMinIndex() + " maxIndex=" + policy.getMaxIndex());
    return new LogbackRollPolicy(
        description, maxFileSize, clock, millis -> RollPolicy.NEVER, archives);
  }

  private static String describe(String kind, RollingPolicyBase policy, long maxFileSize) {
    return (kind + " fileNamePattern=" + absolutePattern(policy))
        + (maxFileSize == RollPolicy.NO_MAXIMUM ? "" : " maxFileSize=" + maxFileSize)
        + (" compression=" + policy.getCompressionMode());
  }

  private static Path absolutePattern(RollingPolicyBase policy) {
    return Path.of(policy.getFileNamePattern()).toAbsolutePath().normalize();
  }

  // Empty: refused.
  private Optional<ArchivePattern> pattern(RollingPolicyBase policy) {
    String text = policy.getFileNamePattern();
    String suffix = new Compression(policy.getCompressionMode()).suffix();
    ArchivePattern pattern;
    try {
      pattern = new ArchivePattern(Compression.patternWithoutSuffix(policy));
    } catch (IllegalArgumentException e) {
      refusals.add("fileNamePattern", text, "the path of a file with %d and %i");
      return Optional.empty();
    }
    if (isArchive(policy, pattern, "") || isArchive(policy, pattern, suffix)) {
      refusals.add("file", log, "a path that fileNamePattern=" + text + " does not match");
    }
    if (isElsewhere(pattern.path(clock.getAsLong(), 0))) {
      refusals.add(
          "fileNamePattern",
          text,
          "archives on the file system of file=" + log + ", which is renamed to make one");
    }
    return Optional.of(pattern);
  }

  // Of a window, only its places: a log may be app.0.log whose archives start at app.1.log.
  private boolean isArchive(RollingPolicyBase policy, ArchivePattern pattern, String suffix) {
    if (policy instanceof FixedWindowRollingPolicy window && !pattern.isDated()) {
      return IntStream.rangeClosed(window.getMinIndex(), window.getMaxIndex())
          .mapToObj(index -> Path.of(pattern.path(0, index) + suffix))
          .anyMatch(log::equals);
    }
    return pattern.matches(log, suffix);
  }

  // NO_MAXIMUM: there is none; empty: there is one, but which?
  private static OptionalLong maxFileSize(TimeBasedFileNamingAndTriggeringPolicy<?> policy) {
    return policy instanceof DefaultTimeBasedFileNamingAndTriggeringPolicy<?>
        ? OptionalLong.of(RollPolicy.NO_MAXIMUM)
        : SizeLimit.of(policy);
  }

  private long checked(OptionalLong maxFileSize) {
    if (maxFileSize.isEmpty()) {
      refusals.add("maxFileSize", "unknown", "one that a public method of Logback depends on");
    } else if (maxFileSize.getAsLong() < 1) {
      refusals.add("maxFileSize", maxFileSize.getAsLong(), "1 byte or more");
    }
    return maxFileSize.orElse(RollPolicy.NO_MAXIMUM);
  }

  // A file system that does not tell is taken for the same: renaming will show.
  private boolean isElsewhere(Path archive) {
    try {
      return !Files.getFileStore(existing(archive)).equals(Files.getFileStore(existing(log)));
    } catch (IOException | SecurityException e) {
      return false;
    }
  }

  private static Path existing(Path file) {
    Path directory = file.getParent();
    while (directory.getParent() != null && !Files.exists(directory)) {
      directory = directory.getParent();
    }
    return directory;
  }

  // As Logback names what is inside a zip file: by the time, since the index changes.
  private static FileNamePattern entries(FixedWindowRollingPolicy policy) {
    String name =
        FileFilterUtil.afterLastSlash(
            FileFilterUtil.slashify(Compression.patternWithoutSuffix(policy)));
    return new FileNamePattern(ArchivePattern.withIndexes(name, ENTRY_TIME), new ContextBase());
  }
}
