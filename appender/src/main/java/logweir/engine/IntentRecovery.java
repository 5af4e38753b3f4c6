package logweir.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
  /** A file may be missed while it is given the next name of several. */
  private static final int LOOKS = 3;

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
    FileId meant = FileId.ofIntent(control);
    for (int look = 0; look < LOOKS; look++) {
      log.startWith(header, log.follow());
      boolean isInPlace = meant.equals(log.id());
      Path holder = isInPlace ? log.path() : findRenamed(meant);
      if (holder != null && skipLanded(batch, holder, meant, isInPlace)) {
        return;
      }
    }
  }

  // False if the file was renamed meanwhile, or another one is there by now.
  private boolean skipLanded(Batch batch, Path holder, FileId meant, boolean isInPlace)
      throws IOException {
    try (FileChannel file = SafeFiles.openExisting(holder, StandardOpenOption.READ)) {
      if (!FileId.of(holder).equals(meant)) {
        return false;
      }
      // A line that was cut in a renamed file comes whole in the new one.
      batch.skip(
          isInPlace
              ? LandedBytes.count(file, control.intentSize(), batch)
              : LandedBytes.countWholeEvents(file, control.intentSize(), batch));
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private Path findRenamed(FileId meant) throws IOException {
    try (DirectoryStream<Path> siblings = Files.newDirectoryStream(log.path().getParent())) {
      for (Path sibling : siblings) {
        if (meant.isAt(sibling) && Files.isRegularFile(sibling, LinkOption.NOFOLLOW_LINKS)) {
          return sibling;
        }
      }
      return null;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }
}
