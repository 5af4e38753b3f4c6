package logweir.examples.benchmark;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The benchmark: each contender logs in each case, in turns; what came out goes to the terminal, to
 * a CSV file and to an HTML page.
 *
 * <p>Its exit code is 1 if a line of this project's appender was lost, repeated, torn or reordered.
 * What other appenders do to their lines is only reported.
 */
@Command(
    name = "benchmark",
    description = "Compares MmapSharedAppender with the appenders one could use instead.",
    sortOptions = false)
public final class Benchmark implements Callable<Integer> {
  private final PrintStream out;
  private final List<Result> results = new ArrayList<>();

  @Spec private CommandSpec command;
  @Mixin private Options options = new Options();

  Benchmark(PrintStream out) {
    this.out = out;
  }

  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    System.exit(run(System.out, args));
  }

  /** Runs the benchmark and returns its exit code. */
  static int run(PrintStream out, String... args) {
    return new CommandLine(new Benchmark(out)).execute(args);
  }

  @Override
  public Integer call() throws Exception {
    Plan plan = plan();
    Workplace workplace = Workplace.create(options.directory());
    try (workplace) {
      return run(plan, workplace) ? 0 : 1;
    } catch (IOException e) {
      if (workplace.isInterrupted()) {
        return 1; // its children were killed, so something had to fail
      }
      throw e;
    }
  }

  private Plan plan() {
    try {
      return options.plan();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  private boolean run(Plan plan, Workplace workplace) throws IOException, InterruptedException {
    Files.createDirectories(options.output());
    Path csv = options.output().resolve("benchmark.csv");
    Path html = options.output().resolve("benchmark.html");
    TerminalTable table = new TerminalTable(out);
    long start = System.nanoTime();
    Machine machine = Machine.of(workplace.directory());
    List<LeftOut> leftOut;
    try (CsvReport report = new CsvReport(csv)) {
      leftOut =
          new Comparison(
                  plan,
                  workplace,
                  result -> take(result, report),
                  what -> table.print(Summary.of(what, results)))
              .run();
    }
    new HtmlReport(machine, plan, leftOut, results).write(html);
    leftOut.forEach(left -> out.printf("%nLeft out: %s. %s%n", left.what(), left.why()));
    out.printf("%n%s%n%s%n", csv.toAbsolutePath(), html.toAbsolutePath());
    out.printf("%.0f s%n", (System.nanoTime() - start) / 1e9);
    LineCheck.Violations wrong = wrongOfOurs(results);
    if (wrong.sum() > 0) {
      out.printf("%nLINES OF MmapSharedAppender WENT WRONG: %s%n", wrong);
    }
    return wrong.sum() == 0;
  }

  private void take(Result result, CsvReport report) {
    results.add(result);
    try {
      report.add(result);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What went wrong with lines of this project's appender. */
  static LineCheck.Violations wrongOfOurs(List<Result> results) {
    return results.stream()
        .filter(result -> result.contender().isOurs())
        .map(Result::violations)
        .reduce(LineCheck.Violations.NONE, LineCheck.Violations::plus);
  }
}
