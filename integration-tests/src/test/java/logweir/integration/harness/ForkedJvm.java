package logweir.integration.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A real JVM that runs a main class of the test class path. Its output is kept; it can be spoken
 * to, paused, resumed and killed. {@link #close} leaves no process behind.
 */
public final class ForkedJvm implements AutoCloseable {
  private static final int OUTPUT_TOLD = 40;
  private static final int THREAD_DUMP_TOLD = 600;

  private final String name;
  private final Process process;
  private final boolean wrapped;
  private final Thread reader;
  private final List<String> output = new ArrayList<>();

  private ForkedJvm(String name, Process process, boolean wrapped) {
    this.name = name;
    this.process = process;
    this.wrapped = wrapped;
    this.reader = new Thread(this::readOutput, "output of " + name);
    reader.setDaemon(true);
  }

  /** Starts a JVM. */
  public static ForkedJvm start(
      String name, Class<?> main, List<String> jvmOptions, List<String> arguments) {
    return start(name, List.of(), main, jvmOptions, arguments);
  }

  /**
   * Starts a JVM through another program, which becomes the JVM, as {@code setpriv} does, or has it
   * as its only child, as {@code unshare --fork} does.
   */
  public static ForkedJvm start(
      String name,
      List<String> prefix,
      Class<?> main,
      List<String> jvmOptions,
      List<String> arguments) {
    List<String> command = new ArrayList<>(prefix);
    command.add(TestJava.executable());
    command.add("-XX:+UseSerialGC");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    // Behind the class path: the last one counts.
    command.addAll(jvmOptions);
    command.add(main.getName());
    command.addAll(arguments);
    return start(name, command, !prefix.isEmpty());
  }

  /** Starts a JVM by a whole command, whose first word is the JVM's program. */
  public static ForkedJvm start(String name, List<String> command) {
    return start(name, command, false);
  }

  private static ForkedJvm start(String name, List<String> command, boolean wrapped) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      ForkedJvm jvm = new ForkedJvm(name, process, wrapped);
      jvm.reader.start();
      return jvm;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes over a process that was started in another way, and is a JVM itself. */
  static ForkedJvm of(String name, Process process) {
    ForkedJvm jvm = new ForkedJvm(name, process, false);
    jvm.reader.start();
    return jvm;
  }

  public String name() {
    return name;
  }

  /** The JVM's process id, as this process sees it. */
  public long pid() {
    return wrapped ? jvmProcess().pid() : process.pid();
  }

  private ProcessHandle jvmProcess() {
    ProcessHandle handle = process.toHandle();
    while (true) {
      Optional<ProcessHandle> child = handle.children().findFirst();
      if (child.isEmpty()) {
        break;
      }
      handle = child.get();
    }
    return handle;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** The lines printed so far, both streams. */
  public List<String> output() {
    synchronized (output) {
      return List.copyOf(output);
    }
  }

  /** The rests of the lines printed so far that start with the prefix. */
  public List<String> allPrinted(String prefix) {
    return output().stream()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()).strip())
        .toList();
  }

  /** The first of {@link #allPrinted}. */
  public Optional<String> printed(String prefix) {
    return allPrinted(prefix).stream().findFirst();
  }

  /** Writes a line to its standard input. */
  public void say(String line) {
    try {
      OutputStream in = process.getOutputStream();
      in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      in.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(this + " does not listen", e);
    }
  }

  /** Waits until it has printed a line that starts with the prefix; returns the line's rest. */
  public String awaitPrinted(String prefix) {
    await("\"" + prefix + "\" of " + name, () -> printed(prefix).isPresent() || !reader.isAlive());
    return printed(prefix)
        .orElseThrow(() -> new AssertionError(this + " ended without \"" + prefix + "\""));
  }

  /** Waits until it has ended by itself, and fails unless it did so with exit code 0. */
  public void awaitSuccess() {
    await("end of " + name, () -> !process.isAlive() && !reader.isAlive());
    if (process.exitValue() != 0) {
      throw new AssertionError(this + " ended with exit code " + process.exitValue());
    }
  }

  void sendKill() {
    if (wrapped) {
      jvmProcess().destroyForcibly();
      continueWrapper();
    } else {
      process.destroyForcibly();
    }
  }

  /** SIGKILL; returns when the process is gone. */
  public void kill() {
    sendKill();
    await("death of " + name, () -> !process.isAlive());
  }

  /** SIGSTOP. */
  public void pause() {
    signal("STOP");
  }

  /** Waits until every thread has stopped; one that is in a system call finishes it first. */
  public void awaitPaused() {
    await("standstill of " + name, this::isPaused);
  }

  private boolean isPaused() {
    try (var tasks = Files.list(Path.of("/proc/" + pid() + "/task"))) {
      for (Path task : tasks.toList()) {
        String stat = Files.readString(task.resolve("stat"));
        if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      // A thread that has just ended.
      return false;
    }
  }

  /** SIGCONT. */
  public void resume() {
    signal("CONT");
    continueWrapper();
  }

  // Some stop when the JVM stops, and would not notice its end.
  private void continueWrapper() {
    if (wrapped) {
      PosixSignals.send("CONT", process.pid());
    }
  }

  /** Waits for a condition; on a hang, fails with this JVM's output and a thread dump. */
  public void await(String what, BooleanSupplier condition) {
    try {
      Hang.await(what).until(condition::getAsBoolean);
    } catch (ConditionTimeoutException e) {
      printThreadDump();
      throw new AssertionError(
          "no " + what + " within " + Hang.LIMIT + ": " + describe(THREAD_DUMP_TOLD), e);
    }
  }

  @Override
  public void close() {
    sendKill();
    process.destroyForcibly();
    try {
      process.waitFor(Hang.LIMIT.toSeconds(), TimeUnit.SECONDS);
      reader.join(Hang.LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return describe(OUTPUT_TOLD);
  }

  private String describe(int outputTold) {
    List<String> lines = output();
    List<String> told = lines.subList(Math.max(0, lines.size() - outputTold), lines.size());
    return name + " (pid " + pid() + ") that printed\n  " + String.join("\n  ", told) + "\n";
  }

  private void printThreadDump() {
    if (!process.isAlive()) {
      return;
    }
    signal("QUIT");
    String end = "Heap";
    try {
      Hang.await("thread dump").atMost(10, TimeUnit.SECONDS).until(() -> printed(end).isPresent());
    } catch (ConditionTimeoutException e) {
      // A JVM that cannot even be dumped: what it printed before has to do.
      return;
    }
  }

  private void signal(String signal) {
    if (!PosixSignals.send(signal, pid())) {
      throw new IllegalStateException("kill -" + signal + " failed for " + this);
    }
  }

  private void readOutput() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        synchronized (output) {
          output.add(line);
        }
      }
    } catch (IOException e) {
      synchronized (output) {
        output.add("(output lost: " + e + ")");
      }
    }
  }
}
