package logweir.engine;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import logweir.layout.Geometry;

/**
 * The settings of a {@link SharedLog}. Immutable; start from {@link #defaults()} and change what
 * you need.
 *
 * @param geometry chunk size and number of chunks of the staging area; those of a running group win
 *     over a newcomer's
 * @param publishInterval how long a line may wait in the staging area; zero: it is published, or in
 *     the hands of a live publisher, before {@code append} returns
 * @param maxBlockTime how long {@code append} waits for room while nothing moves, before it goes
 *     past the staging area
 * @param stateDirectory where the staging area stands; empty: a hidden directory beside the log
 * @param filePermissions of the log file; empty: what the process's umask leaves
 * @param header bytes that each new log file starts with; may be empty
 * @param footer bytes that each log file gets when it is rolled, or the last writer leaves; may be
 *     empty
 * @param rollPolicy when the log file is rolled, and where to; empty: never
 * @param listener is told about warnings and repairs
 */
public record SharedLogConfig(
    Geometry geometry,
    Duration publishInterval,
    Duration maxBlockTime,
    Optional<Path> stateDirectory,
    Optional<Set<PosixFilePermission>> filePermissions,
    Bytes header,
    Bytes footer,
    Optional<RollPolicy> rollPolicy,
    LogListener listener) {

  private static final SharedLogConfig DEFAULTS =
      new SharedLogConfig(
          new Geometry(1 << 20, 16),
          Duration.ofMillis(1),
          Duration.ofSeconds(1),
          Optional.empty(),
          Optional.empty(),
          Bytes.NONE,
          Bytes.NONE,
          Optional.empty(),
          LogListener.NONE);

  public SharedLogConfig {
    Objects.requireNonNull(geometry, "geometry");
    Objects.requireNonNull(stateDirectory, "stateDirectory");
    Objects.requireNonNull(header, "header");
    Objects.requireNonNull(footer, "footer");
    Objects.requireNonNull(rollPolicy, "rollPolicy");
    Objects.requireNonNull(listener, "listener");
    if (publishInterval.isNegative() || publishInterval.compareTo(Duration.ofMinutes(1)) > 0) {
      throw new IllegalArgumentException(
          "publishInterval=" + publishInterval + ", allowed: 0 to 1 minute");
    }
    if (maxBlockTime.isNegative() || maxBlockTime.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException("maxBlockTime=" + maxBlockTime + ", allowed: 0 to 1 hour");
    }
    filePermissions = filePermissions.map(Set::copyOf);
  }

  /** 16 chunks of 1 MiB, published every millisecond. */
  public static SharedLogConfig defaults() {
    return DEFAULTS;
  }

  public SharedLogConfig withGeometry(int chunkBytes, int maxChunks) {
    return new SharedLogConfig(
        new Geometry(chunkBytes, maxChunks),
        publishInterval,
        maxBlockTime,
        stateDirectory,
        filePermissions,
        header,
        footer,
        rollPolicy,
        listener);
  }

  public SharedLogConfig withPublishInterval(Duration interval) {
    return new SharedLogConfig(
        geometry,
        interval,
        maxBlockTime,
        stateDirectory,
        filePermissions,
        header,
        footer,
        rollPolicy,
        listener);
  }

  public SharedLogConfig withMaxBlockTime(Duration time) {
    return new SharedLogConfig(
        geometry,
        publishInterval,
        time,
        stateDirectory,
        filePermissions,
        header,
        footer,
        rollPolicy,
        listener);
  }

  public SharedLogConfig withStateDirectory(Path directory) {
    return new SharedLogConfig(
        geometry,
        publishInterval,
        maxBlockTime,
        Optional.of(directory),
        filePermissions,
        header,
        footer,
        rollPolicy,
        listener);
  }

  public SharedLogConfig withFilePermissions(Set<PosixFilePermission> permissions) {
    return new SharedLogConfig(
        geometry,
        publishInterval,
        maxBlockTime,
        stateDirectory,
        Optional.of(permissions),
        header,
        footer,
        rollPolicy,
        listener);
  }

  /** Sets header and footer; null stands for none. */
  public SharedLogConfig withHeaderAndFooter(byte[] newHeader, byte[] newFooter) {
    return new SharedLogConfig(
        geometry,
        publishInterval,
        maxBlockTime,
        stateDirectory,
        filePermissions,
        Bytes.copyOf(newHeader),
        Bytes.copyOf(newFooter),
        rollPolicy,
        listener);
  }

  public SharedLogConfig withRollPolicy(RollPolicy policy) {
    return new SharedLogConfig(
        geometry,
        publishInterval,
        maxBlockTime,
        stateDirectory,
        filePermissions,
        header,
        footer,
        Optional.of(policy),
        listener);
  }

  public SharedLogConfig withListener(LogListener newListener) {
    return new SharedLogConfig(
        geometry,
        publishInterval,
        maxBlockTime,
        stateDirectory,
        filePermissions,
        header,
        footer,
        rollPolicy,
        newListener);
  }
}
