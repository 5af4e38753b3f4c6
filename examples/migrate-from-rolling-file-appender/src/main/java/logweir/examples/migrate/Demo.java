package logweir.examples.migrate;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import logweir.examples.support.LineCount;

/** One JVM and two, before and after the class name was changed. */
public final class Demo {
  static final String BEFORE = "logback-before.xml";
  static final String AFTER = "logback-after.xml";

  private final Path directory;
  private final int lines;
  private final PrintStream out;

  Demo(Path directory, int lines, PrintStream out) {
    this.directory = directory;
    this.lines = lines;
    this.out = out;
  }

  public static void main(String[] args) throws Exception {
    Path directory = Files.createTempDirectory(Path.of("target"), "demo-");
    Outcome outcome = new Demo(directory, 20_000, System.out).run();
    boolean clean = outcome.oneAfter().count().isClean() && outcome.twoAfter().count().isClean();
    System.exit(clean ? 0 : 1);
  }

  /** One JVM or two, before and after. */
  record Outcome(Trial oneBefore, Trial oneAfter, Trial twoBefore, Trial twoAfter) {}

  Outcome run() throws IOException, InterruptedException {
    Outcome outcome =
        new Outcome(
            Trial.run(BEFORE, directory.resolve("one-before"), 1, lines),
            Trial.run(AFTER, directory.resolve("one-after"), 1, lines),
            Trial.run(BEFORE, directory.resolve("two-before"), 2, lines),
            Trial.run(AFTER, directory.resolve("two-after"), 2, lines));
    print(outcome);
    return outcome;
  }

  private void print(Outcome outcome) throws IOException {
    out.printf("%nWhat changes in the configuration%n");
    printDifference(resource(BEFORE), resource(AFTER));
    out.printf("%nThe files of one JVM%n");
    out.println("  before  " + String.join(" ", outcome.oneBefore().files().keySet()));
    out.println("  after   " + String.join(" ", outcome.oneAfter().files().keySet()));
    out.printf("%n%-20s %5s %9s %9s %9s%n", "", "JVMs", "written", "found", "lost");
    print("RollingFileAppender", outcome.oneBefore());
    print("MmapSharedAppender", outcome.oneAfter());
    print("RollingFileAppender", outcome.twoBefore());
    print("MmapSharedAppender", outcome.twoAfter());
  }

  private void printDifference(String before, String after) {
    Iterator<String> linesAfter = after.lines().iterator();
    for (String line : before.lines().toList()) {
      String lineAfter = linesAfter.next();
      if (!lineAfter.equals(line)) {
        out.println("  before  " + line.strip());
        out.println("  after   " + lineAfter.strip());
      }
    }
  }

  static String resource(String name) throws IOException {
    try (InputStream resource = Demo.class.getResourceAsStream("/" + name)) {
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void print(String appender, Trial trial) throws IOException {
    LineCount count = trial.count();
    out.printf(
        "%-20s %5d %,9d %,9d %,9d%n",
        appender, trial.jvms(), count.written(), count.found(), count.lost());
  }
}
