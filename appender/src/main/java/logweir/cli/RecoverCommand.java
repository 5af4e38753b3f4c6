package logweir.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import logweir.engine.LogStatus;
import logweir.engine.LogStatusReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Publishes what dead writers left behind, by attaching and leaving as one more writer.
 *
 * <p>With no other writer alive, attaching publishes everything and leaving removes the staging
 * area. Among the living, leaving publishes, which settles the lanes of the dead; their slots are
 * cleared when the next one attaches, hence a second round.
 */
@Command(
    name = "recover",
    description = {
      "Publishes what JVMs that died left behind, and clears them away.",
      "Safe while others write. To be run as the writers' user: what it creates belongs to it."
    },
    footer = {
      "  logweir recover /var/log/app/app.log",
      "  logweir recover --state-directory /dev/shm/logweir /var/log/app/app.log%n"
    })
final class RecoverCommand implements Callable<Integer> {
  private static final int ROUNDS = 3;

  @Mixin private LogArguments arguments;
  @Spec private CommandSpec spec;

  RecoverCommand() {}

  @Override
  public Integer call() throws IOException, NotOursException {
    TargetLog log = arguments.log();
    Optional<LogStatusReader> reader = log.reader();
    if (reader.isEmpty()) {
      return nothing("no writer is attached, nothing is staged: path=" + log.file());
    }
    LogStatus before = reader.get().read();
    if (before.earlierBoot()) {
      return leaveToNextWriter(log, before);
    }
    if (!isLeftBehind(before)) {
      return nothing("all writers are alive: path=" + log.file() + ", writers=" + alive(before));
    }
    Optional<LogStatus> left = visit(log, before);
    // The old mapping tells to the end, even when its file is gone.
    return report(log, before, reader.get().read(), left);
  }

  private int nothing(String why) {
    spec.commandLine().getOut().println("nothing to recover: " + why);
    return ExitCodes.OK;
  }

  // What had not reached the disk when the host went down may be missing in the midst of a line.
  private int leaveToNextWriter(TargetLog log, LogStatus before) throws IOException {
    String why = "of an earlier boot, the next writer discards it: path=" + log.stateDirectory();
    if (before.backlogBytes() == 0) {
      return nothing(why);
    }
    throw new IOException(why + ", unpublishedBytes=" + before.backlogBytes());
  }

  private Optional<LogStatus> visit(TargetLog log, LogStatus running)
      throws IOException, NotOursException {
    PrintWriter out = spec.commandLine().getOut();
    Visitor visitor = new Visitor(out, spec.commandLine().getErr());
    Optional<LogStatus> left = Optional.of(running);
    for (int round = 0; round < ROUNDS && left.filter(this::isLeftBehind).isPresent(); round++) {
      visitor.attach(log, left.get()).close();
      left = log.status();
    }
    return left;
  }

  private int report(TargetLog log, LogStatus before, LogStatus after, Optional<LogStatus> left)
      throws IOException {
    long deadLeft = left.map(RecoverCommand::dead).orElse(0L);
    String done =
        "path="
            + log.file()
            + ", publishedBytes="
            + (after.publishedBytes() - before.publishedBytes())
            + ", deadWritersCleared="
            + Math.max(0, dead(before) - deadLeft)
            + ", completedBatches="
            + (after.completedBatches() - before.completedBatches())
            + ", reclaimedLanes="
            + (after.reclaimedLanes() - before.reclaimedLanes());
    long unpublished = Math.max(0, before.cursor() - after.published());
    if (unpublished > 0 || left.filter(this::isLeftBehind).isPresent()) {
      throw new IOException(
          "recovered in part: "
              + done
              + ", unpublishedBytes="
              + unpublished
              + ", deadWriters="
              + deadLeft);
    }
    spec.commandLine().getOut().println("recovered: " + done);
    return ExitCodes.OK;
  }

  /** Whether something in a staging area waits for somebody to come. */
  private boolean isLeftBehind(LogStatus status) {
    return dead(status) > 0 || alive(status) == 0;
  }

  private static long dead(LogStatus status) {
    return status.writers().size() - alive(status);
  }

  private static long alive(LogStatus status) {
    return status.writers().stream().filter(LogStatus.Writer::alive).count();
  }
}
