package logweir.integration.harness;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import logweir.engine.LogStatus;
import logweir.engine.LogStatusReader;

/** What the staging area of a log says of a JVM's writers, in one line. */
final class StagingSummary {
  private StagingSummary() {}

  /** Of this JVM, while its writers are attached. */
  static String of(Path log) {
    try {
      return LogStatusReader.read(log, Optional.empty())
          .map(StagingSummary::describe)
          .orElse("no staging area");
    } catch (IOException e) {
      // Not to be used, or not to be read by this user.
      return e.toString();
    }
  }

  private static String describe(LogStatus status) {
    long own = ProcessHandle.current().pid();
    long direct =
        status.writers().stream()
            .filter(writer -> writer.pid() == own)
            .mapToLong(LogStatus.Writer::directLines)
            .sum();
    return "own direct lines "
        + direct
        + "; of all: lines "
        + status.lines()
        + ", drops "
        + status.drops()
        + ", write calls "
        + status.writeCalls()
        + ", chunks "
        + status.chunks();
  }
}
