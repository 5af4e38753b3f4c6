package logweir.logback;

import ch.qos.logback.core.spi.ContextAware;
import java.util.concurrent.atomic.AtomicLong;
import logweir.engine.LogListener;

/**
 * Turns what the engine and the appender have to tell into Status messages of Logback. Lost lines
 * are thinned, and every one is counted in some message. Thread-safe.
 */
final class StatusReporter implements LogListener {
  private final ContextAware appender;
  private final AtomicLong failedLines = new AtomicLong();
  private final Thinning failures = new Thinning(System::nanoTime);
  private final Thinning nested = new Thinning(System::nanoTime);
  private final Thinning unheard = new Thinning(System::nanoTime);

  StatusReporter(ContextAware appender) {
    this.appender = appender;
  }

  @Override
  public void info(String message) {
    appender.addInfo(message);
  }

  @Override
  public void warn(String message, Throwable cause) {
    appender.addWarn(message, cause);
  }

  /** An event could not be turned into a line. */
  void lineFailed(Throwable cause) {
    failedLines.incrementAndGet();
    long lines = failures.add();
    if (lines > 0) {
      addError(lines, cause);
    }
  }

  /** A line was logged by a thread that was just logging another one here. */
  void lineNested() {
    failedLines.incrementAndGet();
    warnOfNested(nested.add());
  }

  /** A line was logged while the appender was not started. */
  void lineUnheard() {
    long lines = unheard.add();
    if (lines > 0) {
      appender.addWarn("Attempted to append to non started appender, lost lines=" + lines);
    }
  }

  /** How many events made no line, because they could not be encoded or were nested. */
  long failedLines() {
    return failedLines.get();
  }

  /** Reports what was counted and kept back. */
  void flush() {
    long failed = failures.takeUnreported();
    if (failed > 0) {
      addError(failed, null);
    }
    warnOfNested(nested.takeUnreported());
  }

  private void addError(long lines, Throwable cause) {
    appender.addError("Appender failed to append, lost lines=" + lines, cause);
  }

  private void warnOfNested(long lines) {
    if (lines > 0) {
      appender.addWarn("Lines were logged by a thread that was encoding one, lost lines=" + lines);
    }
  }
}
