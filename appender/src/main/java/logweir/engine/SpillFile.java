package logweir.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import logweir.memory.MappedRegion;

/**
 * Holds the one line that is too long for the ring while it is written to the log file, so that a
 * successor can finish it. For the holder of the publisher lock.
 */
final class SpillFile {
  private static final int BLOCK = 256 * 1024;

  private final StateDirectory directory;
  private final Path path;

  SpillFile(StateDirectory directory, long areaId) {
    this.directory = directory;
    this.path = directory.spill(areaId);
  }

  /** Stores a line, replacing what was there. If there is no space for it, takes none. */
  void store(byte[] source, int offset, int length) throws IOException {
    try (FileChannel file = open()) {
      try {
        write(file, source, offset, length);
      } catch (IOException e) {
        if (file.isOpen()) {
          file.truncate(0);
        }
        throw e;
      }
    }
  }

  private static void write(FileChannel file, byte[] source, int offset, int length)
      throws IOException {
    ByteBuffer block = ByteBuffer.allocateDirect(Math.min(BLOCK, length));
    for (int at = 0; at < length; ) {
      block.clear();
      block.put(source, offset + at, Math.min(block.capacity(), length - at)).flip();
      for (long position = at; block.hasRemaining(); ) {
        position += file.write(block, position);
      }
      at += block.position();
    }
  }

  /** The first bytes of the file, mapped. */
  ByteBuffer read(long length) throws IOException {
    try (FileChannel file = open()) {
      if (file.size() < length) {
        throw new StagingLostException(
            "the spill file was cut: size=" + file.size() + ", line=" + length);
      }
      return MappedRegion.mapReadOnly(file, 0, length).newView();
    }
  }

  /** Whether bytes of the stored line are missing. */
  boolean isShorterThan(long length) throws IOException {
    try (FileChannel file = open()) {
      return file.size() < length;
    }
  }

  /** Gives the file's space back. */
  void clear() throws IOException {
    try (FileChannel file = open()) {
      file.truncate(0);
    }
  }

  private FileChannel open() throws IOException {
    return directory.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }
}
