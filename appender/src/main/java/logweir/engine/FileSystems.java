package logweir.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;

/** What is asked of file systems: which of them a log and its staging area may stand on. */
final class FileSystems {
  private static final Set<String> REMOTE =
      Set.of("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "virtiofs", "ceph", "glusterfs", "afs");

  // A store into a page of theirs may need a new block though the file has one: on a full disk it
  // fails, in the middle of the application's call. No writing of zeros in advance helps.
  private static final Set<String> COPY_ON_WRITE = Set.of("btrfs", "zfs", "bcachefs");

  private FileSystems() {}

  /** For the log: all who write it must be on this host, since the staging area is. */
  static void requireLocal(Path log) throws IOException {
    requireLocal(typeOfLog(log));
  }

  /** For the staging area: what one process stores, the others see, and no store fails. */
  static void requireMappable(Path path) throws IOException {
    requireMappable(typeOf(path));
  }

  static void requireLocal(String type) throws IOException {
    if (REMOTE.contains(type) || type.startsWith("fuse")) {
      throw new IOException("files cannot be shared by mapping here: type=" + type);
    }
  }

  static void requireMappable(String type) throws IOException {
    requireLocal(type);
    if (COPY_ON_WRITE.contains(type)) {
      throw new IOException(
          "stores into mapped files fail here when the disk is full, set stateDirectory to another"
              + " file system: type="
              + type);
    }
  }

  /** Whether a file in a directory can grow, as far as its file system tells. */
  static boolean hasRoom(Path directory, long bytes) {
    try {
      return Files.getFileStore(directory).getUsableSpace() >= bytes;
    } catch (IOException e) {
      return false;
    }
  }

  // It may be away for a moment, rotated; then the next one is made in its directory.
  private static String typeOfLog(Path log) throws IOException {
    try {
      return typeOf(log);
    } catch (NoSuchFileException e) {
      return typeOf(log.getParent());
    }
  }

  private static String typeOf(Path path) throws IOException {
    return Files.getFileStore(path).type();
  }
}
