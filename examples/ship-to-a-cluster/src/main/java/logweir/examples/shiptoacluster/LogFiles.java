package logweir.examples.shiptoacluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The log file and those that it was before it was rolled. */
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

  /** All lines, in the order in which they were written. */
  List<String> lines() throws IOException {
    List<Path> files = new ArrayList<>(archives());
    files.add(log);
    List<String> lines = new ArrayList<>();
    for (Path file : files) {
      lines.addAll(Files.readAllLines(file));
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
