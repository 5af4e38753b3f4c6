package logweir.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The directory of one log's staging area, and the names of the files in it.
 *
 * <pre>
 *   attach.lock         held while a writer attaches or leaves
 *   control             the control file; whole or absent
 *   control.new         the next one, before it is renamed
 *   chunks              the chunks file
 *   spill               the line being written that is too long for the ring
 *   writer-ID.lock      held by each writer for its life
 * </pre>
 *
 * Immutable; says where things are and opens them, keeps nothing open.
 */
final class StateDirectory {
  private static final String LOCK_PREFIX = "writer-";
  private static final String LOCK_SUFFIX = ".lock";

  private final Path directory;
  private final Path log;

  private StateDirectory(Path directory, Path log) {
    this.directory = directory;
    this.log = log;
  }

  /**
   * The state directory of a log: hidden beside it, or, under a directory that several logs may
   * share, named after the log's whole path.
   *
   * @param log absolute, with its parent's symbolic links resolved
   */
  static StateDirectory of(Path log, Optional<Path> shared) {
    String name = log.getFileName().toString();
    Path directory =
        shared
            .map(parent -> parent.toAbsolutePath().resolve(name + "-" + fingerprint(log)))
            .orElseGet(() -> log.resolveSibling("." + name + ".logweir"));
    return new StateDirectory(directory, log);
  }

  Path path() {
    return directory;
  }

  Path attachLock() {
    return directory.resolve("attach.lock");
  }

  Path control() {
    return directory.resolve("control");
  }

  Path newControl() {
    return directory.resolve("control.new");
  }

  Path chunks() {
    return directory.resolve("chunks");
  }

  Path spill() {
    return directory.resolve("spill");
  }

  Path writerLock(long writerId) {
    return directory.resolve(LOCK_PREFIX + Long.toHexString(writerId) + LOCK_SUFFIX);
  }

  /** The ids of all writers that have a lock file, dead or alive. */
  List<Long> writersWithLocks() throws IOException {
    List<Long> ids = new ArrayList<>();
    String pattern = LOCK_PREFIX + "*" + LOCK_SUFFIX;
    try (DirectoryStream<Path> locks = Files.newDirectoryStream(directory, pattern)) {
      for (Path lock : locks) {
        String name = lock.getFileName().toString();
        String id = name.substring(LOCK_PREFIX.length(), name.length() - LOCK_SUFFIX.length());
        try {
          ids.add(Long.parseUnsignedLong(id, 16));
        } catch (NumberFormatException e) {
          // Not a name that a writer gives.
        }
      }
    }
    return ids;
  }

  /** Creates the directory, open to whoever may write the log. */
  void create() throws IOException {
    if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    // Asked first: some JDKs refuse to "create" a directory that is there as a symbolic link.
    if (!Files.isDirectory(directory.getParent())) {
      Files.createDirectories(directory.getParent());
    }
    try {
      Set<PosixFilePermission> permissions = directoryPermissions();
      Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(permissions));
      Files.setPosixFilePermissions(directory, permissions);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException("state directory is not a directory: path=" + directory, e);
      }
    }
  }

  /** Opens a file of this directory, creating it with the log's permissions if need be. */
  FileChannel open(Path file, OpenOption... options) throws IOException {
    return SafeFiles.openOrCreate(file, Optional.of(filePermissions()), options);
  }

  // Staged lines are log content, and whoever may write the log may take part.
  private Set<PosixFilePermission> filePermissions() throws IOException {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    permissions.addAll(Files.getPosixFilePermissions(log, LinkOption.NOFOLLOW_LINKS));
    permissions.removeAll(PosixFilePermissions.fromString("--x--x--x"));
    permissions.add(PosixFilePermission.OWNER_READ);
    permissions.add(PosixFilePermission.OWNER_WRITE);
    return permissions;
  }

  private Set<PosixFilePermission> directoryPermissions() throws IOException {
    Set<PosixFilePermission> permissions = filePermissions();
    permissions.add(PosixFilePermission.OWNER_EXECUTE);
    if (permissions.contains(PosixFilePermission.GROUP_READ)) {
      permissions.add(PosixFilePermission.GROUP_EXECUTE);
    }
    if (permissions.contains(PosixFilePermission.OTHERS_READ)) {
      permissions.add(PosixFilePermission.OTHERS_EXECUTE);
    }
    return permissions;
  }

  // Long enough that two logs do not come to share a staging area by chance.
  private static String fingerprint(Path log) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] hash = digest.digest(log.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
