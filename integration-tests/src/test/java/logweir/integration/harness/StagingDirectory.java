package logweir.integration.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import logweir.engine.LogStatusReader;

/** What stands beside a log. */
public final class StagingDirectory {
  /** Stays, so that nobody can lock a file that another one has just removed. */
  private static final List<String> KEPT = List.of("attach.lock");

  private StagingDirectory() {}

  /** The names of the files that a log's staging area consists of, sorted. */
  public static List<String> filesOf(Path log) throws IOException {
    Path directory = LogStatusReader.stateDirectory(log, Optional.empty());
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** Fails unless everybody has left, and has left nothing. */
  public static void assertNothingLeft(Path log) throws IOException {
    List<String> files = filesOf(log);
    if (!files.equals(KEPT)) {
      throw new AssertionError("left in the staging directory of " + log + ": " + files);
    }
  }
}
