package logweir.integration.probe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import logweir.integration.harness.Signals;

/**
 * The main program of a JVM that writes one large file over and over, as fast as it can, so that
 * the page cache is full of pages that the disk has not seen yet. Says how many MB/s each round
 * was. The file has to be larger than the kernel lets be dirty, or the load does not wait for the
 * disk.
 */
final class DiskLoadJvm {
  static final String ROUND = "round ";

  private static final int BLOCK = 1 << 20;

  private DiskLoadJvm() {}

  public static void main(String[] arguments) throws IOException {
    Signals.listen();
    int blocks = Integer.parseInt(arguments[1]);
    ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
    try (FileChannel channel =
        FileChannel.open(
            Path.of(arguments[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      while (true) {
        long start = System.nanoTime();
        for (int i = 0; i < blocks; i++) {
          channel.write(block.clear(), (long) i * BLOCK);
        }
        long nanos = System.nanoTime() - start;
        System.out.println(ROUND + blocks * 1e9 / nanos);
      }
    }
  }
}
