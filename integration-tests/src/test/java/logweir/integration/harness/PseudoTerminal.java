package logweir.integration.harness;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A program in a terminal of tmux, which keeps the screen that somebody in front of it would see.
 * {@link #close} leaves no process behind.
 */
public final class PseudoTerminal implements AutoCloseable {
  private static final String ENDED = "ended with ";
  // In the last line of what stty prints.
  private static final String LAST_MODE = "extproc";

  private final List<String> tmux;

  private PseudoTerminal(List<String> tmux) {
    this.tmux = tmux;
  }

  /**
   * Starts a shell command in a terminal of 80 columns and 24 rows; when it has ended, the screen
   * tells its exit code and the terminal's modes. Skips the test where there is no tmux.
   *
   * @param directory where it starts, and where tmux has its socket
   */
  public static PseudoTerminal start(Path directory, String command) {
    assumeTrue(Run.of(List.of("which", "tmux")).exitCode() == 0, "needs tmux");
    String socket = directory.resolve("tmux.socket").toString();
    PseudoTerminal terminal =
        new PseudoTerminal(List.of("env", "-u", "TMUX", "tmux", "-f", "/dev/null", "-S", socket));
    terminal.tmux(
        "new-session",
        "-d",
        "-x",
        "80",
        "-y",
        "24",
        "-c",
        directory.toString(),
        command + "; echo " + ENDED + "$?; stty -a; exec sleep 3600");
    return terminal;
  }

  /** Types a text. */
  public void type(String text) {
    tmux("send-keys", "-l", text);
  }

  /** Presses a key by the name that tmux has for it, such as {@code Tab} or {@code C-c}. */
  public void press(String key) {
    tmux("send-keys", key);
  }

  /** Gives the terminal another size, as dragging the corner of its window does. */
  public void resize(int columns, int rows) {
    tmux("resize-window", "-x", Integer.toString(columns), "-y", Integer.toString(rows));
  }

  /** The lines of the screen, without the spaces at their ends. */
  public List<String> screen() {
    return tmux("capture-pane", "-p").out().lines().toList();
  }

  /** Waits until the screen shows something; returns its lines. */
  public List<String> awaitScreen(String what, Predicate<List<String>> shown) {
    try {
      return Hang.await(what).until(this::screen, shown);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("no " + what + " on " + this, e);
    }
  }

  /** Waits until some line of the screen contains a text. */
  public List<String> awaitText(String text) {
    return awaitScreen(text, lines -> lines.stream().anyMatch(line -> line.contains(text)));
  }

  /** Waits until the program has ended; returns what the screen shows then. */
  public List<String> awaitEnd() {
    return awaitText(LAST_MODE);
  }

  @Override
  public void close() {
    Run.of(tmux, "kill-server");
  }

  @Override
  public String toString() {
    return "the screen\n" + String.join("\n", screen()) + "\n";
  }

  private Run tmux(String... arguments) {
    List<String> command = new ArrayList<>(tmux);
    command.addAll(List.of(arguments));
    return Run.ok(command.toArray(new String[0]));
  }
}
