package logweir.integration.harness;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * The system's logrotate, forced, with a configuration and a state of its own.
 *
 * <p>With {@code create} it may find that a writer has made the new file before it could, which it
 * then renames to {@code NAME-YYYYMMDDHH.backup}, over that of the same hour. Each is therefore put
 * aside at once.
 */
public final class Logrotate implements Rotation {
  private static final String FIND_IT = "PATH=$PATH:/usr/sbin:/sbin command -v logrotate";

  private final Path log;
  private final String executable;
  private final ScratchDirectory own = ScratchDirectory.create("logweir-logrotate");
  private final Map<Integer, Path> backups = new HashMap<>();
  private int rotations;

  private Logrotate(Path log, String executable) {
    this.log = log;
    this.executable = executable;
  }

  /** With these directives for the log; the test is skipped where there is no logrotate. */
  public static Logrotate with(Path log, List<String> directives) throws IOException {
    return configured(log, log + " {\n" + String.join("\n", directives) + "\n}\n");
  }

  /** With this configuration. */
  public static Logrotate configured(Path log, String configuration) throws IOException {
    Run found = Run.of(List.of("sh", "-c", FIND_IT));
    assumeTrue(found.exitCode() == 0, "needs logrotate");
    Logrotate logrotate = new Logrotate(log, found.out().strip());
    Files.writeString(logrotate.configuration(), configuration);
    return logrotate;
  }

  private Path configuration() {
    return own.resolve("logrotate.conf");
  }

  @Override
  public void rotate() throws IOException {
    Run.ok(
        executable,
        "--force",
        "--state",
        own.resolve("state").toString(),
        configuration().toString());
    rotations++;
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(log.getParent(), log.getFileName() + "-*.backup")) {
      for (Path backup : found) {
        Path aside = log.resolveSibling(log.getFileName() + "-backup-" + rotations);
        backups.put(rotations, Files.move(backup, aside));
      }
    }
  }

  /** How often somebody else had made the new file first. */
  public int backups() {
    return backups.size();
  }

  /** The archives that it has left, compressed or not, the oldest first; one of each rotation. */
  public List<Path> archives() throws IOException {
    Pattern name =
        Pattern.compile(Pattern.quote(log.getFileName().toString()) + "\\.(\\d+)(\\.gz)?");
    TreeMap<Integer, Path> archives = new TreeMap<>(Comparator.reverseOrder());
    try (DirectoryStream<Path> siblings = Files.newDirectoryStream(log.getParent())) {
      for (Path sibling : siblings) {
        Matcher matcher = name.matcher(sibling.getFileName().toString());
        if (matcher.matches()) {
          Path other = archives.put(Integer.valueOf(matcher.group(1)), sibling);
          if (other != null) {
            throw new AssertionError("two archives of one number: " + other + ", " + sibling);
          }
        }
      }
    }
    return List.copyOf(archives.values());
  }

  @Override
  public List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    int rotation = 0;
    for (Path archive : archives()) {
      rotation++;
      files.add(archive.toString().endsWith(".gz") ? unpacked(archive) : archive);
      if (backups.containsKey(rotation)) {
        files.add(backups.get(rotation));
      }
    }
    files.add(log);
    return files;
  }

  private Path unpacked(Path archive) throws IOException {
    Path target = own.resolve(archive.getFileName() + ".unpacked");
    try (InputStream in = new GZIPInputStream(Files.newInputStream(archive))) {
      Files.copy(in, target);
    }
    return target;
  }

  @Override
  public void close() throws IOException {
    own.close();
  }
}
