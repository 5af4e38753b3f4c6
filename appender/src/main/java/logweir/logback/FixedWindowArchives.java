package logweir.logback;

import ch.qos.logback.core.rolling.helper.FileNamePattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import logweir.engine.Archives;

/** Archives that move on by one index when a file is rolled. */
final class FixedWindowArchives implements Archives {
  private final ArchivePattern pattern;
  private final Compression compression;
  private final FileNamePattern entries;
  private final int minIndex;
  private final int size;

  /**
   * @param entries the names inside zip files, made from a moment: places change
   */
  FixedWindowArchives(
      ArchivePattern pattern,
      Compression compression,
      FileNamePattern entries,
      int minIndex,
      int maxIndex) {
    this.pattern = pattern;
    this.compression = compression;
    this.entries = entries;
    this.minIndex = minIndex;
    this.size = maxIndex - minIndex + 1;
  }

  @Override
  public int windowSize() {
    return size;
  }

  @Override
  public Path path(long periodMillis, int index) {
    return pattern.path(periodMillis, minIndex + index);
  }

  @Override
  public int nextIndex(long periodMillis) {
    return 0;
  }

  @Override
  public boolean namesPresentFile() {
    return false;
  }

  @Override
  public String compressedSuffix() {
    return compression.suffix();
  }

  @Override
  public void compress(Path source, Path target, String name) throws IOException {
    Instant rolled = Files.getLastModifiedTime(source).toInstant();
    compression.compress(source, target, entries.convert(rolled));
  }

  @Override
  public List<Path> uncompressed() {
    if (compression.suffix().isEmpty()) {
      return List.of();
    }
    return IntStream.range(0, size)
        .mapToObj(place -> path(0, size - 1 - place))
        .filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
        .toList();
  }

  /** Nothing: the engine lets the last one fall out of the window. */
  @Override
  public void removeOld(long nowMillis) {}

  @Override
  public boolean removesOldAtStart() {
    return false;
  }
}
