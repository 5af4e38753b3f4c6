package logweir.integration.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import logweir.integration.harness.Hang;

/** A control group of this machine that limits memory, page cache included. Needs root. */
final class MemoryCgroup implements AutoCloseable {
  private static final Path MOUNT = Path.of("/sys/fs/cgroup");

  private final Path directory;
  private final Version version;

  /** The names of the two versions' files. */
  private enum Version {
    V1(
        MOUNT.resolve("memory"),
        "memory.limit_in_bytes",
        "-1",
        "memory.usage_in_bytes",
        "total_cache",
        "total_shmem"),
    V2(MOUNT, "memory.max", "max", "memory.current", "file", "shmem");

    private final Path root;
    private final String limit;
    private final String unlimited;
    private final String usage;
    private final String cache;
    private final String inMemory;

    Version(
        Path root, String limit, String unlimited, String usage, String cache, String inMemory) {
      this.root = root;
      this.limit = limit;
      this.unlimited = unlimited;
      this.usage = usage;
      this.cache = cache;
      this.inMemory = inMemory;
    }
  }

  private MemoryCgroup(Path directory, Version version) {
    this.directory = directory;
    this.version = version;
  }

  /** Makes one; empty if this machine has none, or does not let us. */
  static Optional<MemoryCgroup> create(String prefix) {
    String name = prefix + "-" + ProcessHandle.current().pid();
    for (Version version : Version.values()) {
      Path directory = version.root.resolve(name);
      try {
        if (version == Version.V2) {
          Files.writeString(version.root.resolve("cgroup.subtree_control"), "+memory");
        }
        if (Files.exists(version.root.resolve("cgroup.procs"))) {
          Files.createDirectory(directory);
          return Optional.of(new MemoryCgroup(directory, version));
        }
      } catch (IOException e) {
        System.out.println("no memory cgroup of this version: " + version + ", " + e);
      }
    }
    return Optional.empty();
  }

  /** A command that goes into the group and becomes the command behind it. */
  List<String> prefix() {
    return List.of("sh", "-c", "echo $$ > \"$0\" && exec \"$@\"", procs().toString());
  }

  private Path procs() {
    return directory.resolve("cgroup.procs");
  }

  void unlimited() throws IOException {
    Files.writeString(directory.resolve(version.limit), version.unlimited);
  }

  /**
   * Leaves that much room beside what cannot be written to a file and dropped; returns the limit.
   */
  long leaveRoom(long bytes) throws IOException {
    long usage = Long.parseLong(Files.readString(directory.resolve(version.usage)).strip());
    long droppable =
        statistic("memory.stat", version.cache) - statistic("memory.stat", version.inMemory);
    long limit = usage - droppable + bytes;
    Files.writeString(directory.resolve(version.limit), Long.toString(limit));
    return limit;
  }

  /** How often the limit was hit. */
  long hits() throws IOException {
    return version == Version.V1
        ? Long.parseLong(Files.readString(directory.resolve("memory.failcnt")).strip())
        : statistic("memory.events", "max");
  }

  private long statistic(String file, String name) throws IOException {
    for (String line : Files.readAllLines(directory.resolve(file))) {
      if (line.startsWith(name + " ")) {
        return Long.parseLong(line.substring(name.length() + 1));
      }
    }
    throw new IOException("no such entry: file=" + file + ", name=" + name);
  }

  /** Its processes have to be gone, or going. */
  @Override
  public void close() throws IOException {
    Hang.await("end of the group's processes").until(() -> Files.readString(procs()).isEmpty());
    Files.delete(directory);
  }
}
