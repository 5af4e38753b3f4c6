package logweir.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.function.LongSupplier;
import logweir.cli.TopSample.LogFileSize;
import logweir.engine.LogStatus;
import logweir.engine.LogStatusReader;

/**
 * Looks at a log again and again: at its staging area, whose mapping is kept as long as it is the
 * log's, and at the size of its file. Takes no lock and writes nothing. Not thread-safe.
 */
final class LogWatch {
  private final TargetLog log;
  private final LongSupplier clock;
  private Optional<LogStatusReader> reader;

  /**
   * Takes the first look.
   *
   * @param clock {@link System#nanoTime}
   * @throws NotOursException if there is a staging area that is not understood
   */
  LogWatch(TargetLog log, LongSupplier clock) throws IOException, NotOursException {
    this.log = log;
    this.clock = clock;
    this.reader = log.reader();
  }

  /** How the log does now. What cannot be looked at is told in the sample, and tried again. */
  TopSample look() {
    try {
      follow();
      return sample(reader.map(LogStatusReader::read), Optional.empty());
    } catch (IOException | NotOursException e) {
      return lost(ErrorLines.describe(e));
    } catch (InternalError e) {
      // Somebody has cut the mapped file.
      return lost("the control file was cut: path=" + log.stateDirectory());
    }
  }

  private void follow() throws IOException, NotOursException {
    if (reader.isEmpty() || !reader.get().isCurrent()) {
      reader = Optional.empty();
      reader = log.reader();
    }
  }

  private TopSample lost(String trouble) {
    reader = Optional.empty();
    return sample(Optional.empty(), Optional.of(trouble));
  }

  private TopSample sample(Optional<LogStatus> status, Optional<String> trouble) {
    return new TopSample(clock.getAsLong(), status, size(), trouble);
  }

  private Optional<LogFileSize> size() {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(log.file(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return Optional.of(new LogFileSize(attributes.fileKey(), attributes.size()));
    } catch (IOException e) {
      // Renamed this moment, most likely.
      return Optional.empty();
    }
  }
}
