package logweir.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Another JVM, which holds the kernel lock on a file, or finds that it cannot get it. */
final class ForeignLock implements AutoCloseable {
  private static final String HELD = "held";

  private final Process process;

  private ForeignLock(Process process) {
    this.process = process;
  }

  /** Starts a JVM that holds the lock until it is closed. */
  static ForeignLock on(Path file) throws IOException {
    ForeignLock lock = new ForeignLock(start(file));
    assertThat(lock.isHeld()).isTrue();
    return lock;
  }

  /** Whether another JVM could have the lock now. */
  static boolean couldBeHad(Path file) throws IOException {
    try (ForeignLock lock = new ForeignLock(start(file))) {
      return lock.isHeld();
    }
  }

  private static Process start(Path file) throws IOException {
    String home = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            System.getProperty("logweir.test.java", home),
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-cp",
            classPath().toString(),
            ForeignLock.class.getName(),
            file.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static Path classPath() {
    try {
      return Path.of(ForeignLock.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean isHeld() throws IOException {
    return new String(process.getInputStream().readNBytes(HELD.length()), US_ASCII).equals(HELD);
  }

  /** Ends the other JVM as a kill -9 does. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
      process.getInputStream().close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes the lock on the named file, says whether it has it, and waits to be killed. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    try (FileChannel channel = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      System.out.print(lock == null ? "none" : HELD);
      System.out.flush();
      Thread.sleep(60_000);
    }
  }
}
