package logweir.integration.probe;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;

/**
 * Encodes each event and throws the line away: what no appender with the same encoder can be faster
 * than.
 */
public final class EncodeOnlyAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
  private Encoder<ILoggingEvent> encoder;
  private volatile boolean neverTrue;

  public void setEncoder(Encoder<ILoggingEvent> encoder) {
    this.encoder = encoder;
  }

  @Override
  protected void append(ILoggingEvent event) {
    event.prepareForDeferredProcessing();
    byte[] line = encoder.encode(event);
    if (neverTrue) {
      // Keeps the compiler from leaving the encoding out.
      addInfo("length=" + line.length);
    }
  }
}
