package logweir.integration.probe;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import logweir.integration.harness.ScratchDirectory;

/**
 * What a line costs as lines grow: of the engine with bytes that are there already, with Logback,
 * and of Logback's encoding alone. The lengths take turns.
 */
final class LineGrowth {
  private static final int[] LENGTHS = {100, 1_000, 4_000, 10_000, 16_000, 64_000};
  private static final int WARM_UPS = 2;
  private static final int MOST_LINES = 1_000_000;

  private final ScratchDirectory directory;
  private final List<String> jvmOptions;

  LineGrowth(ScratchDirectory directory, List<String> jvmOptions) {
    this.directory = directory;
    this.jvmOptions = jvmOptions;
  }

  /** A way to log lines. */
  private interface Way {
    LoadJvms.Round run(int lines, int lineBytes) throws IOException;
  }

  void measure(int rounds, double megabytes) throws IOException {
    try (LoadJvms shared = new LoadJvms(Route.SHARED, 1, 1, directory, jvmOptions);
        LoadJvms encoding = new LoadJvms(Route.ENCODE_ONLY, 1, 1, directory, jvmOptions)) {
      Map<String, Way> ways = new LinkedHashMap<>();
      ways.put("engine", new EngineLoad(directory.resolve("engine.log"))::run);
      ways.put(Route.SHARED.title(), shared::run);
      ways.put(Route.ENCODE_ONLY.title(), encoding::run);
      measure(ways, rounds, (int) (megabytes * 1_000_000));
    }
  }

  private static void measure(Map<String, Way> ways, int rounds, int bytesOfRound)
      throws IOException {
    Map<String, CostSamples[]> figures = new LinkedHashMap<>();
    ways.keySet().forEach(way -> figures.put(way, newFigures()));
    for (int round = -WARM_UPS; round < rounds; round++) {
      for (int length = 0; length < LENGTHS.length; length++) {
        int lines = Math.min(MOST_LINES, bytesOfRound / LENGTHS[length]);
        for (String way : ways.keySet()) {
          LoadJvms.Round result = ways.get(way).run(lines, LENGTHS[length]);
          if (round >= 0) {
            figures.get(way)[length].add(result);
          }
        }
      }
    }
    figures.forEach((way, of) -> print(way, rounds, of));
  }

  private static CostSamples[] newFigures() {
    CostSamples[] figures = new CostSamples[LENGTHS.length];
    for (int length = 0; length < figures.length; length++) {
      figures[length] = new CostSamples();
    }
    return figures;
  }

  private static void print(String way, int rounds, CostSamples[] figures) {
    System.out.printf("%n%s, 1 thread, %d rounds%n", way, rounds);
    System.out.println(CostSamples.header("bytes of a line") + "       MB/s");
    for (int length = 0; length < LENGTHS.length; length++) {
      System.out.printf(
          Locale.ROOT,
          "%s %,10.0f%n",
          figures[length].row(Integer.toString(LENGTHS[length])),
          1000 * LENGTHS[length] / figures[length].drained());
    }
    printFit("caller", figures, CostSamples::calls);
    printFit("drained", figures, CostSamples::drained);
    printFit("cpu", figures, CostSamples::cpu);
  }

  // The straight line with the least squares of relative deviations.
  private static void printFit(
      String title, CostSamples[] figures, ToDoubleFunction<CostSamples> figure) {
    double a11 = 0;
    double a12 = 0;
    double a22 = 0;
    double b1 = 0;
    double b2 = 0;
    for (int length = 0; length < LENGTHS.length; length++) {
      double u = 1 / figure.applyAsDouble(figures[length]);
      double v = LENGTHS[length] * u;
      a11 += u * u;
      a12 += u * v;
      a22 += v * v;
      b1 += u;
      b2 += v;
    }
    double determinant = a11 * a22 - a12 * a12;
    double fixed = (b1 * a22 - b2 * a12) / determinant;
    double perByte = (b2 * a11 - b1 * a12) / determinant;
    StringBuilder off = new StringBuilder();
    for (int length = 0; length < LENGTHS.length; length++) {
      double ratio =
          figure.applyAsDouble(figures[length]) / (fixed + perByte * LENGTHS[length]) - 1;
      off.append(String.format(Locale.ROOT, " %+.0f%%", 100 * ratio));
    }
    System.out.printf(
        Locale.ROOT,
        "%-8s %.1f ns + %.4f ns a byte; the lengths are off it by%s%n",
        title,
        fixed,
        perByte,
        off);
  }
}
