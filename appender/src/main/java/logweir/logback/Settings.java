package logweir.logback;

import ch.qos.logback.core.spi.ContextAware;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import logweir.engine.SharedLogConfig;

/**
 * The settings as the configuration gives them, that is as text, and their check. A blank text
 * leaves the default. Not thread-safe: set and checked by the thread that configures the appender.
 */
final class Settings {
  private static final long PAGE_BYTES = 4096;
  private static final long MAX_CHUNK_BYTES = 1 << 30;
  private static final String FILE = "the path of the log file";

  private final ContextAware appender;
  private String file = "";
  private String chunkSize = "1MB";
  private String maxChunks = "16";
  private String publishInterval = "1 millisecond";
  private String maxBlockTime = "1 second";
  private String stateDirectory = "";
  private String filePermissions = "";
  private Refusals refusals;

  /**
   * Settings that can be used.
   *
   * @param file the log file
   * @param config how to open it
   */
  record Checked(Path file, SharedLogConfig config) {}

  /**
   * @param appender gets the Status messages
   */
  Settings(ContextAware appender) {
    this.appender = appender;
  }

  void file(String text) {
    file = textOr("", text);
  }

  String file() {
    return file;
  }

  void chunkSize(String text) {
    chunkSize = textOr(chunkSize, text);
  }

  void maxChunks(String text) {
    maxChunks = textOr(maxChunks, text);
  }

  void publishInterval(String text) {
    publishInterval = textOr(publishInterval, text);
  }

  void maxBlockTime(String text) {
    maxBlockTime = textOr(maxBlockTime, text);
  }

  void stateDirectory(String text) {
    stateDirectory = textOr("", text);
  }

  void filePermissions(String text) {
    filePermissions = textOr("", text);
  }

  /**
   * Checks every setting, with an error Status for each that is wrong.
   *
   * @param unnamed which file it is if none is set
   * @return empty if one is wrong
   */
  Optional<Checked> check(Optional<Path> unnamed) {
    refusals = new Refusals(appender);
    Path path =
        file.isEmpty() && unnamed.isPresent()
            ? unnamed.get()
            : parse("file", file, Settings::toFile, FILE);
    Long bytes = parse("chunkSize", chunkSize, Settings::toBytes, "4KB to 1GB, such as 64KB");
    Integer chunks = parse("maxChunks", maxChunks, Settings::toChunks, "2 to 4096");
    java.time.Duration interval =
        parse(
            "publishInterval",
            publishInterval,
            Settings::toInterval,
            "0 to 1 minute, such as 5 milliseconds");
    java.time.Duration blockTime =
        parse(
            "maxBlockTime",
            maxBlockTime,
            Settings::toBlockTime,
            "0 to 1 hour, such as 500 milliseconds");
    Optional<Path> directory =
        parse("stateDirectory", stateDirectory, Settings::toDirectory, "the path of a directory");
    Optional<Set<PosixFilePermission>> permissions =
        parse(
            "filePermissions",
            filePermissions,
            Settings::toPermissions,
            "nine characters such as rw-r-----, with rw for the owner");
    if (!refusals.isEmpty()) {
      return Optional.empty();
    }
    SharedLogConfig config =
        SharedLogConfig.defaults()
            .withGeometry(roundedUp(bytes), chunks)
            .withPublishInterval(interval)
            .withMaxBlockTime(blockTime);
    config = directory.map(config::withStateDirectory).orElse(config);
    config = permissions.map(config::withFilePermissions).orElse(config);
    return Optional.of(new Checked(path, config));
  }

  private <T> T parse(String name, String text, Function<String, T> parser, String allowed) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      refusals.add(name, text, allowed);
      return null;
    }
  }

  private int roundedUp(long bytes) {
    long pages = (bytes + PAGE_BYTES - 1) / PAGE_BYTES;
    if (pages * PAGE_BYTES != bytes) {
      appender.addWarn(
          "chunkSize=" + chunkSize + " is rounded up to " + pages * PAGE_BYTES + " bytes");
    }
    return (int) (pages * PAGE_BYTES);
  }

  private static String textOr(String fallback, String text) {
    return text == null || text.isBlank() ? fallback : text.trim();
  }

  private static Path toFile(String text) {
    Path path = Path.of(text);
    require(!text.isEmpty() && path.getFileName() != null);
    return path;
  }

  private static long toBytes(String text) {
    long bytes = FileSize.valueOf(text).getSize();
    require(bytes >= PAGE_BYTES && bytes <= MAX_CHUNK_BYTES);
    return bytes;
  }

  // The engine judges what it allows.
  private static int toChunks(String text) {
    int chunks = Integer.parseInt(text);
    SharedLogConfig.defaults().withGeometry((int) PAGE_BYTES, chunks);
    return chunks;
  }

  private static java.time.Duration toInterval(String text) {
    var interval = java.time.Duration.ofMillis(Duration.valueOf(text).getMilliseconds());
    SharedLogConfig.defaults().withPublishInterval(interval);
    return interval;
  }

  private static java.time.Duration toBlockTime(String text) {
    var time = java.time.Duration.ofMillis(Duration.valueOf(text).getMilliseconds());
    SharedLogConfig.defaults().withMaxBlockTime(time);
    return time;
  }

  private static Optional<Path> toDirectory(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
  }

  private static Optional<Set<PosixFilePermission>> toPermissions(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(text);
    require(permissions.contains(PosixFilePermission.OWNER_READ));
    require(permissions.contains(PosixFilePermission.OWNER_WRITE));
    return Optional.of(permissions);
  }

  private static void require(boolean allowed) {
    if (!allowed) {
      throw new IllegalArgumentException();
    }
  }
}
