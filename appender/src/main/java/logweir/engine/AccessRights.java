package logweir.engine;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Who may use a file that is about to be made: its permissions, whatever the umask, and the owner
 * and group that they are for.
 *
 * @param permissions of the file
 * @param ids the numbers of owner and group, by attribute; empty: those that the kernel gives
 */
record AccessRights(Set<PosixFilePermission> permissions, Map<String, Object> ids) {
  private static final String OWNER = "uid";
  private static final String GROUP = "gid";

  AccessRights {
    permissions = Set.copyOf(permissions);
    ids = Map.copyOf(ids);
  }

  /** For the owner and the group that the kernel gives. */
  static AccessRights of(Set<PosixFilePermission> permissions) {
    return new AccessRights(permissions, Map.of());
  }

  /** For the owner and the group of that file. */
  static AccessRights like(Path file, Set<PosixFilePermission> permissions) throws IOException {
    return new AccessRights(permissions, idsOf(file));
  }

  private static Map<String, Object> idsOf(Path file) throws IOException {
    return Files.readAttributes(file, "unix:" + OWNER + "," + GROUP, LinkOption.NOFOLLOW_LINKS);
  }

  /** Whether others than the owner may write. */
  boolean areForSeveralUsers() {
    return permissions.contains(PosixFilePermission.GROUP_WRITE)
        || permissions.contains(PosixFilePermission.OTHERS_WRITE);
  }

  /** To make the file with: never more than in the end, not even for a moment. */
  FileAttribute<Set<PosixFilePermission>> atFirst() {
    return PosixFilePermissions.asFileAttribute(
        ids.isEmpty() ? permissions : withGroupAs(EnumSet.noneOf(PosixFilePermission.class)));
  }

  /**
   * Gives the rights to the file that was just made. If it cannot have the group, the group that it
   * has is nobody special, and may do what all others may. Only root can give it another owner, who
   * would otherwise be locked out by what root has made.
   */
  void give(Path made) throws IOException {
    boolean inGroup = ids.isEmpty() || has(GROUP, made);
    // By a name that somebody else may have turned into a link meanwhile.
    Files.getFileAttributeView(made, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .setPermissions(inGroup ? permissions : withGroupAs(permissions));
    if (!ids.isEmpty()) {
      has(OWNER, made);
    }
  }

  // Whether the file has, or could be given, what the other one has.
  private boolean has(String attribute, Path made) throws IOException {
    Object wanted = ids.get(attribute);
    if (wanted.equals(idsOf(made).get(attribute))) {
      return true;
    }
    try {
      Files.setAttribute(made, "unix:" + attribute, wanted, LinkOption.NOFOLLOW_LINKS);
      return true;
    } catch (FileSystemException e) {
      return false;
    }
  }

  // The permissions with no more for the group than those give to others.
  private Set<PosixFilePermission> withGroupAs(Set<PosixFilePermission> others) {
    Set<PosixFilePermission> changed = EnumSet.noneOf(PosixFilePermission.class);
    changed.addAll(permissions);
    if (!others.contains(PosixFilePermission.OTHERS_READ)) {
      changed.remove(PosixFilePermission.GROUP_READ);
    }
    if (!others.contains(PosixFilePermission.OTHERS_WRITE)) {
      changed.remove(PosixFilePermission.GROUP_WRITE);
    }
    if (!others.contains(PosixFilePermission.OTHERS_EXECUTE)) {
      changed.remove(PosixFilePermission.GROUP_EXECUTE);
    }
    return changed;
  }
}
