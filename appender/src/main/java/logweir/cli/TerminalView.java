package logweir.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.TerminalBuilder.SystemOutput;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;

/**
 * The terminal that the command was started from: each frame takes the place of the one before, and
 * what was on the screen comes back at the end, also if a signal ends the process.
 *
 * <p>For one thread; signals come in others.
 */
final class TerminalView implements TopView {
  private static final int DEFAULT_COLUMNS = 80;
  private static final int DEFAULT_ROWS = 24;
  // The terminal is asked for a key so often; a signal does not end the wait for one.
  private static final long KEY_MILLIS = 100;
  private static final int END_OF_INPUT = -1;

  private final Terminal terminal;
  private final Display display;
  private final Thread restoring = new Thread(this::restore, "logweir-top-restore");
  private final AtomicBoolean isRestored = new AtomicBoolean();
  private volatile boolean wasInterrupted;
  private volatile boolean wasResized;
  private int columns;
  private int rows;

  private TerminalView(Terminal terminal) {
    this.terminal = terminal;
    this.display = new Display(terminal, true);
  }

  /** The terminal; empty if there is none, or one that cannot draw in place. */
  static Optional<TopView> open() throws IOException {
    // By stty and the like: native code would make the JDK warn of it.
    Terminal terminal =
        TerminalBuilder.builder()
            .providers("exec,dumb")
            .dumb(true)
            .systemOutput(SystemOutput.SysOut)
            .build();
    if (terminal.getType().startsWith(Terminal.TYPE_DUMB)) {
      terminal.close();
      return Optional.empty();
    }
    TerminalView view = new TerminalView(terminal);
    view.enter();
    return Optional.of(view);
  }

  private void enter() {
    Runtime.getRuntime().addShutdownHook(restoring);
    terminal.handle(Signal.INT, signal -> wasInterrupted = true);
    terminal.handle(Signal.WINCH, signal -> wasResized = true);
    terminal.enterRawMode();
    Attributes attributes = terminal.getAttributes();
    // A process that is stopped would leave the screen as it is.
    attributes.setControlChar(ControlChar.VSUSP, 0);
    terminal.setAttributes(attributes);
    terminal.puts(Capability.enter_ca_mode);
    terminal.puts(Capability.cursor_invisible);
    terminal.puts(Capability.clear_screen);
    measure();
  }

  private void measure() {
    Size size = terminal.getSize();
    columns = size.getColumns() > 0 ? size.getColumns() : DEFAULT_COLUMNS;
    rows = size.getRows() > 0 ? size.getRows() : DEFAULT_ROWS;
    display.resize(rows, columns);
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public void show(List<String> lines) {
    List<AttributedString> frame = new ArrayList<>();
    lines.forEach(line -> frame.add(new AttributedString(line)));
    display.update(frame, 0);
  }

  @Override
  public Event await(Duration time) throws IOException {
    long deadline = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = deadline - System.nanoTime()) {
      int key = terminal.reader().read(Math.min(KEY_MILLIS, left / 1_000_000 + 1));
      if (key == 'q' || key == 'Q' || key == END_OF_INPUT || wasInterrupted) {
        return Event.QUIT;
      }
      if (wasResized) {
        wasResized = false;
        measure();
        terminal.puts(Capability.clear_screen);
        display.reset();
        return Event.RESIZED;
      }
    }
    return Event.DUE;
  }

  @Override
  public void close() throws IOException {
    restore();
    try {
      Runtime.getRuntime().removeShutdownHook(restoring);
    } catch (IllegalStateException e) {
      // The process is about to end, and the hook finds nothing left to do.
    }
    terminal.close();
  }

  // The terminal's own hook gives its modes back.
  private void restore() {
    if (isRestored.compareAndSet(false, true)) {
      terminal.puts(Capability.cursor_visible);
      terminal.puts(Capability.exit_ca_mode);
      terminal.flush();
    }
  }
}
