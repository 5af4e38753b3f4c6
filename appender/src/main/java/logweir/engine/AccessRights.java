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
import java.util.OptionalInt;
import java.util.Set;

/**
 * Who may use a file that is about to be made: its permissions, whatever the umask, and the group
 * that they are for.
 *
 * @param permissions of the file
 * @param group the group's number; empty: the one that the kernel gives
 */
record AccessRights(Set<PosixFilePermission> permissions, OptionalInt group) {
  private static final String GROUP = "unix:gid";

  AccessRights {
    permissions = Set.copyOf(permissions);
  }

  /** In the group that the kernel gives. */
  static AccessRights of(Set<PosixFilePermission> permissions) {
    return new AccessRights(permissions, OptionalInt.empty());
  }

  /** In the group of that file. */
  static AccessRights inGroupOf(Path file, Set<PosixFilePermission> permissions)
      throws IOException {
    return new AccessRights(permissions, OptionalInt.of(groupOf(file)));
  }

  private static int groupOf(Path file) throws IOException {
    return ((Number) Files.getAttribute(file, GROUP, LinkOption.NOFOLLOW_LINKS)).intValue();
  }

  /** To make the file with: never more than in the end, not even for a moment. */
  FileAttribute<Set<PosixFilePermission>> atFirst() {
    return PosixFilePermissions.asFileAttribute(
        group.isEmpty() ? permissions : withGroupAs(EnumSet.noneOf(PosixFilePermission.class)));
  }

  /**
   * Gives the rights to the file that was just made. If it cannot have the group, the group that it
   * has is nobody special, and may do what all others may.
   */
  void give(Path made) throws IOException {
    Set<PosixFilePermission> given =
        group.isEmpty() || hasGroup(made) ? permissions : withGroupAs(permissions);
    // By a name that somebody else may have turned into a link meanwhile.
    Files.getFileAttributeView(made, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .setPermissions(given);
  }

  private boolean hasGroup(Path made) throws IOException {
    if (groupOf(made) == group.getAsInt()) {
      return true;
    }
    try {
      Files.setAttribute(made, GROUP, group.getAsInt(), LinkOption.NOFOLLOW_LINKS);
      return true;
    } catch (FileSystemException e) {
      // Its owner is not a member.
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
