package logweir.cli;

import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what went wrong in one line, and turns it into an exit code. */
final class ErrorLines implements IExecutionExceptionHandler, IParameterExceptionHandler {
  private static final String PREFIX = "logweir: ";

  private final BooleanSupplier withStackTrace;

  ErrorLines(BooleanSupplier withStackTrace) {
    this.withStackTrace = withStackTrace;
  }

  /** Prints one line to the standard error. */
  static void print(PrintWriter err, String message) {
    err.println(PREFIX + message.replaceAll("\\s*\\R\\s*", " "));
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    print(command.getErr(), describe(e));
    if (withStackTrace.getAsBoolean()) {
      e.printStackTrace(command.getErr());
    }
    return e instanceof NotOursException ? ExitCodes.NOT_OURS : ExitCodes.FAILED;
  }

  @Override
  public int handleParseException(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    print(command.getErr(), e.getMessage() + suggestion(e) + "; see: " + name + " --help");
    return ExitCodes.USAGE;
  }

  private static String suggestion(ParameterException e) {
    List<String> likely =
        e instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
    return likely.isEmpty() ? "" : "; did you mean: " + String.join(" or ", likely) + "?";
  }

  /** What an exception says to somebody who does not know its class. */
  static String describe(Throwable e) {
    if (e instanceof NoSuchFileException missing) {
      return "no such file: path=" + missing.getFile();
    }
    if (e instanceof AccessDeniedException denied) {
      return "no permission: path=" + denied.getFile();
    }
    if (e instanceof FileSystemException other && other.getReason() != null) {
      return other.getReason() + ": path=" + other.getFile();
    }
    boolean speaks = e.getMessage() != null && !(e instanceof RuntimeException);
    return speaks ? e.getMessage() : e.toString();
  }
}
