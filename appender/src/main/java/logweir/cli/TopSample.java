package logweir.cli;

import java.util.Optional;
import logweir.engine.LogStatus;

/**
 * What one look at a log has found.
 *
 * @param nanos when, as {@link System#nanoTime}
 * @param status of the staging area; empty if there is none, or it cannot be read
 * @param size of the log file; empty if there is none
 * @param trouble why the staging area cannot be read
 */
record TopSample(
    long nanos, Optional<LogStatus> status, Optional<LogFileSize> size, Optional<String> trouble) {

  /**
   * The size of the log file.
   *
   * @param key tells this file from the next one of its name
   */
  record LogFileSize(Object key, long bytes) {}
}
