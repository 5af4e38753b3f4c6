package logweir.logback;

import ch.qos.logback.core.ContextBase;
import ch.qos.logback.core.rolling.helper.DateTokenConverter;
import ch.qos.logback.core.rolling.helper.FileNamePattern;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of archives before they are compressed: a {@code fileNamePattern} without its
 * compression suffix. Logback's FileNamePattern makes the names; it cannot recognize each name that
 * it makes, since it takes literal text for a regular expression, so that is done here. Immutable.
 */
final class ArchivePattern {
  /** The index of a name, as a group of a regular expression. */
  static final String INDEX = "(\\d+)";

  // Behind the name of an archive whose pattern has no index, if the name alone was taken.
  private static final String OPTIONAL_INDEX = "(?:\\." + INDEX + ")?";
  private static final Pattern TOKEN = Pattern.compile("%[-.0-9]*(?:(i)|d)(\\{[^}]*})?");
  private static final Pattern AUXILIARY =
      Pattern.compile(",\\s*aux\\s*(?=[,}])", Pattern.CASE_INSENSITIVE);
  private static final String SAME = DateRegex.quote(".");
  private static final String PARENT = DateRegex.quote("..");

  /** A part of the pattern: what it is in a name of some moment, and in any name. */
  private record Piece(Function<Instant, String> fixed, String regex) {}

  private final FileNamePattern names;
  private final List<Piece> pieces = new ArrayList<>();
  private boolean indexed;
  private boolean dated;
  private boolean localized;

  /**
   * @param text of the pattern
   * @throws IllegalArgumentException if names of this pattern cannot be told apart from others
   */
  ArchivePattern(String text) {
    names = parsed(text);
    String slashed = names.getPattern();
    Matcher token = TOKEN.matcher(slashed);
    int end = 0;
    while (token.find()) {
      addLiteral(slashed.substring(end, token.start()));
      addToken(token.group(1) != null, token.group(2));
      end = token.end();
    }
    addLiteral(slashed.substring(end));
    if (!matches(path(System.currentTimeMillis(), 0), "") || !matches(path(0, 12), "")) {
      throw new IllegalArgumentException(text);
    }
  }

  /** A pattern's text with something else for each index. */
  static String withIndexes(String text, String other) {
    return TOKEN
        .matcher(text)
        .replaceAll(
            token -> Matcher.quoteReplacement(token.group(1) == null ? token.group() : other));
  }

  /** Whether the moment is part of the pattern. */
  boolean isDated() {
    return dated;
  }

  /** Whether the names depend on the locale. */
  boolean isLocalized() {
    return localized;
  }

  /** What tells the period, or null. */
  DateTokenConverter<Object> period() {
    return names.getPrimaryDateTokenConverter();
  }

  /** See {@link logweir.engine.Archives#path}. */
  Path path(long millis, int index) {
    String name = names.convertMultipleArguments(Instant.ofEpochMilli(millis), index);
    String unique = indexed || index == 0 ? name : name + "." + index;
    return Path.of(unique).toAbsolutePath().normalize();
  }

  /** Whether a normal, absolute path is an archive's of any moment and index. */
  boolean matches(Path path, String suffix) {
    List<String> regexes = anyNames();
    int last = regexes.size() - 1;
    if (path.getNameCount() != regexes.size()) {
      return false;
    }
    for (int level = 0; level <= last; level++) {
      String regex = regexes.get(level) + (level == last ? Pattern.quote(suffix) : "");
      if (!path.getName(level).toString().matches(regex)) {
        return false;
      }
    }
    return true;
  }

  /** A regular expression for each name of the absolute path of an archive of a moment. */
  List<String> namesOf(long millis) {
    Instant moment = Instant.ofEpochMilli(millis);
    return regexes(piece -> piece.fixed.apply(moment));
  }

  /** A regular expression for each name of the absolute path of any archive. */
  List<String> anyNames() {
    return regexes(Piece::regex);
  }

  private List<String> regexes(Function<Piece, String> regexOf) {
    StringBuilder whole = new StringBuilder();
    if (!names.getPattern().startsWith("/")) {
      whole.append(DateRegex.quote(Path.of("").toAbsolutePath().toString())).append('/');
    }
    pieces.forEach(piece -> whole.append(regexOf.apply(piece)));
    whole.append(indexed ? "" : OPTIONAL_INDEX);
    return normalized(whole.toString().split("/"));
  }

  // As Path.normalize() does it.
  private static List<String> normalized(String[] regexes) {
    List<String> normal = new ArrayList<>();
    for (String regex : regexes) {
      if (regex.equals(PARENT)) {
        normal.subList(Math.max(0, normal.size() - 1), normal.size()).clear();
      } else if (!regex.isEmpty() && !regex.equals(SAME)) {
        normal.add(regex);
      }
    }
    return normal;
  }

  private void addLiteral(String text) {
    String regex = DateRegex.quote(text);
    pieces.add(new Piece(moment -> regex, regex));
  }

  private void addToken(boolean isIndex, String options) {
    if (isIndex) {
      indexed = true;
      pieces.add(new Piece(moment -> INDEX, INDEX));
      return;
    }
    dated = true;
    String primary = options == null ? "" : AUXILIARY.matcher(options).replaceAll("");
    FileNamePattern date = parsed("%d" + primary);
    DateTokenConverter<Object> converter = date.getPrimaryDateTokenConverter();
    ZoneId zone = converter.getZoneId() == null ? ZoneId.systemDefault() : converter.getZoneId();
    DateRegex any = new DateRegex(converter.getDatePattern(), zone);
    localized |= any.isLocalized();
    pieces.add(new Piece(moment -> DateRegex.quote(date.convert(moment)), any.regex()));
  }

  // With a context of its own: what is wrong with it was told when the policy was started.
  private static FileNamePattern parsed(String text) {
    return new FileNamePattern(text, new ContextBase());
  }
}
