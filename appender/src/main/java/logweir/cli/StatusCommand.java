package logweir.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;
import logweir.engine.LogStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows who is attached to a log and how its staging area does. */
@Command(
    name = "status",
    description = {
      "Shows who is attached to a log, and what is staged for it.",
      "Attaches to nothing and changes nothing; whoever may read the log may ask."
    },
    footer = {
      "  logweir status /var/log/app/app.log",
      "  logweir status --json /var/log/app/app.log%n"
    })
final class StatusCommand implements Callable<Integer> {
  @Mixin private LogArguments arguments;
  @Spec private CommandSpec spec;

  @Option(
      names = "--json",
      description = {
        "Print one JSON object. Names are only ever added to it, never changed. Without a staging"
            + " area it has format (1), file, stateDirectory, staged (false) and no writers; with"
            + " one also createdAt, earlierBoot, chunkBytes, maxChunks, chunks, cursor, published,"
            + " backlogBytes, lagNanos, publisherSlot (or null), publishes, writeCalls,"
            + " publishedBytes, linesPerWriteCall (or null), lines, drops, completedBatches,"
            + " reclaimedLanes; writers, each with slot, pid, attachedAt, alive, lines, bytes,"
            + " directLines, drops; departed with writers, dead, lines, bytes, directLines, drops.",
        "Instants are ISO 8601 in UTC."
      })
  private boolean json;

  StatusCommand() {}

  @Override
  public Integer call() throws IOException, NotOursException {
    TargetLog log = arguments.log();
    Optional<LogStatus> status = log.status();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(StatusJson.of(log, status));
    } else if (status.isPresent()) {
      out.print(new StatusTable(ZoneId.systemDefault()).format(log, status.get()));
      out.flush();
    } else {
      out.println("no writer is attached, nothing is staged: path=" + log.file());
    }
    return ExitCodes.OK;
  }
}
