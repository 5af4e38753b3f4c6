package logweir.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import logweir.layout.Control;

/**
 * Which file a path leads to: its device and inode.
 *
 * @param device number of the device
 * @param inode number of the inode on it
 */
record FileId(long device, long inode) {
  static FileId of(Path path) throws IOException {
    Map<String, Object> attributes =
        Files.readAttributes(path, "unix:dev,ino", LinkOption.NOFOLLOW_LINKS);
    return new FileId(
        ((Number) attributes.get("dev")).longValue(), ((Number) attributes.get("ino")).longValue());
  }

  /** The file that the last intent names, whatever its state is. */
  static FileId ofIntent(Control control) {
    return new FileId(control.intentDevice(), control.intentInode());
  }

  /** Whether the path leads to this file. */
  boolean isAt(Path path) throws IOException {
    try {
      return equals(of(path));
    } catch (NoSuchFileException e) {
      return false;
    }
  }
}
