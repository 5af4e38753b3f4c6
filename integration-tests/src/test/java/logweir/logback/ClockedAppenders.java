package logweir.logback;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import java.util.Iterator;
import java.util.function.LongSupplier;

/** Gives the appenders of a context another wall clock to roll by. */
public final class ClockedAppenders {
  private ClockedAppenders() {}

  /** Restarts each appender of that context with the clock. */
  public static void use(LoggerContext context, LongSupplier clock) {
    for (Logger logger : context.getLoggerList()) {
      for (Iterator<Appender<ILoggingEvent>> all = logger.iteratorForAppenders(); all.hasNext(); ) {
        if (all.next() instanceof MmapSharedAppender<ILoggingEvent> appender) {
          appender.stop();
          appender.setWallClock(clock);
          appender.getRollingPolicy().start();
          appender.start();
        }
      }
    }
  }
}
