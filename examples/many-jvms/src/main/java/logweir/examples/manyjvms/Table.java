package logweir.examples.manyjvms;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** A table on the terminal: the first column to the left, the others, of numbers, to the right. */
final class Table {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  Table(String... heads) {
    rows.add(List.of(heads));
  }

  /** Adds a row; whole numbers get their digits grouped. */
  Table row(Object... cells) {
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(cell instanceof Number number ? String.format("%,d", number) : cell.toString());
    }
    rows.add(row);
    return this;
  }

  void print(PrintStream out) {
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        String format = "%" + (column == 0 ? "-" : "") + width(column) + "s";
        line.append(GAP).append(String.format(format, row.get(column)));
      }
      out.println(line.toString().stripTrailing());
    }
  }

  private int width(int column) {
    return rows.stream()
        .filter(row -> column < row.size())
        .mapToInt(row -> row.get(column).length())
        .max()
        .orElse(1);
  }
}
