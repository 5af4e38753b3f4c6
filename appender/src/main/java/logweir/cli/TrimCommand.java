package logweir.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import logweir.engine.LogStatus;
import logweir.engine.SharedLog;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Gives the unused chunks of a staging area back to the file system. If nobody alive is attached,
 * the visit publishes what there is and ends with no staging area at all.
 */
@Command(
    name = "trim",
    description = {
      "Gives the unused chunks at the end of the chunks file back to the file system.",
      "Safe while others write. To be run as the writers' user: what it creates belongs to it."
    },
    footer = {"  logweir trim /var/log/app/app.log%n"})
final class TrimCommand implements Callable<Integer> {
  private static final int TRIES = 100;
  private static final long PAUSE_NANOS = 10_000_000;

  @Mixin private LogArguments arguments;
  @Spec private CommandSpec spec;

  TrimCommand() {}

  @Override
  public Integer call() throws IOException, NotOursException {
    TargetLog log = arguments.log();
    Optional<LogStatus> before = log.status();
    if (before.isEmpty()) {
      return say("nothing to trim: no writer is attached, nothing is staged: path=" + log.file());
    }
    if (before.get().earlierBoot()) {
      return say(
          "nothing to trim: of an earlier boot, the next writer discards it: path="
              + log.stateDirectory());
    }
    trim(log, before.get());
    int after = log.status().map(LogStatus::chunks).orElse(0);
    return say(
        "trimmed: path="
            + log.file()
            + ", chunksBefore="
            + before.get().chunks()
            + ", chunksAfter="
            + after
            + ", chunkBytes="
            + before.get().chunkBytes());
  }

  private void trim(TargetLog log, LogStatus running) throws IOException {
    Visitor visitor = new Visitor(spec.commandLine().getOut(), spec.commandLine().getErr());
    try (SharedLog shared = visitor.attach(log, running)) {
      // Others hold the lock for the time of a chunk; a dead one's is taken over after a while.
      for (int tries = 0; !shared.trim(); tries++) {
        if (tries == TRIES) {
          throw new IOException("a writer keeps the chunks locked: path=" + log.stateDirectory());
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private int say(String line) {
    spec.commandLine().getOut().println(line);
    return ExitCodes.OK;
  }
}
