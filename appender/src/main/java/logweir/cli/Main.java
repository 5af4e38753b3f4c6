package logweir.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The entry of the command line. Results go to the standard output; errors and warnings, a line
 * each, to the standard error; {@link ExitCodes} says how it went.
 */
@Command(
    name = "logweir",
    description = "Looks after log files that many JVMs append to through Logweir.",
    subcommands = {
      StatusCommand.class,
      TopCommand.class,
      VerifyCommand.class,
      RecoverCommand.class,
      TrimCommand.class,
      CompletionCommand.class
    },
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    usageHelpAutoWidth = true,
    footerHeading = "Examples:%n",
    footer = {
      "  logweir status /var/log/app/app.log",
      "  logweir top /var/log/app/app.log",
      "  logweir recover --state-directory /dev/shm/logweir /var/log/app/app.log%n"
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:done, or there was nothing to do",
      "1:failed, or done in part: a file cannot be read or written, or somebody is in the way",
      "2:wrong usage",
      "3:not a Logweir log: there is no staging area, or one that is not understood;"
          + " nothing was changed"
    })
public final class Main {
  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of an error.")
  private boolean debug;

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(
        run(
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8),
            arguments));
  }

  /** Runs a command and returns its exit code. */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return commandLine().setOut(out).setErr(err).execute(arguments);
  }

  /** The commands, ready to be executed once. */
  static CommandLine commandLine() {
    Main main = new Main();
    ErrorLines errors = new ErrorLines(() -> main.debug);
    return new CommandLine(main)
        .setExecutionExceptionHandler(errors)
        .setParameterExceptionHandler(errors);
  }
}
