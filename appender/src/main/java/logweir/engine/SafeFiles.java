package logweir.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Opens files without following a symbolic link, without waiting on a FIFO, and with permissions
 * that do not depend on the umask.
 */
final class SafeFiles {
  private SafeFiles() {}

  /** The file's attributes, of the link itself if it is one; null if there is none. */
  static BasicFileAttributes attributes(Path path) throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /**
   * Opens a regular file, creating it if need be.
   *
   * <p>Tried without CREATE first: in a sticky directory {@code fs.protected_regular} denies a
   * creating open of another user's file, even where that file may be written.
   *
   * @param rights given to a file that is created; empty: what the umask leaves
   */
  static FileChannel openOrCreate(Path path, Optional<AccessRights> rights, OpenOption... options)
      throws IOException {
    while (true) {
      BasicFileAttributes attributes = attributes(path);
      try {
        return attributes == null
            ? create(path, rights, options)
            : openRegular(path, attributes, options);
      } catch (NoSuchFileException e) {
        if (attributes == null) {
          throw e;
        }
        // Removed between the look and the open: look again.
      } catch (FileAlreadyExistsException e) {
        if (attributes != null) {
          throw e;
        }
        // Created by somebody else in between: open theirs.
      }
    }
  }

  /** Opens a regular file that must exist. */
  static FileChannel openExisting(Path path, OpenOption... options) throws IOException {
    BasicFileAttributes attributes = attributes(path);
    if (attributes == null) {
      throw new NoSuchFileException(path.toString());
    }
    return openRegular(path, attributes, options);
  }

  /**
   * Refuses a file that has a second name, a hard link: what is written to it would be written to
   * something else.
   */
  static void requireOneName(Path path) throws IOException {
    try {
      Map<String, Object> found =
          Files.readAttributes(path, "unix:nlink,isRegularFile", LinkOption.NOFOLLOW_LINKS);
      Object names = found.get("nlink");
      if (found.get("isRegularFile").equals(true) && ((Number) names).intValue() > 1) {
        throw new IOException("file has other names, too: path=" + path + ", links=" + names);
      }
    } catch (NoSuchFileException e) {
      // There is nothing to refuse.
    }
  }

  private static FileChannel openRegular(
      Path path, BasicFileAttributes attributes, OpenOption... options) throws IOException {
    if (!attributes.isRegularFile()) {
      throw new IOException("not a regular file: path=" + path);
    }
    return FileChannel.open(path, with(options, LinkOption.NOFOLLOW_LINKS));
  }

  private static FileChannel create(Path path, Optional<AccessRights> rights, OpenOption... options)
      throws IOException {
    Set<OpenOption> creating =
        with(options, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS);
    if (rights.isEmpty()) {
      return FileChannel.open(path, creating);
    }
    FileChannel channel = FileChannel.open(path, creating, rights.get().atFirst());
    try {
      rights.get().give(path);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static Set<OpenOption> with(OpenOption[] options, OpenOption... more) {
    Set<OpenOption> all = new HashSet<>(Set.of(options));
    all.addAll(Set.of(more));
    return all;
  }
}
