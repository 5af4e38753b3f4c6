package logweir.examples.shiptoacluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import logweir.examples.support.Workplace;

/** A child JVM that runs a {@link Writer}: gives it orders and waits for its answers. */
final class WriterJvm {
  private final int number;
  private final int threads;
  private final Process process;
  private final BufferedReader answers;
  private int ordered;
  private int logged;

  private WriterJvm(int number, int threads, Process process) {
    this.number = number;
    this.threads = threads;
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  static WriterJvm start(Workplace workplace, Path log, int number, int threads)
      throws IOException {
    ProcessBuilder java =
        Java.program(
            Writer.class.getName(),
            List.of(
                "-Xmx64m",
                "-Dlogback.configurationFile=logback-writer.xml",
                "-DLOG_DIRECTORY=" + log.getParent()),
            List.of(Integer.toString(number), Integer.toString(threads)));
    Process process = workplace.start(java.redirectError(workplace.output("jvm-" + number)));
    return new WriterJvm(number, threads, process);
  }

  int number() {
    return number;
  }

  long pid() {
    return process.pid();
  }

  /** What it has told so far. A JVM that was killed may have logged more. */
  Told told() {
    return new Told(number, threads, logged);
  }

  /** Tells each thread to log some more lines, and returns at once. */
  void log(int lines) throws IOException {
    ordered = lines;
    OutputStream orders = process.getOutputStream();
    orders.write((lines + "\n").getBytes(StandardCharsets.UTF_8));
    orders.flush();
  }

  void awaitLogged() throws IOException {
    String answer = answers.readLine();
    if (!Integer.toString(ordered).equals(answer)) {
      throw new IOException("JVM " + number + " says " + answer);
    }
    logged += ordered;
  }

  /** Lets it end; all its lines are in the file then. */
  void end() throws IOException, InterruptedException {
    process.getOutputStream().close();
    int exitCode = process.waitFor();
    if (exitCode != 0) {
      throw new IOException("JVM " + number + " ends with exitCode=" + exitCode);
    }
  }

  /** Sends SIGKILL and waits until it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
