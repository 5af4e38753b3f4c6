package logweir.engine;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A process that was stopped by a signal, and is still there. */
final class StoppedProcess implements AutoCloseable {
  private final Process process;

  StoppedProcess() throws IOException {
    process = new ProcessBuilder("sleep", "60").start();
    Shell.signal("STOP", process.pid());
    await().until(() -> Files.readString(Path.of("/proc/" + pid() + "/stat")).contains(") T "));
  }

  long pid() {
    return process.pid();
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
