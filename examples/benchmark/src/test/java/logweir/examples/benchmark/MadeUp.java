package logweir.examples.benchmark;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Results that nobody has measured. */
final class MadeUp {
  static final Case FLAT_OUT = new Case(2, 2, 100, Case.FLAT_OUT);
  static final Case PACED = new Case(1, 1, 1024, 10_000);

  private MadeUp() {}

  static Plan plan(List<Case> cases) {
    return new Plan(
        cases, List.of(Contender.values()), 1, 3, 1, 1, 1_000_000, 1 << 20, List.of("-Xmx64m"));
  }

  /** Three rounds, in each of which each figure is larger than in the one before. */
  static List<Result> results(Case what) {
    List<Result> results = new ArrayList<>();
    for (Contender contender : Contender.values()) {
      if (contender.refusal(what.jvms()).isEmpty()) {
        for (int round = 1; round <= 3; round++) {
          results.add(result(what, contender, round, 1_000.0 * round * contender.title().length()));
        }
      }
    }
    return results;
  }

  static Result result(Case what, Contender contender, int round, double value) {
    Map<Figure, Double> figures = new EnumMap<>(Figure.class);
    double scale = 1;
    for (Figure figure : Figure.values()) {
      figures.put(figure, value * scale);
      scale *= 3;
    }
    return new Result(
        what, contender, Pass.MEASURED, round, 1_000, figures, LineCheck.Violations.NONE);
  }

  static Result wrong(Case what, Contender contender, LineCheck.Violations violations) {
    return new Result(what, contender, Pass.WARM_UP, 1, 1_000, Map.of(), violations);
  }
}
