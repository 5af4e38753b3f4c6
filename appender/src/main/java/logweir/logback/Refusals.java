package logweir.logback;

import ch.qos.logback.core.spi.ContextAware;

/** An error Status for each setting that cannot be used, and their number. Not thread-safe. */
final class Refusals {
  private final ContextAware appender;
  private int count;

  Refusals(ContextAware appender) {
    this.appender = appender;
  }

  void add(String name, Object value, String allowed) {
    appender.addError(name + "=" + value + ", allowed: " + allowed);
    count++;
  }

  boolean isEmpty() {
    return count == 0;
  }
}
