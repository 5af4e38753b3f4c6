package logweir.examples.springboot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The log file of all instances, as it is at the moment of each call. */
final class SharedLogFile {
  private static final Pattern LINE =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\S+ +(?:INFO|WARN|ERROR) (\\d+) --- "
              + "\\[orders] \\[[^]]+] \\S+ +: (.*)");
  private static final Pattern ORDER = Pattern.compile("order (\\d+) (?:comes in|accepted).*");
  private static final Pattern ACCEPTED = Pattern.compile("order (\\d+) accepted, \\d+ bytes");

  private final Path path;

  SharedLogFile(Path path) {
    this.path = path;
  }

  /**
   * A whole line.
   *
   * @param pid of the instance
   */
  record Line(long pid, String message) {
    static Optional<Line> of(String text) {
      Matcher matcher = LINE.matcher(text);
      return matcher.matches()
          ? Optional.of(new Line(Long.parseLong(matcher.group(1)), matcher.group(2)))
          : Optional.empty();
    }
  }

  Path path() {
    return path;
  }

  /** All lines as they stand there; none if there is no file yet. */
  List<String> text() {
    try {
      return Files.readAllLines(path);
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lines that nobody logged as they stand there. */
  List<String> torn() {
    return text().stream().filter(text -> Line.of(text).isEmpty()).toList();
  }

  /** The first whole line of an instance with a message that begins so. */
  Optional<Line> find(long pid, String prefix) {
    return lines()
        .filter(line -> line.pid() == pid && line.message().startsWith(prefix))
        .findFirst();
  }

  /** How many lines say of each order that it was accepted. */
  Map<Long, Long> accepted() {
    return lines()
        .map(line -> ACCEPTED.matcher(line.message()))
        .filter(Matcher::matches)
        .map(matcher -> Long.parseLong(matcher.group(1)))
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }

  /** The messages of the last lines that are not about an order. */
  List<Line> lastWithoutOrders(int count) {
    List<Line> others = lines().filter(line -> !ORDER.matcher(line.message()).matches()).toList();
    return others.subList(Math.max(0, others.size() - count), others.size());
  }

  private Stream<Line> lines() {
    return text().stream().flatMap(text -> Line.of(text).stream());
  }
}
