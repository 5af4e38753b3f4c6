package logweir.examples.manyjvms;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import logweir.examples.support.Workplace;

/**
 * The demo's second part: the same work through Logweir and through Logback's own appenders. They
 * take turns, round by round, so that what else the machine does meets all of them alike.
 */
final class Comparison {
  private final Workplace workplace;
  private final Size size;
  private final int rounds;
  private final PrintStream out;
  private final Map<Appender, Contestant> contestants = new EnumMap<>(Appender.class);

  Comparison(Workplace workplace, Size size, int rounds, PrintStream out) {
    this.workplace = workplace;
    this.size = size;
    this.rounds = rounds;
    this.out = out;
  }

  /** Whether every line is in the file of each round, once and whole. */
  boolean run() throws IOException {
    out.printf("%nThe same through each appender, median of %d rounds each%n%n", rounds);
    for (Appender appender : Appender.values()) {
      contestants.put(appender, new Contestant(appender));
    }
    for (int round = 0; round < rounds; round++) {
      for (Contestant contestant : contestants.values()) {
        contestant.playRound();
      }
    }
    print();
    return contestants.values().stream().allMatch(Contestant::isClean);
  }

  private void print() {
    double base = contestants.get(Appender.FILE).medianRate();
    Table table = new Table("", "lines a second", "x FileAppender", "lost", "repeated", "torn");
    for (Contestant contestant : contestants.values()) {
      double rate = contestant.medianRate();
      table.row(
          contestant.appender.title(),
          Math.round(rate),
          String.format("%.2f", rate / base),
          contestant.lost,
          contestant.repeated,
          contestant.torn);
    }
    table.print(out);
  }

  /** One appender with JVMs of its own, which rest while it is not its turn. */
  private final class Contestant {
    private final Appender appender;
    private final int lines;
    private final WorkerJvms jvms;
    private final List<Double> rates = new ArrayList<>();
    private long lost;
    private long repeated;
    private long torn;

    Contestant(Appender appender) throws IOException {
      this.appender = appender;
      this.lines = appender.scale(size.lines());
      this.jvms = WorkerJvms.start(workplace, appender, size.jvms(), size.threads());
      jvms.warmUp(lines);
    }

    void playRound() throws IOException {
      Path log = workplace.newFile("round.log");
      jvms.open(log);
      long start = System.nanoTime();
      jvms.log(lines);
      jvms.awaitLogged();
      jvms.close();
      double seconds = (System.nanoTime() - start) / 1e9;
      count(Check.of(log, jvms.tallies()), seconds);
      Files.delete(log);
    }

    private void count(Check.Result result, double seconds) {
      rates.add(result.logged() / seconds);
      lost += result.lost();
      repeated += result.repeated();
      torn += result.torn();
    }

    boolean isClean() {
      return lost == 0 && repeated == 0 && torn == 0;
    }

    double medianRate() {
      double[] sorted = rates.stream().mapToDouble(Double::doubleValue).sorted().toArray();
      int middle = sorted.length / 2;
      return sorted.length % 2 == 1
          ? sorted[middle]
          : Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow();
    }
  }
}
