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
    addError(failures.add(), cause);
  }

  /** A line was logged too deep inside others that its thread was just logging here. */
  void lineNested() {
    failedLines.incrementAndGet();
    warnOfNested(nested.add());
  }

  /** A line was logged while the appender was not started. */
  void lineUnheard() {
    warnOfUnheard(unheard.add());
  }

  /** How many events made no line, because they could not be encoded or were nested too deep. */
  long failedLines() {
    return failedLines.get();
  }

  /** Reports what was counted and kept back. */
  void flush() {
    addError(failures.takeUnreported(), null);
    warnOfNested(nested.takeUnreported());
    warnOfUnheard(unheard.takeUnreported());
  }

  /** Reports what was kept back for long enough. */
  void tellIfDue() {
    addError(failures.takeIfDue(), null);
    warnOfNested(nested.takeIfDue());
    warnOfUnheard(unheard.takeIfDue());
  }

  private void addError(long lines, Throwable cause) {
    if (lines > 0) {
      appender.addError("Appender failed to append, lost lines=" + lines, cause);
    }
  }

  private void warnOfNested(long lines) {
    if (lines > 0) {
      appender.addWarn(
          ("Lines were logged inside one another, allowed: " + Nesting.MAX_DEPTH)
              + (" deep, lost lines=" + lines));
    }
  }

  private void warnOfUnheard(long lines) {
    if (lines > 0) {
      appender.addWarn("Attempted to append to non started appender, lost lines=" + lines);
    }
  }
}
