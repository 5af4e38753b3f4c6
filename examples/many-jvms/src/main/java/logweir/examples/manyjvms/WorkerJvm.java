package logweir.examples.manyjvms;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import logweir.examples.support.Workplace;

/** A child JVM that runs a {@link Worker}: gives it orders and waits for its answers. */
final class WorkerJvm {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin/java").toString();

  private final Workplace workplace;
  private final int number;
  private final int threads;
  private final Process process;
  private final BufferedReader answers;
  private Tally tally;

  private WorkerJvm(Workplace workplace, int number, int threads, Process process) {
    this.workplace = workplace;
    this.number = number;
    this.threads = threads;
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts a JVM; it then waits for orders. */
  static WorkerJvm start(Workplace workplace, Appender appender, int number, int threads)
      throws IOException {
    ProcessBuilder java =
        new ProcessBuilder(
            JAVA,
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-classpath",
            System.getProperty("java.class.path"),
            Worker.class.getName(),
            Integer.toString(number),
            Integer.toString(threads),
            appender.configuration());
    Process process = workplace.start(java.redirectError(ProcessBuilder.Redirect.INHERIT));
    return new WorkerJvm(workplace, number, threads, process);
  }

  int number() {
    return number;
  }

  long pid() {
    return process.pid();
  }

  /** What it says it has logged since it was last told to open a log. */
  Tally tally() {
    return tally;
  }

  void open(Path log) throws IOException {
    Path file = workplace.newFile("tally");
    tally = Tally.create(file, threads);
    say("open\t" + log + "\t" + file);
  }

  void log(int lines) throws IOException {
    say("log\t" + lines);
  }

  void close() throws IOException {
    say("close");
  }

  /** Waits until it has done the order that starts with that word. */
  void await(String order) throws IOException {
    String answer = answers.readLine();
    if (!order.equals(answer)) {
      throw new IOException("JVM " + number + " should answer " + order + ", but says " + answer);
    }
  }

  /** Sends SIGKILL and waits until the JVM is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  private void say(String order) throws IOException {
    OutputStream orders = process.getOutputStream();
    orders.write((order + "\n").getBytes(StandardCharsets.UTF_8));
    orders.flush();
  }
}
