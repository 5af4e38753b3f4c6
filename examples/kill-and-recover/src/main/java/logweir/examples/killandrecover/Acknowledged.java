package logweir.examples.killandrecover;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file with the number of the last line whose logging call has returned. It is written with one
 * call, so whoever is killed leaves the number before or the number after. For one thread.
 */
final class Acknowledged implements AutoCloseable {
  private final FileChannel file;
  private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES);

  private Acknowledged(FileChannel file) {
    this.file = file;
  }

  static Acknowledged create(Path path) throws IOException {
    return new Acknowledged(
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  /** The last number that was written, 0 if there is none yet. */
  static int read(Path path) throws IOException {
    byte[] bytes = Files.readAllBytes(path);
    return bytes.length < Long.BYTES ? 0 : (int) ByteBuffer.wrap(bytes).getLong();
  }

  void write(int line) throws IOException {
    file.write(number.clear().putLong(line).flip(), 0);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
