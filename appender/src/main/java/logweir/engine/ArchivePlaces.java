package logweir.engine;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The places of archives: finds a free one, moves a rolled file into it, and in a window moves on
 * those who are there. For the holder of the publisher lock.
 *
 * <p>A place holds an archive as it was rolled, or compressed, or both: then the compressed one is
 * whole, since it gets its name when it is, and the other one was about to be removed. No archive
 * is moved onto a file that is there.
 *
 * <p>Whoever dies on the way leaves each archive in one place, whole. A window is moved on up to
 * its first free place only; so the next one who does it goes on where the first was cut, and
 * nothing falls out twice.
 */
final class ArchivePlaces {
  private final Archives archives;

  ArchivePlaces(Archives archives) {
    this.archives = archives;
  }

  /** The first index from that one on whose place is free; 0 in a window, where room is made. */
  int freeIndex(long periodMillis, long from) throws IOException {
    if (isWindow()) {
      return 0;
    }
    int index = (int) Math.max(0, Math.min(from, Integer.MAX_VALUE - 1));
    while (isTaken(archives.path(periodMillis, index))) {
      if (index == Integer.MAX_VALUE - 1) {
        throw new IOException("no index is free: period=" + periodMillis);
      }
      index++;
    }
    return index;
  }

  /**
   * Makes room for a file at its place; may be repeated.
   *
   * @throws IOException if there is none, or the file cannot be moved there, as far as can be told
   *     before anything is moved
   */
  void makeRoom(Path file, long periodMillis, Path place) throws IOException {
    createDirectory(place);
    Path directory = place.getParent();
    if (!Files.isWritable(directory)) {
      throw new AccessDeniedException(directory.toString());
    }
    if (FileId.of(directory.toRealPath()).device() != FileId.of(file.getParent()).device()) {
      throw new AtomicMoveNotSupportedException(
          file.toString(), place.toString(), "on another file system");
    }
    if (isWindow()) {
      moveOn(periodMillis);
    }
    if (isTaken(place)) {
      throw new FileAlreadyExistsException(place.toString());
    }
  }

  /**
   * Gives the present file its archive's name, as a second one; may be repeated.
   *
   * @return the index in that name
   */
  int name(Path file, long periodMillis, long from) throws IOException {
    int index = freeIndex(periodMillis, from);
    Path place = archives.path(periodMillis, index);
    makeRoom(file, periodMillis, place);
    Files.createLink(place, file);
    return index;
  }

  /** Whether the present file has its archive's name, whatever that is by now. */
  boolean isNamed(Path file) throws IOException {
    return archives.namesPresentFile() && (int) Files.getAttribute(file, "unix:nlink") > 1;
  }

  /** Moves a file to a place where there is room; atomic, as a copy would not be. */
  static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Where an archive is by now that was at that place once; null if it is gone. */
  Path find(FileId archive, Path place) throws IOException {
    if (!isWindow()) {
      return archive.isAt(place) ? place : null;
    }
    for (int index = 0; index < archives.windowSize(); index++) {
      Path candidate = archives.path(0, index);
      if (archive.isAt(candidate)) {
        return candidate;
      }
    }
    return null;
  }

  /** The name of what is at a place when it is compressed. */
  Path compressed(Path place) {
    return place.resolveSibling(place.getFileName() + archives.compressedSuffix());
  }

  /** Removes an archive whose compressed form is at its place, too. */
  void removeRedundant(Path place) throws IOException {
    if (compresses() && exists(place) && exists(compressed(place))) {
      Files.delete(place);
    }
  }

  private boolean isWindow() {
    return archives.windowSize() != Archives.NO_WINDOW;
  }

  private boolean compresses() {
    return !archives.compressedSuffix().isEmpty();
  }

  private boolean isTaken(Path place) throws IOException {
    return exists(place) || (compresses() && exists(compressed(place)));
  }

  private void moveOn(long periodMillis) throws IOException {
    int last = archives.windowSize() - 1;
    int free = 0;
    while (free <= last && isTaken(archives.path(periodMillis, free))) {
      free++;
    }
    if (free > last) {
      Path oldest = archives.path(periodMillis, last);
      Files.deleteIfExists(oldest);
      Files.deleteIfExists(compressed(oldest));
      Failpoint.OLDEST_REMOVED.reach();
      free = last;
    }
    for (int index = free; index > 0; index--) {
      moveOn(archives.path(periodMillis, index - 1), archives.path(periodMillis, index));
      Failpoint.ARCHIVE_MOVED_ON.reach();
    }
  }

  private void moveOn(Path from, Path to) throws IOException {
    removeRedundant(from);
    createDirectory(to);
    if (exists(from)) {
      move(from, to);
    } else {
      move(compressed(from), compressed(to));
    }
  }

  private static void createDirectory(Path place) throws IOException {
    if (!Files.isDirectory(place.getParent())) {
      Files.createDirectories(place.getParent());
    }
  }

  private static boolean exists(Path path) throws IOException {
    return SafeFiles.attributes(path) != null;
  }
}
