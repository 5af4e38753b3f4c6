package logweir.examples.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** The options of the command line, and the plan that follows from them. */
final class Options {
  private static final int QUICK_MILLIS = 300;
  private static final int WHOLE_MILLIS = 1_000;

  @Option(
      names = "--quick",
      description = "three cases and short rounds: less than two minutes on two cores")
  private boolean quick;

  @Option(
      names = "--jvms",
      split = ",",
      paramLabel = "N",
      description = {
        "numbers of JVMs. If this or one of the next three is given, each value of one is combined"
            + " with each of the others",
        "(1; without any: JVMs 1,2,4,8 x threads 1,2,4,16 at 100 B, flat out, and some larger"
            + " messages and steady rates)"
      })
  private List<Integer> jvms;

  @Option(
      names = "--threads",
      split = ",",
      paramLabel = "N",
      description = "threads of each JVM (1)")
  private List<Integer> threads;

  @Option(
      names = "--sizes",
      split = ",",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description = "of the messages, such as 100,1KB,10KB (100)")
  private List<Integer> sizes;

  @Option(
      names = "--rates",
      split = ",",
      paramLabel = "RATE",
      converter = RateConverter.class,
      description = "lines a second of all threads of all JVMs, such as 1000,100000,flat (flat)")
  private List<Integer> rates;

  @Option(
      names = "--contenders",
      split = ",",
      paramLabel = "NAME",
      description = "what is compared, of: ${COMPLETION-CANDIDATES} (all)")
  private List<Contender> contenders;

  @Option(names = "--rounds", description = "that count, of each contender (7; quick: 3)")
  private Integer rounds;

  @Option(
      names = "--warm-ups",
      description =
          "rounds before each case that do not count; three times as many before the first one of"
              + " each number of JVMs (2; quick: 1)")
  private Integer warmUps;

  @Option(names = "--millis", description = "length of a round (1000; quick: 300)")
  private Integer millis;

  @Option(
      names = "--visibility-rounds",
      description = "rounds with a reader that polls the file (3; quick: 1)")
  private Integer visibilityRounds;

  @Option(names = "--system-call-rounds", description = "rounds with strace, if it is here (1)")
  private Integer systemCallRounds;

  @Option(
      names = "--max-megabytes",
      description = "of the files of a round; it ends when they are as large (${DEFAULT-VALUE})")
  private int maxMegabytes = 2_000;

  @Option(
      names = "--jvm-option",
      paramLabel = "OPTION",
      description = "option of the JVMs that log; may be given again (${DEFAULT-VALUE})")
  private List<String> jvmOptions = new ArrayList<>(List.of("-Xmx256m"));

  @Option(
      names = "--directory",
      description = "where the log files are made and deleted (${DEFAULT-VALUE})")
  private Path directory = Path.of("target");

  @Option(
      names = "--output",
      description = "directory of benchmark.html and benchmark.csv (${DEFAULT-VALUE})")
  private Path output = Path.of("target", "benchmark");

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this and do nothing")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  Path directory() {
    return directory;
  }

  Path output() {
    return output;
  }

  /**
   * The plan.
   *
   * @throws IllegalArgumentException if a value is out of its bounds
   */
  Plan plan() {
    return new Plan(
        cases(),
        contenders == null ? Arrays.asList(Contender.values()) : inOrder(contenders),
        or(warmUps, quick ? 1 : 2),
        or(rounds, quick ? 3 : 7),
        or(visibilityRounds, quick ? 1 : 3),
        or(systemCallRounds, 1),
        or(millis, quick ? QUICK_MILLIS : WHOLE_MILLIS) * 1_000_000L,
        (long) maxMegabytes * 1_000_000,
        jvmOptions);
  }

  private List<Case> cases() {
    if (jvms == null && threads == null && sizes == null && rates == null) {
      return quick ? Cases.quick() : Cases.whole();
    }
    return Cases.product(
        or(jvms, List.of(1)),
        or(threads, List.of(1)),
        or(sizes, List.of(100)),
        or(rates, List.of(Case.FLAT_OUT)));
  }

  private static List<Contender> inOrder(List<Contender> contenders) {
    return contenders.stream().distinct().sorted().toList();
  }

  private static <T> T or(T value, T byDefault) {
    return value == null ? byDefault : value;
  }

  private static final class SizeConverter implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      String size = text.toUpperCase(Locale.ROOT).replaceFirst("B$", "");
      return size.endsWith("K")
          ? Math.multiplyExact(1024, Integer.parseInt(size.substring(0, size.length() - 1)))
          : Integer.parseInt(size);
    }
  }

  private static final class RateConverter implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return text.equals("flat") ? Case.FLAT_OUT : Integer.parseInt(text);
    }
  }
}
