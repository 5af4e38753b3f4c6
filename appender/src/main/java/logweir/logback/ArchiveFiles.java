package logweir.logback;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the archives that are there. Reads only directories that the pattern names, follows no link
 * below the pattern's fixed part, and takes what vanishes meanwhile for absent. Thread-safe.
 */
final class ArchiveFiles {
  private static final int NONE = -1;

  private final ArchivePattern pattern;
  private final String suffix;

  /**
   * @param suffix of compressed archives; empty: none are
   */
  ArchiveFiles(ArchivePattern pattern, String suffix) {
    this.pattern = pattern;
    this.suffix = suffix;
  }

  /** See {@link logweir.engine.Archives#nextIndex}. */
  int nextIndex(long millis) throws IOException {
    List<String> names = pattern.namesOf(millis);
    int last = names.size() - 1;
    int level = 0;
    while (level < last && !names.get(level).contains(ArchivePattern.INDEX)) {
      level++;
    }
    String end = level == last ? "(?:" + Pattern.quote(suffix) + ")?" : "";
    Pattern name = Pattern.compile(names.get(level) + end);
    int highest = NONE;
    for (Path entry : entries(upTo(level, pattern.path(millis, 0)))) {
      highest = Math.max(highest, indexOf(name.matcher(entry.getFileName().toString())));
    }
    return highest + 1;
  }

  /** The archives that are not compressed, in no order. */
  List<Path> uncompressed() throws IOException {
    List<Pattern> names = pattern.anyNames().stream().map(Pattern::compile).toList();
    int fixed = sameNames(pattern.path(0, 0), pattern.namesOf(0), pattern.anyNames());
    List<Path> found = new ArrayList<>();
    collect(upTo(fixed, pattern.path(0, 0)), names.subList(fixed, names.size()), found);
    return found;
  }

  private static void collect(Path directory, List<Pattern> names, List<Path> found)
      throws IOException {
    boolean deepest = names.size() == 1;
    for (Path entry : entries(directory)) {
      if (names.get(0).matcher(entry.getFileName().toString()).matches()) {
        if (deepest && Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
          found.add(entry);
        } else if (!deepest && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          collect(entry, names.subList(1, names.size()), found);
        }
      }
    }
  }

  // How many names at the start of a path, its last one apart, are the same at any time.
  private static int sameNames(Path path, List<String> fixed, List<String> any) {
    int same = 0;
    while (same < path.getNameCount() - 1
        && fixed.get(same).equals(any.get(same))
        && !any.get(same).contains(ArchivePattern.INDEX)) {
      same++;
    }
    return same;
  }

  private static Path upTo(int level, Path path) {
    return level == 0 ? path.getRoot() : path.getRoot().resolve(path.subpath(0, level));
  }

  private static int indexOf(Matcher name) {
    if (!name.matches()) {
      return NONE;
    }
    if (name.group(1) == null) {
      return 0; // the plain name of a pattern without an index
    }
    try {
      int index = Integer.parseInt(name.group(1));
      return index == Integer.MAX_VALUE ? NONE : index;
    } catch (NumberFormatException tooLarge) {
      return NONE; // none of ours
    }
  }

  private static List<Path> entries(Path directory) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(entries::add);
    } catch (NoSuchFileException | NotDirectoryException absent) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return entries;
  }
}
