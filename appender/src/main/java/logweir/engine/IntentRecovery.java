package logweir.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import logweir.layout.Control;

/**
 * Finds out what an interrupted batch still owes to the log file. For the holder of the publisher
 * lock.
 *
 * <p>The intent names the file that the batch was meant for. If the path leads to another file by
 * now, the old one is looked for under its new name in the same directory, as rotation leaves it;
 * if it is gone, the batch counts as not written, since nobody can read it there.
 */
final class IntentRecovery {
  private final Control control;
  private final LogFile log;
  private final Bytes header;

  IntentRecovery(Control control, LogFile log, Bytes header) {
    this.control = control;
    this.log = log;
    this.header = header;
  }

  /** Moves the batch's buffers past the bytes that are in the file already. */
  void skipLanded(Batch batch) throws IOException {
    log.startWith(header, log.follow());
    FileId meant = new FileId(control.intentDevice(), control.intentInode());
    Path holder = meant.equals(log.id()) ? log.path() : findRenamed(meant);
    if (holder == null) {
      return;
    }
    try (FileChannel file = SafeFiles.openExisting(holder, StandardOpenOption.READ)) {
      // A line that was cut in a renamed file comes whole in the new one.
      batch.skip(
          holder.equals(log.path())
              ? LandedBytes.count(file, control.intentSize(), batch)
              : LandedBytes.countWholeLines(file, control.intentSize(), batch));
    }
  }

  private Path findRenamed(FileId meant) throws IOException {
    try (DirectoryStream<Path> siblings = Files.newDirectoryStream(log.path().getParent())) {
      for (Path sibling : siblings) {
        BasicFileAttributes attributes = SafeFiles.attributes(sibling);
        if (attributes != null && attributes.isRegularFile() && FileId.of(sibling).equals(meant)) {
          return sibling;
        }
      }
      return null;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }
}
