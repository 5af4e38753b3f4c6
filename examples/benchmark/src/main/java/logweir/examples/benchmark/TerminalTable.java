package logweir.examples.benchmark;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The medians of a case, on the terminal. */
final class TerminalTable {
  private static final List<Figure> FIGURES =
      List.of(
          Figure.CALL_P50,
          Figure.CALL_P99,
          Figure.CALL_P999,
          Figure.CALL_MAX,
          Figure.VISIBLE_P99,
          Figure.CPU_SECONDS,
          Figure.SYSTEM_CALLS,
          Figure.ALLOCATED_BYTES);

  private final PrintStream out;

  TerminalTable(PrintStream out) {
    this.out = out;
  }

  void print(Summary summary) {
    List<Column> heads = new ArrayList<>();
    List<Function<Summary.Row, String>> cells = new ArrayList<>();
    add(heads, cells, "", row -> row.contender().title());
    heads.get(0).dataAlign(HorizontalAlign.LEFT);
    addFigure(heads, cells, Figure.LINES_PER_SECOND);
    add(heads, cells, "x File", row -> ratio(summary, row));
    FIGURES.stream()
        .filter(figure -> summary.rows().stream().anyMatch(row -> row.figure(figure).isPresent()))
        .forEach(figure -> addFigure(heads, cells, figure));
    add(heads, cells, "wrong lines", row -> "%,d".formatted(row.violations().sum()));
    String[][] table =
        summary.rows().stream()
            .map(row -> cells.stream().map(cell -> cell.apply(row)).toArray(String[]::new))
            .toArray(String[][]::new);
    String rows =
        AsciiTable.builder()
            .border(AsciiTable.NO_BORDERS)
            .data(heads.toArray(Column[]::new), table)
            .asString()
            .lines()
            .map(String::stripTrailing)
            .filter(line -> !line.isEmpty())
            .collect(Collectors.joining("\n"));
    // All at once, and a line for the progress bar, which another thread draws where the cursor is.
    out.print("\n" + summary.what().title() + "\n" + rows + "\n\n");
    out.flush();
  }

  private static void add(
      List<Column> heads,
      List<Function<Summary.Row, String>> cells,
      String head,
      Function<Summary.Row, String> cell) {
    heads.add(
        new Column()
            .header(head)
            .headerAlign(HorizontalAlign.RIGHT)
            .dataAlign(HorizontalAlign.RIGHT));
    cells.add(cell);
  }

  private static void addFigure(
      List<Column> heads, List<Function<Summary.Row, String>> cells, Figure figure) {
    add(
        heads,
        cells,
        figure.title(),
        row -> row.figure(figure).map(of -> figure.format(of.median())).orElse("-"));
  }

  private static String ratio(Summary summary, Summary.Row row) {
    OptionalDouble ratio = summary.ratio(row, Figure.LINES_PER_SECOND);
    return ratio.isPresent() ? "%.2f".formatted(ratio.getAsDouble()) : "-";
  }
}
