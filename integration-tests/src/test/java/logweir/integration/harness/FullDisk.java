package logweir.integration.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that takes all the room that its file system has. */
public final class FullDisk {
  private static final int[] BLOCKS = {1 << 20, 1 << 16, 1 << 12, 1 << 9};

  private final Path file;

  private FullDisk(Path file) {
    this.file = file;
  }

  /** Fills a file system to its last block. */
  public static FullDisk fill(Path mount) {
    Path file = mount.resolve("fills-the-disk");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int block : BLOCKS) {
        writeUntilRefused(channel, block);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new FullDisk(file);
  }

  /** What is done while a disk is full. */
  @FunctionalInterface
  public interface Step {
    void run() throws Exception;
  }

  /** Does something while a file system is full to its last block. */
  public static void during(Path mount, Step step) throws Exception {
    FullDisk full = fill(mount);
    try {
      step.run();
    } finally {
      full.free();
    }
  }

  private static void writeUntilRefused(FileChannel channel, int block) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(block);
    try {
      while (true) {
        bytes.clear();
        channel.write(bytes);
      }
    } catch (IOException full) {
      // Smaller blocks may still find room.
    }
  }

  /** Gives a part of the room back. */
  public void free(int bytes) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(Math.max(0, channel.size() - bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives the room back. */
  public void free() {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
