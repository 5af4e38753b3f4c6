package logweir.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import logweir.engine.LogStatusReader;
import logweir.integration.harness.WorkerOrders;

/**
 * Reads the files of the state directory over and over, as a backup in the application would: each
 * file that is closed takes the process's locks on it along.
 */
public final class DirectoryReader implements Consumer<WorkerOrders> {
  private static final long PAUSE_NANOS = 5_000_000;

  @Override
  public void accept(WorkerOrders orders) {
    while (!Thread.interrupted()) {
      try {
        readAll(LogStatusReader.stateDirectory(orders.file(), orders.stateDirectory()));
      } catch (IOException e) {
        // Files come and go.
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static void readAll(Path directory) throws IOException {
    try (var files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        Files.readAllBytes(file);
      }
    }
  }
}
