package logweir.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** A policy whose settings a test can change at any time; archives are {@code old.PERIOD.INDEX}. */
final class TestRollPolicy implements RollPolicy, Archives {
  private static final Comparator<Path> BY_NAME = Comparator.comparing(Path::toString);

  Path directory;
  String description = "test";
  long maxBytes = NO_MAXIMUM;
  volatile long now = 1_000_000;
  long periodMillis;
  int windowSize = NO_WINDOW;
  String suffix = "";
  boolean listingFails;
  boolean compressionFails;
  boolean removesAtStart;
  Path unnamed;
  Runnable whileCompressing = () -> {};
  final List<Long> removals = new CopyOnWriteArrayList<>();

  TestRollPolicy(Path directory) {
    this.directory = directory;
  }

  TestRollPolicy maxBytes(long bytes) {
    maxBytes = bytes;
    return this;
  }

  TestRollPolicy periodMillis(long millis) {
    periodMillis = millis;
    return this;
  }

  TestRollPolicy window(int size) {
    windowSize = size;
    return this;
  }

  /** The log has no name that readers know. */
  TestRollPolicy unnamed(Path log) {
    unnamed = log;
    return this;
  }

  TestRollPolicy gz() {
    suffix = ".gz";
    return this;
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public long maxFileBytes() {
    return maxBytes;
  }

  @Override
  public long nowMillis() {
    return now;
  }

  @Override
  public long periodEndMillis(long millis) {
    return periodMillis == 0 ? NEVER : (millis / periodMillis + 1) * periodMillis;
  }

  @Override
  public Archives archives() {
    return this;
  }

  @Override
  public int windowSize() {
    return windowSize;
  }

  @Override
  public Path path(long period, int index) {
    long number = windowSize != NO_WINDOW || periodMillis == 0 ? 0 : period / periodMillis;
    return directory.resolve("old." + number + "." + index);
  }

  @Override
  public int nextIndex(long period) throws IOException {
    if (listingFails) {
      throw new FileSystemException("no permission");
    }
    int next = 0;
    for (int index = 0; index < 1000; index++) {
      if (Files.exists(path(period, index))
          || Files.exists(Path.of(path(period, index) + suffix))) {
        next = index + 1;
      }
    }
    return next;
  }

  @Override
  public boolean namesPresentFile() {
    return unnamed != null;
  }

  @Override
  public String compressedSuffix() {
    return suffix;
  }

  @Override
  public void compress(Path source, Path target, String name) throws IOException {
    try (InputStream in = Files.newInputStream(source);
        OutputStream out = new GZIPOutputStream(Files.newOutputStream(target))) {
      whileCompressing.run();
      if (compressionFails) {
        throw new FileSystemException("no space");
      }
      in.transferTo(out);
    }
  }

  @Override
  public List<Path> uncompressed() throws IOException {
    if (suffix.isEmpty()) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().matches("old\\.\\d+\\.\\d+"))
          .filter(file -> !isPresent(file))
          .sorted(windowSize == NO_WINDOW ? BY_NAME : BY_NAME.reversed())
          .toList();
    }
  }

  private boolean isPresent(Path file) {
    try {
      return unnamed != null && Files.isSameFile(file, unnamed);
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void removeOld(long nowMillis) {
    removals.add(nowMillis);
  }

  @Override
  public boolean removesOldAtStart() {
    return removesAtStart;
  }
}
