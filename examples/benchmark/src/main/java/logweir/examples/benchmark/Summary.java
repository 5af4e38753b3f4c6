package logweir.examples.benchmark;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What came out of a case, over all rounds.
 *
 * @param rows of the contenders that took part
 */
record Summary(Case what, List<Row> rows) {
  /** Of one contender; the violations are those of all rounds, warm-ups included. */
  record Row(Contender contender, Map<Figure, Spread> figures, LineCheck.Violations violations) {
    Optional<Spread> figure(Figure figure) {
      return Optional.ofNullable(figures.get(figure));
    }
  }

  /**
   * Sums up.
   *
   * @param results of any cases
   */
  static Summary of(Case what, List<Result> results) {
    Map<Contender, List<Result>> byContender = new EnumMap<>(Contender.class);
    results.stream()
        .filter(result -> result.what().equals(what))
        .forEach(
            result ->
                byContender
                    .computeIfAbsent(result.contender(), contender -> new ArrayList<>())
                    .add(result));
    List<Row> rows = new ArrayList<>();
    byContender.forEach((contender, of) -> rows.add(row(contender, of)));
    return new Summary(what, List.copyOf(rows));
  }

  private static Row row(Contender contender, List<Result> results) {
    Map<Figure, Spread> figures = new EnumMap<>(Figure.class);
    for (Figure figure : Figure.values()) {
      List<Double> values =
          results.stream()
              .map(result -> result.figure(figure))
              .filter(OptionalDouble::isPresent)
              .map(OptionalDouble::getAsDouble)
              .toList();
      if (!values.isEmpty()) {
        figures.put(figure, Spread.of(values));
      }
    }
    LineCheck.Violations violations =
        results.stream()
            .map(Result::violations)
            .reduce(LineCheck.Violations.NONE, LineCheck.Violations::plus);
    return new Row(contender, figures, violations);
  }

  /** How often FileAppender's median goes into a contender's; empty if it was not measured. */
  OptionalDouble ratio(Row row, Figure figure) {
    Optional<Double> base =
        rows.stream()
            .filter(of -> of.contender() == Contender.FILE)
            .findFirst()
            .flatMap(of -> of.figure(figure))
            .map(Spread::median)
            .filter(median -> median > 0);
    Optional<Double> own = row.figure(figure).map(Spread::median);
    return base.isPresent() && own.isPresent()
        ? OptionalDouble.of(own.get() / base.get())
        : OptionalDouble.empty();
  }
}
