package logweir.examples.benchmark;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;

/** Encodes and throws away: what no appender can go below. */
public final class EncodeOnlyAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
  private Encoder<ILoggingEvent> encoder;

  public void setEncoder(Encoder<ILoggingEvent> encoder) {
    this.encoder = encoder;
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (encoder.encode(event).length == 0) {
      addWarn("nothing was encoded"); // so that the compiler may not leave the work out
    }
  }
}
