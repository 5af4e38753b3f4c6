package logweir.integration.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.StringTokenizer;
import java.util.TreeMap;

/**
 * What a process has in memory.
 *
 * @param parts kilobytes by name: entries of {@code smaps_rollup}, and the resident mappings by
 *     what they map
 */
record ResidentMemory(Map<String, Long> parts) {
  private static final String[] ENTRIES = {
    "Rss", "Pss", "Pss_Anon", "Pss_File", "Pss_Shmem", "Private_Clean", "Private_Dirty"
  };

  static ResidentMemory of(long pid) throws IOException {
    Path process = Path.of("/proc", Long.toString(pid));
    Map<String, Long> parts = new TreeMap<>();
    for (String line : Files.readAllLines(process.resolve("smaps_rollup"))) {
      for (String entry : ENTRIES) {
        if (line.startsWith(entry + ":")) {
          parts.put(entry, kilobytes(line));
        }
      }
    }
    for (Kind kind : Kind.values()) {
      parts.put(kind.title(), 0L);
    }
    Kind kind = Kind.OTHER;
    for (String line : Files.readAllLines(process.resolve("smaps"))) {
      if (line.startsWith("Rss:")) {
        parts.merge(kind.title(), kilobytes(line), Long::sum);
      } else if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
        kind = Kind.of(line);
      }
    }
    return new ResidentMemory(parts);
  }

  private static long kilobytes(String line) {
    StringTokenizer words = new StringTokenizer(line);
    words.nextToken();
    return Long.parseLong(words.nextToken());
  }

  /** What a mapping maps. */
  private enum Kind {
    STAGING_CONTROL(".logweir/control"),
    STAGING_CHUNKS(".logweir/"),
    CLASS_ARCHIVE(".jsa"),
    JARS(".jar"),
    LIBRARIES(".so"),
    OTHER_FILES("/"),
    C_HEAP("[heap]"),
    CODE(" rwxp "),
    OTHER("");

    // Of a line of smaps that has a name of this kind.
    private final String sign;

    Kind(String sign) {
      this.sign = sign;
    }

    static Kind of(String mapping) {
      for (Kind kind : values()) {
        if (mapping.contains(kind.sign)) {
          return kind;
        }
      }
      return OTHER;
    }

    String title() {
      return "  of which "
          + switch (this) {
            case STAGING_CONTROL -> "control file";
            case STAGING_CHUNKS -> "chunks";
            case CLASS_ARCHIVE -> "class archive";
            case JARS -> "jars";
            case LIBRARIES -> "libraries";
            case OTHER_FILES -> "other files";
            case CODE -> "compiled code";
            case C_HEAP -> "C heap's start";
            case OTHER -> "anonymous";
          };
    }
  }
}
