package logweir.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
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
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The directory of one log's staging area, and the names of the files in it.
 *
 * <pre>
 *   attach.lock         held while a writer attaches or leaves
 *   control             the control file; whole or absent
 *   control.new         the next one, before it is renamed
 *   chunks-AREA         the chunks file of the area whose id the control file has
 *   spill-AREA          the line being written that is too long for the ring
 *   writer-ID-JVM.lock  held by each writer for its life
 *   elsewhere-*.lock    held by each writer that stages in another directory: OtherAreas
 * </pre>
 *
 * Immutable; says where things are and opens them, keeps nothing open.
 */
final class StateDirectory {
  private static final Pattern WRITER_LOCK =
      Pattern.compile("writer-([0-9a-f]{1,16})-([0-9a-f]{1,16})\\.lock");

  private static final int ROOT = 0;

  /** A writer, as the name of its lock file tells: its id, and its JVM's. */
  record WriterName(long writerId, long jvmId) {}

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
  static StateDirectory of(Path log, Optional<Path> shared) throws IOException {
    String name = log.getFileName().toString();
    if (shared.isEmpty()) {
      return new StateDirectory(hiddenBeside(log), log);
    }
    // One spelling for one directory: threads take turns by it.
    Path parent = shared.get().toAbsolutePath().normalize();
    Path real = Files.isDirectory(parent) ? parent.toRealPath() : parent;
    return new StateDirectory(real.resolve(name + "-" + fingerprint(log)), log);
  }

  Path path() {
    return directory;
  }

  /** The log that it is of. */
  Path log() {
    return log;
  }

  /** The one that the log has where none is configured. */
  StateDirectory besideLog() {
    return new StateDirectory(hiddenBeside(log), log);
  }

  private static Path hiddenBeside(Path log) {
    return log.resolveSibling("." + log.getFileName() + ".logweir");
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

  Path chunks(long areaId) {
    return directory.resolve("chunks-" + Long.toHexString(areaId));
  }

  Path spill(long areaId) {
    return directory.resolve("spill-" + Long.toHexString(areaId));
  }

  Path writerLock(WriterName name) {
    String writer = Long.toHexString(name.writerId());
    return directory.resolve("writer-" + writer + "-" + Long.toHexString(name.jvmId()) + ".lock");
  }

  /** The chunks and spill files of all areas, past ones included, and logs that got no name. */
  List<Path> filesOfAllAreas() throws IOException {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(directory, "{chunks,spill,log}-*")) {
      List<Path> found = new ArrayList<>();
      files.forEach(found::add);
      return found;
    }
  }

  /** A name for a new log that is not ready for its own yet. */
  Path newLog() {
    String name = "log-" + Long.toHexString(ThreadLocalRandom.current().nextLong());
    return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
        ? directory.resolve(name)
        : directory.resolveSibling(directory.getFileName() + "." + name);
  }

  /** All writers that have a lock file, dead or alive. */
  List<WriterName> writersWithLocks() throws IOException {
    List<WriterName> names = new ArrayList<>();
    try (DirectoryStream<Path> locks = Files.newDirectoryStream(directory, "writer-*.lock")) {
      for (Path lock : locks) {
        Matcher matcher = WRITER_LOCK.matcher(lock.getFileName().toString());
        if (matcher.matches()) {
          names.add(
              new WriterName(
                  Long.parseUnsignedLong(matcher.group(1), 16),
                  Long.parseUnsignedLong(matcher.group(2), 16)));
        }
      }
    }
    return names;
  }

  /** Creates the directory, open to whoever may write the log. */
  void create() throws IOException {
    if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      AccessRights rights = rightsByLog(StateDirectory::directoryPermissions);
      Files.createDirectory(directory, rights.atFirst());
      rights.give(directory);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException("state directory is not a directory: path=" + directory, e);
      }
    }
  }

  /**
   * Refuses a directory that belongs to somebody who may not write the log: its owner would read
   * and alter what is staged. Who is in the group of a log is not known here, so a log that its
   * group or others may write can have its directory from anybody.
   */
  void requireTrustedOwner() throws IOException {
    try {
      Set<PosixFilePermission> permissions = permissionsOf(log);
      int owner = ownerOf(directory);
      boolean trusted =
          owner == ROOT
              || owner == ownerOf(log)
              || permissions.contains(PosixFilePermission.GROUP_WRITE)
              || permissions.contains(PosixFilePermission.OTHERS_WRITE);
      if (!trusted) {
        throw new IOException(
            "state directory belongs to somebody else: path=" + directory + ", owner=" + owner);
      }
    } catch (NoSuchFileException e) {
      // Rotated or removed this moment; whoever comes next looks again.
    }
  }

  /**
   * The rights of the log that this directory was made for, for another file in its place; empty if
   * there is no such directory. Where anybody may create files, it may be anybody's, and tells
   * nothing.
   */
  Optional<AccessRights> rightsOfNewLog() throws IOException {
    try {
      boolean isOurs =
          !permissionsOf(directory.getParent()).contains(PosixFilePermission.OTHERS_WRITE)
              && Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS);
      return isOurs
          ? Optional.of(AccessRights.like(directory, filePermissions(directory)))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static Set<PosixFilePermission> permissionsOf(Path path) throws IOException {
    return Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static int ownerOf(Path path) throws IOException {
    return ((Number) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS)).intValue();
  }

  /** Opens a file of this directory that must exist. */
  FileChannel openExisting(Path file, OpenOption... options) throws IOException {
    SafeFiles.requireOneName(file);
    return SafeFiles.openExisting(file, options);
  }

  /** Opens a file of this directory, creating it with the log's permissions if need be. */
  FileChannel open(Path file, OpenOption... options) throws IOException {
    SafeFiles.requireOneName(file);
    AccessRights rights = rightsByLog(StateDirectory::filePermissions);
    return SafeFiles.openOrCreate(file, Optional.of(rights), options);
  }

  private interface Permissions {
    Set<PosixFilePermission> of(Path like) throws IOException;
  }

  // Staged lines are log content, and whoever may write the log may take part. The log may be away
  // for a moment, rotated; the directory was made after its likeness.
  private AccessRights rightsByLog(Permissions permissions) throws IOException {
    try {
      return AccessRights.like(log, permissions.of(log));
    } catch (NoSuchFileException e) {
      return AccessRights.like(directory, permissions.of(directory));
    }
  }

  private static Set<PosixFilePermission> filePermissions(Path like) throws IOException {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    permissions.addAll(permissionsOf(like));
    permissions.removeAll(PosixFilePermissions.fromString("--x--x--x"));
    permissions.add(PosixFilePermission.OWNER_READ);
    permissions.add(PosixFilePermission.OWNER_WRITE);
    return permissions;
  }

  private static Set<PosixFilePermission> directoryPermissions(Path like) throws IOException {
    Set<PosixFilePermission> permissions = filePermissions(like);
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
