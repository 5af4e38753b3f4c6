package logweir.examples.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The log files of a round, in a directory of their own.
 *
 * @param logs one that all JVMs write, or one for each
 */
record RoundFiles(Path directory, List<Path> logs) {
  /** Names the files of a new round; the contender makes them. */
  static RoundFiles in(Path directory, Contender contender, int jvms) {
    List<Path> logs = new ArrayList<>();
    int files = contender.files() == Contender.Files.ONE_EACH ? jvms : 1;
    for (int file = 1; file <= files; file++) {
      logs.add(directory.resolve("app-%02d.log".formatted(file)));
    }
    return new RoundFiles(directory, logs);
  }

  /** The file that a JVM writes, with JVMs counted from 1. */
  Path ofJvm(int jvm) {
    return logs.get(Math.min(jvm, logs.size()) - 1);
  }

  /** All that is there, archives in the order in which they were rolled. */
  List<Path> written() throws IOException {
    List<Path> written = new ArrayList<>();
    for (Path log : logs) {
      try (var files = Files.list(directory)) {
        files
            .filter(file -> isArchive(file, log))
            .sorted(Comparator.comparing(RoundFiles::date).thenComparing(RoundFiles::index))
            .forEach(written::add);
      }
      if (Files.exists(log)) {
        written.add(log);
      }
    }
    return written;
  }

  // app-01.log.2026-01-31.0
  private static boolean isArchive(Path file, Path log) {
    return file.getFileName().toString().startsWith(log.getFileName() + ".");
  }

  private static String date(Path archive) {
    String name = archive.toString();
    return name.substring(0, name.lastIndexOf('.'));
  }

  private static int index(Path archive) {
    String name = archive.toString();
    return Integer.parseInt(name.substring(name.lastIndexOf('.') + 1));
  }
}
