package logweir.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import logweir.engine.LogVerification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Looks for damage in a log and its staging area. */
@Command(
    name = "verify",
    description = {
      "Looks for damage in a log and its staging area: in the control file, the chunks, and the"
          + " end of the log file.",
      "Changes nothing, and is safe while others write; whoever may read the log may ask."
    },
    exitCodeList = {
      "0:nothing is damaged",
      "1:something is damaged, or cannot be read",
      "2:wrong usage",
      "3:not a Logweir log, or one of another version"
    },
    footer = {
      "  logweir verify /var/log/app/app.log",
      "  logweir verify --all /var/log/app/app.log",
      "  logweir verify --json /var/log/app/app.log%n"
    })
final class VerifyCommand implements Callable<Integer> {
  @Mixin private LogArguments arguments;
  @Spec private CommandSpec spec;

  @Option(
      names = "--all",
      description = "Search the whole log file for NUL bytes, not only its end.")
  private boolean all;

  @Option(
      names = "--tail-bytes",
      paramLabel = "N",
      defaultValue = "1048576",
      description =
          "How much of the log's end is searched for NUL bytes; default ${DEFAULT-VALUE}.")
  private long tailBytes;

  @Option(
      names = "--json",
      description =
          "Print one JSON object: format (1), file, stateDirectory, staged, good; checks, each with"
              + " subject, result (ok, damaged or skipped), found, advice. Names are only ever"
              + " added to it, never changed.")
  private boolean json;

  VerifyCommand() {}

  @Override
  public Integer call() throws IOException, NotOursException {
    if (tailBytes < 0) {
      throw new ParameterException(
          spec.commandLine(), "--tail-bytes=" + tailBytes + ", allowed: 0 or more");
    }
    TargetLog log = arguments.log();
    LogVerification verification = log.verify(all ? Long.MAX_VALUE : tailBytes);
    PrintWriter out = spec.commandLine().getOut();
    out.print(
        json
            ? VerificationText.json(log, verification) + System.lineSeparator()
            : VerificationText.of(log, verification));
    out.flush();
    return verification.isGood() ? ExitCodes.OK : ExitCodes.FAILED;
  }
}
