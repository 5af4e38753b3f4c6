package logweir.integration.harness;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import logweir.engine.LogStatus;
import logweir.engine.LogStatusReader;

/** Lines that are staged and not in the log yet. */
public final class Backlog {
  private Backlog() {}

  /** Waits until there are none; nobody may log meanwhile. */
  public static void awaitNone(Path log) {
    Hang.await("end of the backlog of " + log).until(() -> bytes(log) == 0);
  }

  /** How many bytes they have; 0 if there is no staging area. */
  public static long bytes(Path log) throws IOException {
    return LogStatusReader.read(log, Optional.empty()).map(LogStatus::backlogBytes).orElse(0L);
  }
}
