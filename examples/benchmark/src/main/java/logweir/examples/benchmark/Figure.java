package logweir.examples.benchmark;

import java.util.Locale;

/** What is measured. */
enum Figure {
  LINES_PER_SECOND("lines/s", Unit.RATE),
  CALL_P50("call p50", Unit.NANOS),
  CALL_P99("call p99", Unit.NANOS),
  CALL_P999("call p99.9", Unit.NANOS),
  CALL_MAX("call max", Unit.NANOS),
  VISIBLE_P50("visible p50", Unit.NANOS),
  VISIBLE_P99("visible p99", Unit.NANOS),
  VISIBLE_MAX("visible max", Unit.NANOS),
  CPU_SECONDS("CPU s/M lines", Unit.NUMBER),
  SYSTEM_CALLS("sys. calls/line", Unit.NUMBER),
  ALLOCATED_BYTES("bytes/line", Unit.NUMBER);

  /** How its values are written for people. */
  enum Unit {
    RATE,
    NANOS,
    NUMBER
  }

  private final String title;
  private final Unit unit;

  Figure(String title, Unit unit) {
    this.title = title;
    this.unit = unit;
  }

  String title() {
    return title;
  }

  Unit unit() {
    return unit;
  }

  /** Name of its column in the CSV file, with the unit: nanoseconds as they are. */
  String column() {
    String name = name().toLowerCase(Locale.ROOT);
    return switch (this) {
      case CPU_SECONDS -> "cpu_seconds_per_million_lines";
      case SYSTEM_CALLS -> "system_calls_per_line";
      case ALLOCATED_BYTES -> "allocated_bytes_per_line";
      default -> unit == Unit.NANOS ? name + "_ns" : name;
    };
  }

  /** A value with three digits, and the unit if it is a time. */
  String format(double value) {
    return switch (unit) {
      case RATE -> "%,.0f".formatted(value);
      case NANOS -> time(value);
      case NUMBER -> number(value);
    };
  }

  private static String time(double nanos) {
    if (nanos < 1e3) {
      return "%.0f ns".formatted(nanos);
    }
    if (nanos < 1e6) {
      return number(nanos / 1e3) + " µs";
    }
    return nanos < 1e9 ? number(nanos / 1e6) + " ms" : number(nanos / 1e9) + " s";
  }

  private static String number(double value) {
    if (value >= 100) {
      return "%,.0f".formatted(value);
    }
    if (value >= 10) {
      return "%.1f".formatted(value);
    }
    return (value >= 1 || value == 0 ? "%.2f" : value >= 0.1 ? "%.3f" : "%.4f").formatted(value);
  }
}
