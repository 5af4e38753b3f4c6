package logweir.examples.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One JVM of {@link ChildJvms}, at the two ends of its standard input and output. */
public final class ChildJvm {
  private final Process process;
  private final BufferedReader output;

  ChildJvm(Process process) {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  public long pid() {
    return process.pid();
  }

  /**
   * Waits for the next line that it prints.
   *
   * @return null if there will be none
   */
  public String readLine() throws IOException {
    return output.readLine();
  }

  /**
   * Waits until it prints exactly this line next.
   *
   * @throws IOException if it prints another one, or ends
   */
  public void await(String line) throws IOException {
    String printed = readLine();
    if (!line.equals(printed)) {
      throw new IOException("pid=" + pid() + ", expected: " + line + ", printed: " + printed);
    }
  }

  /** Sends a line to its standard input. */
  public void say(String line) throws IOException {
    OutputStream input = process.getOutputStream();
    input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    input.flush();
  }

  /** Sends SIGKILL and does not wait. */
  public void kill() {
    process.destroyForcibly();
  }

  /** Waits until it is gone, however it ended. */
  public void awaitEnd() throws InterruptedException {
    process.waitFor();
  }

  /**
   * Closes its standard input and waits until it has ended by itself.
   *
   * @return the lines that it still printed
   * @throws IOException if its exit code is not 0
   */
  public List<String> finish() throws IOException, InterruptedException {
    process.getOutputStream().close();
    List<String> printed = output.lines().toList();
    int exit = process.waitFor();
    if (exit != 0) {
      throw new IOException("pid=" + pid() + ", exit=" + exit + ", printed: " + printed);
    }
    return printed;
  }
}
