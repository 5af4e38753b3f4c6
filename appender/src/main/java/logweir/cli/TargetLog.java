package logweir.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import logweir.engine.LogStatus;
import logweir.engine.LogStatusReader;
import logweir.engine.LogVerification;
import logweir.engine.LogVerifier;
import logweir.engine.SharedLogConfig;
import logweir.engine.UnusableStagingException;

/**
 * A log that is ours, as its state directory shows. Whether there is a staging area in it is
 * another question: when the last writer has left in order, there is none.
 *
 * <p>Immutable. To find it and to look at it changes nothing.
 *
 * @param file the log file, which need not exist: it may just have been renamed
 * @param configuredDirectory the writers' {@code stateDirectory}
 * @param stateDirectory where this log's staging area stands
 */
record TargetLog(Path file, Optional<Path> configuredDirectory, Path stateDirectory) {
  static TargetLog find(Path file, Optional<Path> configuredDirectory)
      throws IOException, NotOursException {
    Path absolute = file.toAbsolutePath().normalize();
    if (Files.isDirectory(absolute)) {
      throw new NotOursException("not a log but a directory: path=" + absolute);
    }
    try {
      Path directory = LogStatusReader.stateDirectory(absolute, configuredDirectory);
      TargetLog log = new TargetLog(absolute, configuredDirectory, directory);
      requireDirectory(directory);
      return log;
    } catch (NoSuchFileException e) {
      throw new NotOursException(reasonOfAbsence(absolute, e), e);
    }
  }

  private static void requireDirectory(Path path) throws IOException, NotOursException {
    BasicFileAttributes attributes =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isDirectory()) {
      throw new NotOursException("not a state directory: path=" + path);
    }
  }

  private static String reasonOfAbsence(Path file, NoSuchFileException e) throws IOException {
    if (Files.isSymbolicLink(file)) {
      return "a symbolic link, name the log itself: path="
          + file
          + ", target="
          + Files.readSymbolicLink(file);
    }
    String what = Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? "not a Logweir log" : "no log";
    return what + ": path=" + file + ", missing=" + e.getFile();
  }

  /** A look at the staging area; empty if there is none. */
  Optional<LogStatusReader> reader() throws IOException, NotOursException {
    try {
      return LogStatusReader.open(file, configuredDirectory);
    } catch (UnusableStagingException e) {
      throw notOurs(e);
    }
  }

  /** What the staging area says of itself now; empty if there is none. */
  Optional<LogStatus> status() throws IOException, NotOursException {
    return reader().map(LogStatusReader::read);
  }

  /**
   * Looks for damage.
   *
   * @param tailBytes how much of the log file's end is searched for NUL bytes
   */
  LogVerification verify(long tailBytes) throws IOException, NotOursException {
    try {
      return LogVerifier.verify(file, configuredDirectory, tailBytes);
    } catch (UnusableStagingException e) {
      throw notOurs(e);
    }
  }

  private NotOursException notOurs(UnusableStagingException e) {
    return new NotOursException(
        "not a staging area of ours: path=" + stateDirectory + ", reason=" + e.getMessage(), e);
  }

  /** The settings with which one more writer joins those that are there. */
  SharedLogConfig joining(LogStatus running) {
    SharedLogConfig config =
        SharedLogConfig.defaults().withGeometry(running.chunkBytes(), running.maxChunks());
    return configuredDirectory.map(config::withStateDirectory).orElse(config);
  }
}
