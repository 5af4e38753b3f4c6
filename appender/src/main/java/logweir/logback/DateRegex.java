package logweir.logback;

import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The regular expression of all texts that a date pattern gives. Logback's own knows neither quoted
 * letters nor all fields. A slash stands for itself and is never inside a group or a quotation.
 */
final class DateRegex {
  private static final String NUMBERS = "uyYDdgFWwHhKkmsSAnN";
  private static final String NUMBERS_IF_SHORT = "MLQqec";
  private static final String LOCALIZED = "YWwF";
  private static final Duration STEP =
      Duration.ofHours(6); // a morning and an afternoon of each day
  private static final int STEPS = 4 * 366;

  private final String datePattern;
  private final ZoneId zone;
  private final StringBuilder regex = new StringBuilder();
  private boolean localized;

  DateRegex(String datePattern, ZoneId zone) {
    this.datePattern = datePattern;
    this.zone = zone;
    int at = 0;
    while (at < datePattern.length()) {
      at = convertFrom(at);
    }
  }

  String regex() {
    return regex.toString();
  }

  /** Whether the texts, or the periods, differ from locale to locale. */
  boolean isLocalized() {
    return localized;
  }

  /** Text as it stands, slash by slash. */
  static String quote(String text) {
    return Arrays.stream(text.split("/", -1))
        .map(part -> part.isEmpty() ? "" : Pattern.quote(part))
        .collect(joining("/"));
  }

  private int convertFrom(int at) {
    char c = datePattern.charAt(at);
    int end = at + 1;
    if (c == '\'') {
      end = endOfQuotation(at);
      String text = datePattern.substring(at + 1, end - 1).replace("''", "'");
      regex.append(quote(text.isEmpty() ? "'" : text));
    } else if (Character.isLetter(c)) {
      while (end < datePattern.length() && datePattern.charAt(end) == c) {
        end++;
      }
      field(datePattern.substring(at, end));
    } else if (c != '[' && c != ']') { // these bracket what is always there when formatting
      regex.append(quote(String.valueOf(c)));
    }
    return end;
  }

  private int endOfQuotation(int start) {
    int end = datePattern.indexOf('\'', start + 1);
    while (end >= 0 && end > start + 1 && datePattern.startsWith("''", end)) {
      end = datePattern.indexOf('\'', end + 2);
    }
    return end < 0 ? datePattern.length() : end + 1;
  }

  private void field(String letters) {
    int length = letters.length();
    if (LOCALIZED.indexOf(letters.charAt(0)) >= 0) {
      localized = true;
    }
    if (NUMBERS.indexOf(letters.charAt(0)) >= 0
        || (length <= 2 && NUMBERS_IF_SHORT.indexOf(letters.charAt(0)) >= 0)) {
      regex.append(length == 1 ? "\\d+" : "\\d{" + length + "}");
    } else {
      localized = true;
      regex.append(oneOf(textsOf(letters)));
    }
  }

  private Set<String> textsOf(String letters) {
    DateTimeFormatter formatter =
        DateTimeFormatter.ofPattern(letters).withZone(zone).withLocale(Locale.getDefault());
    Set<String> texts = new TreeSet<>();
    Instant moment = Instant.now();
    for (int step = 0; step < STEPS; step++) {
      texts.add(formatter.format(moment.plus(STEP.multipliedBy(step))));
    }
    return texts;
  }

  private static String oneOf(Set<String> texts) {
    return texts.size() == 1
        ? quote(texts.iterator().next())
        : texts.stream().map(Pattern::quote).collect(joining("|", "(?:", ")"));
  }
}
