package logweir.examples.manyjvms;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import logweir.examples.support.Workplace;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The demo: several JVMs write one log file, with {@code tail -F} on it and one of the JVMs killed;
 * then the same work is done by Logback's own appenders.
 *
 * <p>Its exit code is 1 if a line was lost, repeated or torn.
 */
@Command(
    name = "many-jvms",
    description = "Several JVMs write one log file; what they say they logged is held against it.",
    sortOptions = false)
public final class Demo implements Callable<Integer> {
  private final PrintStream out;

  @Spec private CommandSpec command;

  @Option(names = "--jvms", description = "JVMs that write one file (${DEFAULT-VALUE})")
  private int jvms = 4;

  @Option(names = "--threads", description = "threads of each JVM (${DEFAULT-VALUE})")
  private int threads = 4;

  @Option(names = "--lines", description = "lines of each thread (${DEFAULT-VALUE})")
  private int lines = 100_000;

  @Option(names = "--rounds", description = "rounds of the comparison, 0: none (${DEFAULT-VALUE})")
  private int rounds = 5;

  @Option(names = "--directory", description = "where the files are made (${DEFAULT-VALUE})")
  private Path directory = Path.of(System.getProperty("java.io.tmpdir"));

  @Option(names = "--keep", description = "leave the files there")
  private boolean keep;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this and do nothing")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  Demo(PrintStream out) {
    this.out = out;
  }

  public static void main(String[] args) {
    System.exit(run(System.out, args));
  }

  /** Runs the demo and returns its exit code. */
  static int run(PrintStream out, String... args) {
    return new CommandLine(new Demo(out)).execute(args);
  }

  @Override
  public Integer call() throws Exception {
    Size size = size();
    Workplace workplace = Workplace.create(directory, keep);
    try (workplace) {
      return run(workplace, size) ? 0 : 1;
    } catch (IOException e) {
      if (workplace.isInterrupted()) {
        return 1; // its children were killed, so something had to fail
      }
      throw e;
    }
  }

  private Size size() {
    try {
      return new Size(jvms, threads, lines);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  private boolean run(Workplace workplace, Size size) throws IOException, InterruptedException {
    boolean clean = new OneFile(workplace, size, out).run();
    if (rounds > 0) {
      clean &= new Comparison(workplace, size, rounds, out).run();
    }
    out.printf("%n%s%n", clean ? "Every line is there, once and whole." : "LINES WENT WRONG.");
    return clean;
  }
}
