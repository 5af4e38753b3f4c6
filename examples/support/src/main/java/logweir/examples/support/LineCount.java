package logweir.examples.support;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * What became of lines that were written, each different from the others.
 *
 * @param written lines that have to be there
 * @param found of them, lines that are there
 * @param repeated lines that are there once more
 * @param foreign lines that are there and that nobody wrote so: pieces of lines, for example
 */
public record LineCount(long written, long found, long repeated, long foreign) {

  /** Holds the lines that were found against those that were written. */
  public static LineCount of(Collection<String> written, Iterable<String> found) {
    Set<String> missing = new HashSet<>(written);
    Set<String> seen = new HashSet<>();
    long repeated = 0;
    long foreign = 0;
    for (String line : found) {
      if (missing.remove(line)) {
        seen.add(line);
      } else if (seen.contains(line)) {
        repeated++;
      } else {
        foreign++;
      }
    }
    return new LineCount(written.size(), seen.size(), repeated, foreign);
  }

  public long lost() {
    return written - found;
  }

  /** Whether each line is there once, and nothing else is. */
  public boolean isClean() {
    return lost() == 0 && repeated == 0 && foreign == 0;
  }
}
