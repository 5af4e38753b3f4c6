package logweir.cli;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Numbers in few columns. Units of bytes are powers of 1024, as in Logback's settings. */
final class Quantity {
  private static final List<String> BYTES = List.of("B", "KB", "MB", "GB", "TB", "PB", "EB");
  private static final List<String> COUNTS = List.of("", "k", "M", "G", "T", "P", "E");
  private static final double THREE_DIGITS = 999.5;

  private Quantity() {}

  /** Bytes in at most 7 columns, as {@code 1.25 MB}. */
  static String bytes(double bytes) {
    return scaled(bytes, 1024, " ", BYTES);
  }

  static String bytes(long bytes) {
    return bytes((double) bytes);
  }

  /** Bytes of a second, or a dash if there is nothing to compare with. */
  static String bytes(OptionalDouble bytes) {
    return bytes.isPresent() ? bytes(bytes.getAsDouble()) : "-";
  }

  /** A count with all its digits if they fit, else as {@code 1.25G}. */
  static String count(long count, int columns) {
    String digits = String.format(Locale.ROOT, "%,d", count);
    return digits.length() <= columns ? digits : scaled((double) count, 1000, "", COUNTS);
  }

  /** The same of a second, or a dash if there is nothing to compare with. */
  static String count(OptionalDouble count, int columns) {
    return count.isPresent() ? count(Math.round(count.getAsDouble()), columns) : "-";
  }

  private static String scaled(double value, int step, String space, List<String> units) {
    double scaled = value;
    int unit = 0;
    while (scaled >= THREE_DIGITS && unit < units.size() - 1) {
      scaled /= step;
      unit++;
    }
    int decimals = unit == 0 || scaled >= 99.95 ? 0 : scaled >= 9.995 ? 1 : 2;
    return String.format(Locale.ROOT, "%." + decimals + "f", scaled) + space + units.get(unit);
  }
}
