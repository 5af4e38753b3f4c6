package logweir.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The arguments that name a log; the same for all commands. */
final class LogArguments {
  @Parameters(paramLabel = "FILE", description = "The log file.")
  private Path file;

  @Option(
      names = "--state-directory",
      paramLabel = "DIR",
      description = "The stateDirectory that the writers have configured, if they have one.")
  private Path stateDirectory;

  LogArguments() {}

  /** The log that is meant. */
  TargetLog log() throws IOException, NotOursException {
    return TargetLog.find(file, Optional.ofNullable(stateDirectory));
  }
}
