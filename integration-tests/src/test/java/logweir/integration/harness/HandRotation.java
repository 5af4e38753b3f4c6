package logweir.integration.harness;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Rotation with {@code mv}, {@code rm} and {@code ln}. Each file is kept open, so that its lines
 * can be read whatever becomes of its name.
 */
public final class HandRotation implements Rotation {
  private static final long TO_THE_END = Long.MAX_VALUE;

  private final Way way;
  private final Path log;
  private final ScratchDirectory copies = ScratchDirectory.create("logweir-rotated");
  private final List<Stretch> stretches = new ArrayList<>();
  private long start;

  private HandRotation(Way way, Path log) {
    this.way = way;
    this.log = log;
  }

  /** What becomes of the log. */
  public enum Way {
    /** It gets another name. */
    MOVE,
    /** It is gone. */
    REMOVE,
    /** Its name is gone, another one in the same directory is left. */
    REMOVE_ONE_OF_TWO_NAMES,
    /** Every second time, the file before it is put into its place at once. */
    RESTORE
  }

  public static HandRotation of(Way way, Path log) {
    return new HandRotation(way, log);
  }

  @Override
  public void rotate() throws IOException {
    FileChannel file = FileChannel.open(log, StandardOpenOption.READ);
    stretches.add(new Stretch(file, start, TO_THE_END));
    start = 0;
    switch (way) {
      case MOVE -> Run.ok("mv", name(log), name(archive(0)));
      case REMOVE -> Run.ok("rm", name(log));
      case REMOVE_ONE_OF_TWO_NAMES -> {
        Run.ok("ln", name(log), name(archive(0)));
        Run.ok("rm", name(log));
      }
      case RESTORE -> {
        if (stretches.size() % 2 == 1) {
          Run.ok("mv", name(log), name(archive(0)));
        } else {
          restore();
        }
      }
    }
  }

  // The link is made first: with two moves, a file that is made in between would be overwritten.
  private void restore() throws IOException {
    Run.ok("ln", name(log), name(archive(0)));
    start = Files.size(archive(1));
    Stretch restored = stretches.get(stretches.size() - 2);
    stretches.set(stretches.size() - 2, new Stretch(restored.file, restored.from, start));
    Run.ok("mv", name(archive(1)), name(log));
  }

  /** The name that the file gets that was the log before so many rotations. */
  private Path archive(int ago) {
    int number = stretches.size() - ago;
    return log.resolveSibling(log.getFileName() + "-" + number);
  }

  @Override
  public List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Stretch stretch : stretches) {
      files.add(stretch.copyTo(copies.resolve("stretch" + files.size())));
    }
    try (FileChannel file = FileChannel.open(log, StandardOpenOption.READ)) {
      files.add(new Stretch(file, start, TO_THE_END).copyTo(copies.resolve("last")));
    }
    return files;
  }

  @Override
  public void close() throws IOException {
    for (Stretch stretch : stretches) {
      stretch.file.close();
    }
    copies.close();
  }

  private static String name(Path path) {
    return path.toString();
  }

  /** What was written to a file while the log's name led to it. */
  private record Stretch(FileChannel file, long from, long to) {
    Path copyTo(Path target) throws IOException {
      try (FileChannel copy =
          FileChannel.open(target, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        long end = Math.min(to, file.size());
        for (long at = from; at < end; ) {
          at += file.transferTo(at, end - at, copy);
        }
      }
      return target;
    }
  }
}
