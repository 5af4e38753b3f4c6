package logweir.integration.harness;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Has workers run as other users of this host, with a class path and a directory that these can
 * read. Only root may do that; a test class that wants it is skipped for others.
 */
public final class OtherUsers
    implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {
  /** The group that all users here are in, beside one of their own. */
  public static final int SHARED_GROUP = 54400;

  /** A group that only Bob is in. */
  public static final int BOBS_SECOND_GROUP = 54401;

  private ScratchDirectory programs;
  private ScratchDirectory logs;
  private String classPath;

  /** Somebody without any privileges. */
  public enum User {
    ALICE(54321, String.valueOf(SHARED_GROUP)),
    BOB(54322, SHARED_GROUP + "," + BOBS_SECOND_GROUP);

    private final int id;
    private final String groups;

    User(int id, String groups) {
      this.id = id;
      this.groups = groups;
    }

    /** Number of the user, and of its own group. */
    public int id() {
      return id;
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    boolean root = Run.of(List.of("id", "-u")).out().strip().equals("0");
    assumeTrue(root, "needs root, to become other users");
    assumeTrue(Run.of(List.of("which", "setpriv")).exitCode() == 0, "needs setpriv");
    programs = ScratchDirectory.create("logweir-programs");
    classPath = ClassPathCopy.into(programs.path());
    Files.writeString(programs.resolve("umask.sh"), "umask \"$1\"\nshift\nexec \"$@\"\n");
    Run.ok("chmod", "-R", "a+rX", programs.path().toString());
    Run java = Run.of(as(User.ALICE), TestJava.executable(), "-version");
    assumeTrue(java.exitCode() == 0, () -> "needs a JDK that all may run: " + java);
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    if (programs != null) {
      programs.close();
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    logs = ScratchDirectory.create("logweir-logs");
    Run.ok("chmod", "755", logs.path().toString());
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    logs.close();
  }

  /** The command that starts a program as that user. */
  public static List<String> as(User user) {
    return List.of(
        "setpriv",
        "--reuid=" + user.id,
        "--regid=" + user.id,
        "--groups=" + user.groups,
        "--inh-caps=-all",
        "--bounding-set=-all");
  }

  /** The same with that umask. */
  public List<String> as(User user, String umask) {
    List<String> command = new ArrayList<>(as(user));
    command.addAll(List.of("sh", programs.resolve("umask.sh").toString(), umask));
    return command;
  }

  /** Options of a JVM that any user may start. */
  public List<String> jvmOptions() {
    return List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-XX:-UsePerfData", "-cp", classPath);
  }

  /** The same orders for a worker that is that user. */
  public WorkerOrders as(User user, String umask, WorkerOrders orders) {
    return orders
        .prefix(as(user, umask).toArray(new String[0]))
        .jvmOptions(jvmOptions().toArray(new String[0]));
  }

  /** A directory for logs, gone when the test is over. */
  public Path directory(String name, String mode, int owner, int group) throws IOException {
    return give(Files.createDirectory(logs.resolve(name)), mode, owner, group);
  }

  /** An empty file. */
  public static Path file(Path path, String mode, int owner, int group) throws IOException {
    return give(Files.createFile(path), mode, owner, group);
  }

  /** Changes owner and permissions; the latter in octal. */
  public static Path give(Path path, String mode, int owner, int group) {
    Run.ok("chown", owner + ":" + group, path.toString());
    Run.ok("chmod", mode, path.toString());
    return path;
  }

  /** Permissions as in {@code rwxr-x---}. */
  public static String permissionsOf(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
