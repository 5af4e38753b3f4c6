package logweir.examples.killandrecover;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import logweir.examples.support.ChildJvm;
import logweir.examples.support.ChildJvms;
import logweir.examples.support.LineCount;

/** Kills all JVMs that log to one file, and recovers what they left. */
public final class Demo {
  private static final int JVMS = 3;
  private static final int LINES_BEFORE_THE_KILL = 1_000;
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  // The pattern of logback.xml, with a message at its end.
  private static final Pattern LINE =
      Pattern.compile("[-\\d]{10} [\\d:,]{12} \\[main] INFO  \\S+ - (jvm .*)");

  private final Path log;
  private final Path cliJar;
  private final PrintStream out;

  Demo(Path directory, Path cliJar, PrintStream out) {
    this.log = directory.resolve("app.log");
    this.cliJar = cliJar;
    this.out = out;
  }

  /** Takes the jar of the command line. */
  public static void main(String[] args) throws Exception {
    Path directory = Files.createTempDirectory(Path.of("target"), "demo-");
    Outcome outcome = new Demo(directory, Path.of(args[0]), System.out).run();
    System.exit(outcome.recovered().isClean() ? 0 : 1);
  }

  /**
   * What became of the lines.
   *
   * @param killed lines that were in the file when all JVMs were dead
   * @param recovered lines that were in it after {@code recover}
   */
  record Outcome(LineCount killed, LineCount recovered) {}

  Outcome run() throws IOException, InterruptedException {
    try (ChildJvms jvms = new ChildJvms()) {
      logAndDie(jvms);
      LineCount killed = count("The file has");
      logweir(jvms, "status");
      logweir(jvms, "recover");
      LineCount recovered = count("Now the file has");
      logweir(jvms, "status");
      return new Outcome(killed, recovered);
    }
  }

  private void logAndDie(ChildJvms jvms) throws IOException, InterruptedException {
    List<ChildJvm> writers = new ArrayList<>();
    for (int jvm = 1; jvm <= JVMS; jvm++) {
      List<String> options = List.of("-DLOG_FILE=" + log);
      String acknowledged = acknowledged(jvm).toString();
      writers.add(jvms.start(options, Writer.class, Integer.toString(jvm), acknowledged));
    }
    for (ChildJvm writer : writers) {
      writer.await("ready");
    }
    for (ChildJvm writer : writers) {
      writer.say("go");
    }
    out.printf("%n%d JVMs log to %s%n", JVMS, log.getFileName());
    awaitLines();
    writers.forEach(ChildJvm::kill);
    for (ChildJvm writer : writers) {
      writer.awaitEnd();
    }
    String pids =
        writers.stream().map(w -> Long.toString(w.pid())).collect(Collectors.joining(" "));
    out.printf("%n$ kill -9 %s%n", pids);
  }

  private void awaitLines() throws IOException, InterruptedException {
    long start = System.nanoTime();
    for (int jvm = 1; jvm <= JVMS; jvm++) {
      while (Acknowledged.read(acknowledged(jvm)) < LINES_BEFORE_THE_KILL) {
        if (System.nanoTime() - start > PATIENCE_NANOS) {
          throw new IOException("too few lines: jvm=" + jvm);
        }
        Thread.sleep(1);
      }
    }
  }

  private void logweir(ChildJvms jvms, String command) throws IOException, InterruptedException {
    out.printf("%n$ java -jar %s %s %s%n", cliJar.getFileName(), command, log.getFileName());
    jvms.startJar(cliJar, command, log.toString()).finish().forEach(out::println);
  }

  private LineCount count(String title) throws IOException {
    List<String> found = Files.readAllLines(log).stream().map(Demo::message).toList();
    List<String> written = new ArrayList<>();
    int underWay = 0;
    for (int jvm = 1; jvm <= JVMS; jvm++) {
      int acknowledged = Acknowledged.read(acknowledged(jvm));
      for (int line = 1; line <= acknowledged; line++) {
        written.add(Writer.message(jvm, line));
      }
      // The call that was under way at the kill may have done its work or not.
      String last = Writer.message(jvm, acknowledged + 1);
      if (found.contains(last)) {
        written.add(last);
        underWay++;
      }
    }
    LineCount count = LineCount.of(written, found);
    out.printf(
        "%s %,d of the %,d lines whose calls had returned; repeated %d, torn %d%n",
        title,
        count.found() - underWay,
        count.written() - underWay,
        count.repeated(),
        count.foreign());
    return count;
  }

  /** The message of a whole line; the line itself if it is not whole. */
  private static String message(String line) {
    Matcher matcher = LINE.matcher(line);
    return matcher.matches() ? matcher.group(1) : line;
  }

  private Path acknowledged(int jvm) {
    return log.resolveSibling("acknowledged-" + jvm);
  }
}
