package logweir.engine;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the kernel tells under {@code /proc/self/fdinfo} about an open file of this process. The
 * JDK's own books of file locks do not know that the kernel has dropped one.
 *
 * <p>Immutable. Without a readable /proc, nothing is known, and nothing is said to be missing.
 */
final class OpenFileInfo {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final Path INFOS = Path.of("/proc/self/fdinfo");

  // Null if there is nothing to go by.
  private final Path info;

  private OpenFileInfo(Path info) {
    this.info = info;
  }

  /** Of a file that this process has open and locked. */
  static OpenFileInfo of(Path file) throws IOException {
    Path found = findInfo(file.toRealPath());
    // Where the kernel does not list locks, their absence tells nothing later.
    return new OpenFileInfo(found != null && listsLock(found, false) ? found : null);
  }

  private static Path findInfo(Path file) {
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
      for (Path descriptor : descriptors) {
        if (leadsTo(descriptor, file)) {
          return INFOS.resolve(descriptor.getFileName());
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return null;
    }
    return null;
  }

  private static boolean leadsTo(Path descriptor, Path file) {
    try {
      return Files.readSymbolicLink(descriptor).equals(file);
    } catch (IOException e) {
      return false; // closed in between
    }
  }

  /** Whether this process holds a lock on the file, as far as can be told. */
  boolean showsLock() {
    // A descriptor may be short for the look itself; that tells nothing of the lock.
    return info == null || listsLock(info, true);
  }

  private static boolean listsLock(Path info, boolean ifUnreadable) {
    try {
      return Files.readString(info).contains("\nlock:");
    } catch (IOException e) {
      return ifUnreadable;
    }
  }
}
