package logweir.logback;

import ch.qos.logback.core.rolling.RollingPolicy;
import ch.qos.logback.core.rolling.TimeBasedRollingPolicy;
import ch.qos.logback.core.rolling.helper.FileFilterUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The log file that lines come to now. If the configuration names none, and a
 * TimeBasedRollingPolicy does without, it is a hidden one, which has the name of its archive from
 * the start as a second one: the processes need one path that stays, and readers the name that the
 * pattern says.
 *
 * @param path absolute and normal
 * @param isUnnamed whether the configuration names none
 */
record PresentFile(Path path, boolean isUnnamed) {
  /**
   * The hidden file, if the policy can do with it; beside the first name that changes with time.
   */
  static Optional<Path> hidden(RollingPolicy policy) {
    return policy instanceof TimeBasedRollingPolicy<?> timeBased
            && timeBased.getFileNamePattern() != null
        ? Optional.of(hidden(FileFilterUtil.slashify(Compression.patternWithoutSuffix(timeBased))))
        : Optional.empty();
  }

  private static Path hidden(String pattern) {
    int directory = pattern.lastIndexOf('/', Math.max(0, pattern.indexOf('%'))) + 1;
    String name = "." + pattern.substring(directory).replace('/', '_');
    return Path.of(pattern.substring(0, directory)).resolve(name);
  }

  /** Whether a path of an archive leads to this file. */
  boolean is(Path archive) {
    try {
      return archive.equals(path) || (isUnnamed && Files.isSameFile(archive, path));
    } catch (IOException e) {
      // One of them is gone: the file is being rolled, or it is an archive that was removed.
      return false;
    }
  }
}
