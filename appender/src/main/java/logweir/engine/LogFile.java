package logweir.engine;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/**
 * The regular log file, open for appending, and followed when it is renamed, deleted or replaced.
 *
 * <p>Not thread-safe: its owner holds a lock. Each write is one O_APPEND write(2), so that writers
 * of other processes do not mix with it.
 */
final class LogFile implements Closeable {
  private static final OpenOption[] OPTIONS = {StandardOpenOption.WRITE, StandardOpenOption.APPEND};

  private static final byte LINE_END = '\n';

  private final Path path;
  private final Optional<Set<PosixFilePermission>> permissions;
  private FileChannel channel;
  private Object key;
  private FileId id;
  private long modifiedMillis;

  LogFile(Path path, Optional<Set<PosixFilePermission>> permissions) {
    this.path = path;
    this.permissions = permissions;
  }

  Path path() {
    return path;
  }

  /**
   * Makes sure that the open file is the one that the path leads to, and creates it if there is
   * none. One system call when nothing has changed.
   *
   * @return the file's size
   */
  long follow() throws IOException {
    while (true) {
      BasicFileAttributes attributes = SafeFiles.attributes(path);
      if (attributes != null && isOpenOn(attributes)) {
        modifiedMillis = attributes.lastModifiedTime().toMillis();
        return attributes.size();
      }
      reopen();
    }
  }

  /** Whether there is an open file, wherever the path leads; an interrupt closes it. */
  boolean isOpen() {
    FileChannel open = channel;
    return open != null && open.isOpen();
  }

  /** When the file was written last, as {@link #follow} has found it. */
  long modifiedMillis() {
    return modifiedMillis;
  }

  /**
   * Whether {@link #letGoIfMoved} may find something to close. A guess of a moment ago, for threads
   * that do not hold the owner's lock.
   */
  boolean seemsMoved() throws IOException {
    if (channel == null) {
      return false;
    }
    BasicFileAttributes attributes = SafeFiles.attributes(path);
    return attributes == null || !isOpenOn(attributes);
  }

  /**
   * Closes the file if the path leads to it no longer: as long as it is open, its space is not
   * free, though nobody can see it.
   */
  void letGoIfMoved() throws IOException {
    if (seemsMoved()) {
      close();
    }
  }

  /**
   * Creates the file that takes the place of one that was moved away, for the same users.
   *
   * @param moved where that one is now
   */
  void createInPlaceOf(Path moved) throws IOException {
    AccessRights rights =
        AccessRights.like(
            moved,
            permissions.isPresent()
                ? permissions.get()
                : Files.getPosixFilePermissions(moved, LinkOption.NOFOLLOW_LINKS));
    create(Optional.of(rights));
  }

  /** Which file is open; only after {@link #follow}. */
  FileId id() {
    return id;
  }

  /** As {@link #append(ByteBuffer[], Runnable)}, with nobody to tell. */
  int append(ByteBuffer... buffers) throws IOException {
    return append(buffers, () -> {});
  }

  /**
   * Appends all remaining bytes of the buffers.
   *
   * @param onCut is told when the file ends in a part of them, before the rest is tried
   * @return the number of write(2) calls that it took: one, unless the file system wrote short
   */
  int append(ByteBuffer[] buffers, Runnable onCut) throws IOException {
    int calls = 0;
    for (int first = firstRemaining(buffers, 0); first < buffers.length; ) {
      if (calls == 1) {
        onCut.run();
      }
      if (buffers.length == 1) {
        channel.write(buffers[0]);
      } else {
        channel.write(buffers, first, buffers.length - first);
      }
      calls++;
      first = firstRemaining(buffers, first);
    }
    return calls;
  }

  /** Ends the line that the file ends in, if it ends in half a one. */
  void endLine() throws IOException {
    long size = follow();
    ByteBuffer last = ByteBuffer.allocate(1);
    try (FileChannel file = SafeFiles.openExisting(path, StandardOpenOption.READ)) {
      if (size > 0 && file.read(last, size - 1) == 1 && last.get(0) != LINE_END) {
        append(ByteBuffer.wrap(new byte[] {LINE_END}));
      }
    }
  }

  /** Appends a header to a file that is still empty. */
  long startWith(Bytes header, long size) throws IOException {
    if (size != 0 || header.isEmpty()) {
      return size;
    }
    ByteBuffer buffer = header.buffer();
    long length = buffer.remaining();
    append(buffer);
    return length;
  }

  @Override
  public void close() throws IOException {
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      open.close();
    }
  }

  private boolean isOpenOn(BasicFileAttributes attributes) {
    return isOpen() && attributes.fileKey().equals(key);
  }

  // If the path leads to the same file before and after the open, it is the one that is open.
  private void reopen() throws IOException {
    close();
    BasicFileAttributes before = SafeFiles.attributes(path);
    if (before == null) {
      create();
      return;
    }
    FileId found;
    try {
      channel = SafeFiles.openExisting(path, OPTIONS);
      found = FileId.of(path);
    } catch (NoSuchFileException e) {
      // It was there: somebody is rotating it, and the next look finds what he leaves.
      close();
      return;
    }
    BasicFileAttributes after = SafeFiles.attributes(path);
    if (after == null || !after.fileKey().equals(before.fileKey())) {
      close();
      return;
    }
    key = after.fileKey();
    id = found;
  }

  // For the users of the file that was there before, if there was one: it is being rotated.
  private void create() throws IOException {
    Optional<AccessRights> rights =
        permissions.isPresent()
            ? permissions.map(AccessRights::of)
            : StateDirectory.of(path, Optional.empty()).rightsOfNewLog();
    create(rights);
  }

  // For several users it gets its name when it has its rights: if this process dies in between, the
  // others could not write it. Nothing takes the place of a file that somebody else has made.
  private void create(Optional<AccessRights> rights) throws IOException {
    if (rights.isPresent() && rights.get().areForSeveralUsers()) {
      Path unnamed = StateDirectory.of(path, Optional.empty()).newLog();
      try {
        SafeFiles.openOrCreate(unnamed, rights, OPTIONS).close();
        Files.createLink(path, unnamed);
        return;
      } catch (IOException | UnsupportedOperationException e) {
        // It is there, or there are no links here.
      } finally {
        Files.deleteIfExists(unnamed);
      }
    }
    SafeFiles.openOrCreate(path, rights, OPTIONS).close();
  }

  private static int firstRemaining(ByteBuffer[] buffers, int from) {
    int index = from;
    while (index < buffers.length && !buffers[index].hasRemaining()) {
      index++;
    }
    return index;
  }
}
