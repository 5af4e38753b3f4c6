package logweir.integration.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringTokenizer;

/** Entries of {@code /proc/meminfo}. */
final class MemoryInfo {
  private static final Path FILE = Path.of("/proc/meminfo");

  private MemoryInfo() {}

  static long bytes(String name) throws IOException {
    for (String line : Files.readAllLines(FILE)) {
      if (line.startsWith(name + ":")) {
        StringTokenizer words = new StringTokenizer(line);
        words.nextToken();
        return Long.parseLong(words.nextToken()) << 10;
      }
    }
    throw new IOException("no such entry: name=" + name);
  }
}
