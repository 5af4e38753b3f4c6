package logweir.examples.shiptoacluster;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import logweir.examples.support.Workplace;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The demo: JVMs share a log file, rsyslog ships it to a Kafka cluster, and what arrives is held
 * against what was logged.
 *
 * <p>Its exit code is 1 if a line did not arrive, or not whole, or not in its order.
 */
@Command(
    name = "ship-to-a-cluster",
    description = "rsyslog ships a file that several JVMs write to a Kafka cluster.",
    sortOptions = false)
public final class Demo implements Callable<Integer> {
  private final PrintStream out;

  @Option(names = "--nodes", description = "nodes of the Kafka cluster (${DEFAULT-VALUE})")
  private int nodes = 3;

  @Option(names = "--jvms", description = "JVMs that write one file (${DEFAULT-VALUE})")
  private int jvms = 3;

  @Option(names = "--threads", description = "threads of each JVM (${DEFAULT-VALUE})")
  private int threads = 2;

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
    Optional<Path> rsyslogd = Rsyslog.find();
    if (rsyslogd.isEmpty()) {
      out.println("Needs rsyslog with its output to Kafka: apt-get install rsyslog rsyslog-kafka");
      return 1;
    }
    try (Workplace workplace = Workplace.create(directory, keep)) {
      try {
        return run(new Shipping(workplace, rsyslogd.get(), out)) ? 0 : 1;
      } catch (IOException | RuntimeException e) {
        out.println(workplace.printed());
        throw e;
      }
    }
  }

  private boolean run(Shipping shipping) throws IOException, InterruptedException {
    shipping.start(nodes, jvms, threads);
    shipping.logWhileShipped();
    shipping.logWhileNobodyShips();
    shipping.killWriter();
    if (nodes > 2) {
      shipping.killNode();
    }
    Arrival arrival = shipping.end();
    print(arrival);
    return arrival.isComplete();
  }

  private void print(Arrival arrival) {
    out.printf(
        "%n  %-8s%10s%14s%14s%10s%10s%n",
        "", "told", "in the file", "in the topic", "missing", "repeated");
    int number = 0;
    for (Arrival.OfJvm jvm : arrival.jvms()) {
      out.printf(
          "  %-8s%,10d%,14d%,14d%,10d%,10d%n",
          "JVM " + ++number,
          jvm.logged(),
          jvm.inFile(),
          jvm.inTopic(),
          jvm.missing(),
          jvm.repeated());
    }
    if (!arrival.isComplete()) {
      out.printf("%nLINES WENT WRONG: torn=%d inOrder=%s%n", arrival.torn(), arrival.inOrder());
    } else if (arrival.repeated() > 0) {
      out.printf(
          "%nEvery line arrived, whole and in order; %d more than once.%n", arrival.repeated());
    } else {
      out.printf("%nEvery line arrived, once, whole and in order.%n");
    }
  }
}
