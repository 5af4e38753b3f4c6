package logweir.integration.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Sends POSIX signals, by a shell that stays: to start one for each signal takes milliseconds, and
 * what the signal was to hit is over by then. Thread-safe.
 */
final class PosixSignals {
  private static final PosixSignals SHELL = new PosixSignals();

  private Process shell;
  private BufferedReader answers;

  private PosixSignals() {}

  /** Whether there is a process that the signal was sent to. */
  static boolean send(String signal, long pid) {
    try {
      return SHELL.ask(signal, pid);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized boolean ask(String signal, long pid) throws IOException {
    if (shell == null || !shell.isAlive()) {
      shell = new ProcessBuilder("sh").redirectError(ProcessBuilder.Redirect.DISCARD).start();
      answers =
          new BufferedReader(
              new InputStreamReader(shell.getInputStream(), StandardCharsets.US_ASCII));
    }
    String command = "kill -" + signal + " " + pid + "; echo $?\n";
    shell.getOutputStream().write(command.getBytes(StandardCharsets.US_ASCII));
    shell.getOutputStream().flush();
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("the shell that sends signals has ended: signal=" + signal);
    }
    return answer.equals("0");
  }
}
