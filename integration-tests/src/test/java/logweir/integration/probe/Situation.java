package logweir.integration.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import logweir.integration.harness.ForkedJvm;
import logweir.integration.harness.ScratchDirectory;

/** What makes it hard to log, for as long as it is open. */
interface Situation extends AutoCloseable {
  /** A command that is to become the JVM that logs. */
  default List<String> prefix() {
    return List.of();
  }

  /** Called before a JVM starts. */
  default void beforeStart() throws IOException {}

  /** Called when it has warmed up. */
  default void whenWarm() throws IOException {}

  /** Called when it has logged. */
  default void whenDone() throws IOException {}

  /** What shows that it was hard. */
  String evidence();

  @Override
  void close() throws IOException;

  /** Nothing else. */
  static Situation alone() {
    return new Situation() {
      @Override
      public String evidence() {
        return "nothing else runs";
      }

      @Override
      public void close() {}
    };
  }

  /** A process that makes dirty pages on the same disk. */
  static Situation besideDiskLoad(ScratchDirectory directory, int megabytes) {
    return new BesideDiskLoad(directory, megabytes);
  }

  /** A cgroup that leaves little room for the pages of the log; empty if there is none. */
  static Optional<Situation> atMemoryLimit(int megabytes) {
    return MemoryCgroup.create("logweir-probe").map(group -> new AtMemoryLimit(group, megabytes));
  }

  /** See {@link #besideDiskLoad}. */
  final class BesideDiskLoad implements Situation {
    private final Path file;
    private final ForkedJvm load;
    private final Samples dirty = new Samples();

    private BesideDiskLoad(ScratchDirectory directory, int megabytes) {
      file = directory.resolve("load");
      List<String> arguments = List.of(file.toString(), Integer.toString(megabytes));
      load = ForkedJvm.start("disk load", DiskLoadJvm.class, List.of("-Xmx32m"), arguments);
      load.awaitPrinted(DiskLoadJvm.ROUND);
    }

    @Override
    public void whenDone() throws IOException {
      dirty.add((double) (MemoryInfo.bytes("Dirty") + MemoryInfo.bytes("Writeback")));
    }

    @Override
    public String evidence() {
      Samples rates = new Samples();
      load.allPrinted(DiskLoadJvm.ROUND).forEach(rate -> rates.add(Double.parseDouble(rate)));
      return String.format(
          Locale.ROOT,
          "dirty pages %.0f to %.0f MB, written at %.0f to %.0f MB/s, median %.0f",
          dirty.min() / (1 << 20),
          dirty.max() / (1 << 20),
          rates.min(),
          rates.max(),
          rates.median());
    }

    @Override
    public void close() throws IOException {
      load.close();
      Files.delete(file);
    }
  }

  /** See {@link #atMemoryLimit}. */
  final class AtMemoryLimit implements Situation {
    private final MemoryCgroup group;
    private final long room;
    private final Samples limits = new Samples();
    private final Samples hits = new Samples();
    private long hitsBefore;

    private AtMemoryLimit(MemoryCgroup group, int megabytes) {
      this.group = group;
      this.room = (long) megabytes << 20;
    }

    @Override
    public List<String> prefix() {
      return group.prefix();
    }

    @Override
    public void beforeStart() throws IOException {
      group.unlimited();
    }

    @Override
    public void whenWarm() throws IOException {
      limits.add((double) group.leaveRoom(room));
      hitsBefore = group.hits();
    }

    @Override
    public void whenDone() throws IOException {
      hits.add((double) (group.hits() - hitsBefore));
    }

    @Override
    public String evidence() {
      return String.format(
          Locale.ROOT,
          "limits %.0f to %.0f MB, hit %.0f to %.0f times in a run",
          limits.min() / (1 << 20),
          limits.max() / (1 << 20),
          hits.min(),
          hits.max());
    }

    @Override
    public void close() throws IOException {
      group.close();
    }
  }
}
