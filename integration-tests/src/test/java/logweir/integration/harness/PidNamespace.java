package logweir.integration.harness;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A pid namespace, as every container has one, in which workers can be started; needs root. */
public final class PidNamespace implements AutoCloseable {
  private static final List<String> UNSHARE =
      List.of("unshare", "--pid", "--fork", "--mount-proc", "--kill-child");
  private static final String LAST_PID = "/proc/sys/kernel/ns_last_pid";

  private final Process process;
  private final Path nextPidScript;

  private PidNamespace(Process process, Path nextPidScript) {
    this.process = process;
    this.nextPidScript = nextPidScript;
  }

  /** Skips the test where there can be none. */
  public static void assumeAllowed() {
    assumeTrue(isAllowed(), "needs the right to make a pid namespace: " + UNSHARE);
  }

  /** Lets a worker be process 1 of a namespace of its own. */
  public static WorkerOrders asFirstProcess(WorkerOrders orders) {
    return orders.prefix(UNSHARE.toArray(String[]::new));
  }

  /**
   * Makes a namespace in which nothing runs but its first process.
   *
   * @param scratch where it may put a script
   */
  public static PidNamespace create(Path scratch) throws IOException {
    Path script = scratch.resolve("with-pid.sh");
    Files.writeString(script, "echo $1 >" + LAST_PID + "\nshift\n\"$@\"\nexit $?\n");
    List<String> command = new ArrayList<>(UNSHARE);
    command.addAll(List.of("sleep", "infinity"));
    Process process = new ProcessBuilder(command).start();
    Hang.await("first process of a pid namespace")
        .until(() -> process.children().anyMatch(child -> pidInside(child.pid()) == 1));
    return new PidNamespace(process, script);
  }

  /** Lets a worker run in it. */
  public WorkerOrders inside(WorkerOrders orders) {
    return orders.prefix(enter());
  }

  /** Lets a worker run in it, with that process id, unless another process is faster. */
  public WorkerOrders insideAs(long pid, WorkerOrders orders) {
    List<String> command = new ArrayList<>(List.of(enter()));
    command.addAll(List.of("sh", nextPidScript.toString(), Long.toString(pid - 1)));
    return orders.prefix(command.toArray(String[]::new));
  }

  private String[] enter() {
    long first = process.children().findFirst().orElseThrow().pid();
    String here = "--wd=" + System.getProperty("user.dir");
    return new String[] {"nsenter", "--target", Long.toString(first), "--pid", "--mount", here};
  }

  /** The id that a process has in its own namespace. */
  public static long pidInside(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
        if (line.startsWith("NSpid:")) {
          return Long.parseLong(line.substring(line.lastIndexOf('\t') + 1));
        }
      }
      throw new IllegalStateException("no NSpid of " + pid);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends all that runs in it. */
  @Override
  public void close() {
    process.children().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
  }

  private static boolean isAllowed() {
    List<String> command = new ArrayList<>(UNSHARE);
    command.add("true");
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
