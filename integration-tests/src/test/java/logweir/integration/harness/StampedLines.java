package logweir.integration.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Lines such as {@code jvm1 17}, of programs that have no {@link Ledger}: a stamp that says who
 * logged it, and a number that each of them counts up from 0.
 */
public final class StampedLines {
  private StampedLines() {}

  /**
   * Fails unless the files, the oldest first, hold the lines of each stamp in sequence, and nothing
   * else.
   *
   * @param lines how many lines each stamp has
   */
  public static void assertInSequence(List<Path> files, Map<String, Integer> lines)
      throws IOException {
    Map<String, Integer> next = new TreeMap<>();
    for (Path file : files) {
      for (String line : Files.readAllLines(file)) {
        int space = line.indexOf(' ');
        String stamp = line.substring(0, Math.max(0, space));
        int expected = next.getOrDefault(stamp, 0);
        if (!lines.containsKey(stamp) || !line.equals(stamp + " " + expected)) {
          throw new AssertionError(file + ": found \"" + line + "\", expected number " + expected);
        }
        next.put(stamp, expected + 1);
      }
    }
    if (!next.equals(new TreeMap<>(lines))) {
      throw new AssertionError(files + ": lines=" + next + ", expected=" + lines);
    }
  }
}
