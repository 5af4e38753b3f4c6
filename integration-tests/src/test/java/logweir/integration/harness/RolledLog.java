package logweir.integration.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A log file and what was rolled from it, in the directory beside it.
 *
 * @param file that is written
 */
public record RolledLog(Path file) {
  private static final Pattern ARCHIVE =
      Pattern.compile("app-(?<period>[^.]+)(?:\\.(?<index>\\d+))?\\.log(?:\\.(?:gz|zip|xz))?");
  private static final String WINDOW = "w";
  private static final String HIDDEN = ".";

  /** That of {@link #bySizeAndTime}, with that date pattern, if no file is named. */
  public static RolledLog unnamed(Path directory, String date) {
    return new RolledLog(directory.resolve(HIDDEN + "app-%d{" + date + "}.%i.log"));
  }

  /** The XML of a policy that rolls by size, and by the clock with that date pattern. */
  public static String bySizeAndTime(Path file, String date, String maxFileSize, String more) {
    return """
        <rollingPolicy class="ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy">
          <fileNamePattern>%s/app-%%d{%s}.%%i.log.gz</fileNamePattern>
          <maxFileSize>%s</maxFileSize>%s
        </rollingPolicy>
        """
        .formatted(file.getParent(), date, maxFileSize, more);
  }

  /** The XML of a policy that rolls by the clock, with that date pattern. */
  public static String byTime(Path file, String date, String more) {
    return """
        <rollingPolicy class="ch.qos.logback.core.rolling.TimeBasedRollingPolicy">
          <fileNamePattern>%s/app-%%d{%s}.log.gz</fileNamePattern>%s
        </rollingPolicy>
        """
        .formatted(file.getParent(), date, more);
  }

  /** The XML of policies that roll by size, and keep the newest archives in a window. */
  public static String byWindow(Path file, int maxIndex, String maxFileSize) {
    return """
        <rollingPolicy class="ch.qos.logback.core.rolling.FixedWindowRollingPolicy">
          <fileNamePattern>%s/app-%s.%%i.log.gz</fileNamePattern>
          <minIndex>1</minIndex>
          <maxIndex>%d</maxIndex>
        </rollingPolicy>
        <triggeringPolicy class="ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy">
          <maxFileSize>%s</maxFileSize>
        </triggeringPolicy>
        """
        .formatted(file.getParent(), WINDOW, maxIndex, maxFileSize);
  }

  /** The policies, but for what the archives' names have at the end, {@code .zip} say. */
  public static String withSuffix(String policies, String suffix) {
    return policies.replace(".log.gz", ".log" + suffix);
  }

  /** Archives and the file, in the order in which they were written. */
  public List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>(archives());
    if (!isUnnamed()) {
      files.add(file);
    }
    return files;
  }

  // The present file has an archive's name already.
  private boolean isUnnamed() {
    return file.getFileName().toString().startsWith(HIDDEN);
  }

  /** The names of the archives, the oldest first, without {@code app-} and {@code .log.gz}. */
  public List<String> periods() throws IOException {
    return archives().stream().map(RolledLog::period).toList();
  }

  /** What was rolled, the oldest first. */
  public List<Path> archives() throws IOException {
    try (Stream<Path> siblings = Files.list(file.getParent())) {
      return siblings
          .filter(sibling -> ARCHIVE.matcher(sibling.getFileName().toString()).matches())
          .sorted(Comparator.comparing(RolledLog::period).thenComparing(RolledLog::order))
          .toList();
    }
  }

  /** How many files were rolled: one that is being compressed has two names for a moment. */
  public long count() throws IOException {
    return archives().stream()
        .map(archive -> archive.getFileName().toString().replaceAll("(?<=\\.log)\\..*", ""))
        .distinct()
        .count();
  }

  /** Waits until each archive is compressed, and nothing is left of how it was done. */
  public RolledLog awaitTidy() {
    try {
      Hang.await("compressed archives of " + file).until(this::isTidy);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("not tidy: " + siblings(), e);
    }
    return this;
  }

  private List<String> siblings() {
    try (Stream<Path> siblings = Files.list(file.getParent())) {
      return siblings.map(sibling -> sibling.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isTidy() {
    List<String> names = siblings();
    long uncompressed =
        names.stream().filter(name -> name.startsWith("app-") && name.endsWith(".log")).count();
    return uncompressed <= (isUnnamed() ? 1 : 0)
        && names.stream().noneMatch(name -> name.endsWith(".compressing"));
  }

  private static String period(Path archive) {
    return matcher(archive).group("period");
  }

  // In a window the newest one has the lowest index.
  private static int order(Path archive) {
    String index = matcher(archive).group("index");
    int number = index == null ? 0 : Integer.parseInt(index);
    return period(archive).equals(WINDOW) ? -number : number;
  }

  private static Matcher matcher(Path archive) {
    Matcher matcher = ARCHIVE.matcher(archive.getFileName().toString());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(archive.toString());
    }
    return matcher;
  }
}
