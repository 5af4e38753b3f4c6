package logweir.examples.shiptoacluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The log file and those that it was before it was rolled. What is asked while it is rolled may
 * lack something: from then until the next line there is no log file.
 */
final class LogFiles {
  private final Path log;

  LogFiles(Path log) {
    this.log = log;
  }

  Path log() {
    return log;
  }

  /** How often it was rolled. */
  int rolls() throws IOException {
    return archives().size();
  }

  /** Bytes of all files. */
  long bytes() throws IOException {
    long bytes = 0;
    for (Path archive : archives()) {
      bytes += Files.size(archive);
    }
    try {
      return bytes + Files.size(log);
    } catch (NoSuchFileException e) {
      return bytes;
    }
  }

  /** All lines, in the order in which they were written. */
  List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path archive : archives()) {
      lines.addAll(Files.readAllLines(archive));
    }
    try {
      lines.addAll(Files.readAllLines(log));
    } catch (NoSuchFileException e) {
      return lines;
    }
    return lines;
  }

  private List<Path> archives() throws IOException {
    Path archive = log.resolveSibling("archive");
    if (!Files.exists(archive)) {
      return List.of();
    }
    try (var files = Files.list(archive)) {
      return files
          .sorted(Comparator.comparing(LogFiles::day).thenComparing(LogFiles::index))
          .toList();
    }
  }

  // Of app-2026-01-02.17.log: 2026-01-02.
  private static String day(Path archive) {
    return archive.getFileName().toString().split("\\.", -1)[0];
  }

  private static int index(Path archive) {
    return Integer.parseInt(archive.getFileName().toString().split("\\.", -1)[1]);
  }
}
