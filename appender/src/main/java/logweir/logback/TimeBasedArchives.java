package logweir.logback;

import static java.util.Comparator.comparing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import logweir.engine.Archives;

/** Archives that are named by the time, and by an index if there are more in a period. */
final class TimeBasedArchives implements Archives {
  private record Dated(FileTime modified, Path path) {}

  private final ArchivePattern pattern;
  private final Compression compression;
  private final ArchiveFiles files;
  private final OldArchives old;
  private final PresentFile present;

  TimeBasedArchives(
      ArchivePattern pattern, Compression compression, OldArchives old, PresentFile present) {
    this.pattern = pattern;
    this.compression = compression;
    this.files = new ArchiveFiles(pattern, compression.suffix());
    this.old = old;
    this.present = present;
  }

  @Override
  public int windowSize() {
    return NO_WINDOW;
  }

  @Override
  public Path path(long periodMillis, int index) {
    return pattern.path(periodMillis, index);
  }

  @Override
  public int nextIndex(long periodMillis) throws IOException {
    return files.nextIndex(periodMillis);
  }

  @Override
  public boolean namesPresentFile() {
    return present.isUnnamed();
  }

  @Override
  public String compressedSuffix() {
    return compression.suffix();
  }

  @Override
  public void compress(Path source, Path target, String name) throws IOException {
    compression.compress(source, target, name);
  }

  @Override
  public List<Path> uncompressed() throws IOException {
    if (compression.suffix().isEmpty()) {
      return List.of();
    }
    List<Dated> archives = new ArrayList<>();
    for (Path path : files.uncompressed()) {
      dated(path).ifPresent(archives::add);
    }
    return archives.stream()
        .sorted(comparing(Dated::modified).thenComparing(Dated::path))
        .map(Dated::path)
        .filter(path -> !present.is(path))
        .toList();
  }

  // Empty: compressed or removed meanwhile, by another process.
  private static Optional<Dated> dated(Path path) throws IOException {
    try {
      return Optional.of(
          new Dated(Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS), path));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void removeOld(long nowMillis) throws IOException {
    old.remove(nowMillis);
  }

  @Override
  public boolean removesOldAtStart() {
    return old.removedAtStart();
  }
}
