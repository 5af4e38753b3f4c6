package logweir.examples.benchmark;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A row for each round, written as it comes. Figures that a pass does not measure are empty. */
final class CsvReport implements AutoCloseable {
  private final CsvWriter writer;

  CsvReport(Path file) throws IOException {
    writer = CsvWriter.builder().build(file);
    writer.writeRecord(heads());
  }

  private static List<String> heads() {
    List<String> heads =
        new ArrayList<>(
            List.of(
                "jvms",
                "threads_per_jvm",
                "message_bytes",
                "intended_lines_per_second",
                "contender",
                "pass",
                "round",
                "lines"));
    for (Figure figure : Figure.values()) {
      heads.add(figure.column());
    }
    heads.addAll(List.of("lost", "repeated", "torn", "reordered"));
    return heads;
  }

  void add(Result result) throws IOException {
    Case what = result.what();
    List<Object> cells = new ArrayList<>();
    cells.add(what.jvms());
    cells.add(what.threads());
    cells.add(what.messageBytes());
    cells.add(what.isFlatOut() ? "flat out" : what.linesPerSecond());
    cells.add(result.contender().title());
    cells.add(result.pass().name().toLowerCase(Locale.ROOT).replace('_', ' '));
    cells.add(result.round());
    cells.add(result.lines());
    for (Figure figure : Figure.values()) {
      var value = result.figure(figure);
      cells.add(value.isPresent() ? value.getAsDouble() : "");
    }
    LineCheck.Violations wrong = result.violations();
    cells.addAll(List.of(wrong.lost(), wrong.repeated(), wrong.torn(), wrong.reordered()));
    writer.writeRecord(cells.stream().map(Object::toString).toList());
    writer.flush();
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
