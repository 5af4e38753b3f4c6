package logweir.examples.migrate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import logweir.examples.support.ChildJvm;
import logweir.examples.support.ChildJvms;
import logweir.examples.support.LineCount;

/** Some JVMs that log with one configuration into one directory, and what is in it afterwards. */
final class Trial {
  private static final String BEFORE_THE_MESSAGE = " - ";

  private final Path directory;
  private final int jvms;
  private final int lines;

  private Trial(Path directory, int jvms, int lines) {
    this.directory = directory;
    this.jvms = jvms;
    this.lines = lines;
  }

  /**
   * Lets JVMs log at the same time.
   *
   * @param configuration of Logback, a resource
   * @param directory to be made
   * @param lines of each JVM
   */
  static Trial run(String configuration, Path directory, int jvms, int lines)
      throws IOException, InterruptedException {
    Files.createDirectory(directory);
    List<String> options =
        List.of("-Dlogback.configurationFile=" + configuration, "-DLOG_DIR=" + directory);
    try (ChildJvms children = new ChildJvms()) {
      List<ChildJvm> writers = new ArrayList<>();
      for (int jvm = 1; jvm <= jvms; jvm++) {
        String[] arguments = {Integer.toString(jvm), Integer.toString(lines)};
        writers.add(children.start(options, Writer.class, arguments));
      }
      for (ChildJvm writer : writers) {
        writer.await("ready");
      }
      for (ChildJvm writer : writers) {
        writer.say("go");
      }
      for (ChildJvm writer : writers) {
        writer.finish();
      }
    }
    return new Trial(directory, jvms, lines);
  }

  int jvms() {
    return jvms;
  }

  /** The log file and its archives, by name, each with the messages of its lines. */
  Map<String, List<String>> files() throws IOException {
    Map<String, List<String>> files = new TreeMap<>();
    try (var paths = Files.newDirectoryStream(directory, "*.log")) {
      for (Path path : paths) {
        files.put(
            path.getFileName().toString(),
            Files.readAllLines(path).stream().map(Trial::message).toList());
      }
    }
    return files;
  }

  LineCount count() throws IOException {
    List<String> written = new ArrayList<>();
    for (int jvm = 1; jvm <= jvms; jvm++) {
      for (int line = 1; line <= lines; line++) {
        written.add(Writer.message(jvm, line));
      }
    }
    return LineCount.of(written, files().values().stream().flatMap(List::stream).toList());
  }

  private static String message(String line) {
    return line.substring(line.indexOf(BEFORE_THE_MESSAGE) + BEFORE_THE_MESSAGE.length());
  }
}
