package logweir.integration.harness;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A setting of the kernel for the time of a test; it is the whole host's. */
public final class Sysctl implements AutoCloseable {
  private final Path file;
  private final String before;
  private final Thread atExit = new Thread(this::restore, "restore sysctl");

  private Sysctl(Path file, String before) {
    this.file = file;
    this.before = before;
  }

  /** Changes a setting until this is closed, or skips the test where it cannot be changed. */
  public static Sysctl set(String name, String value) throws IOException {
    Path file = Path.of("/proc/sys", name.replace('.', '/'));
    assumeTrue(Files.isWritable(file), () -> "needs to set " + name);
    Sysctl sysctl = new Sysctl(file, Files.readString(file));
    Runtime.getRuntime().addShutdownHook(sysctl.atExit);
    try {
      Files.writeString(file, value);
    } catch (IOException e) {
      sysctl.close();
      assumeTrue(false, () -> "needs to set " + name + ": " + e);
    }
    return sysctl;
  }

  private void restore() {
    try {
      Files.writeString(file, before);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    restore();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }
}
