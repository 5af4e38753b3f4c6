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

  /**
   * Checks the settings.
   *
   * @param geometry of the staging area
   * @param publishInterval up to a minute
   * @param maxBlockTime up to an hour
   * @param stateDirectory or empty
   * @param filePermissions or empty
   * @param header or {@link Bytes#NONE}
   * @param footer or {@link Bytes#NONE}
   * @param rollPolicy or empty
   * @param listener or {@link LogListener#NONE}
   * @throws IllegalArgumentException if one is out of its bounds
   */
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

  /** {@return 16 chunks of 1 MiB, published every millisecond} */
  public static SharedLogConfig defaults() {
    return DEFAULTS;
  }

  /**
   * {@return the same settings with another size of the staging area}
   *
   * @param chunkBytes bytes of a chunk: a multiple of 4096, up to 1 GiB
   * @param maxChunks chunks that there may be: 2 to 4096
   */
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

  /**
   * {@return the same settings with another publish interval}
   *
   * @param interval up to a minute; zero: at once
   */
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

  /**
   * {@return the same settings with another maximum block time}
   *
   * @param time up to an hour
   */
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

  /**
   * {@return the same settings with another state directory}
   *
   * @param directory the same for all processes that share the log
   */
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

  /**
   * {@return the same settings with another set of permissions}
   *
   * @param permissions of a log file that is created
   */
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

  /**
   * {@return the same settings with another header and footer}
   *
   * @param newHeader null stands for none
   * @param newFooter null stands for none
   */
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

  /**
   * {@return the same settings with another roll policy}
   *
   * @param policy the same for all processes that share the log
   */
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

  /**
   * {@return the same settings with another listener}
   *
   * @param newListener must not log to the same log
   */
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
