package logweir.logback;

import ch.qos.logback.core.encoder.Encoder;
import java.util.concurrent.locks.ReentrantLock;
import logweir.engine.SharedLog;

/**
 * The way of an event into the log: encode, then append. Threads pass together, or, if the encoder
 * is stateful, one at a time, so that its lines stand in the file in the order it made them.
 * Thread-safe.
 */
final class EncoderGate<E> implements AutoCloseable {
  private final Encoder<E> encoder;
  private final SharedLog log;
  private final ReentrantLock oneAtATime; // null: the encoder is stateless

  EncoderGate(Encoder<E> encoder, boolean stateful, SharedLog log) {
    this.encoder = encoder;
    this.log = log;
    this.oneAtATime = stateful ? new ReentrantLock() : null;
  }

  /** Whether the encoder says that it is stateful; before Logback 1.6.4 none can say so. */
  static boolean isStateful(Encoder<?> encoder) {
    try {
      return (boolean) Encoder.class.getMethod("isStateful").invoke(encoder);
    } catch (NoSuchMethodException beforeLogback164) {
      return false;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("encoder cannot say whether it is stateful", e);
    }
  }

  /**
   * Lets an event through. Throws whatever the encoder throws.
   *
   * @param place of the calling thread, which is not busy; see {@link Nesting}
   * @return false if the line was dropped
   */
  boolean pass(E event, int[] place) {
    if (oneAtATime == null) {
      return append(encoder.encode(event), place);
    }
    oneAtATime.lock();
    try {
      place[Nesting.BUSY] = 1;
      return append(encoder.encode(event), place);
    } finally {
      place[Nesting.BUSY] = 0;
      oneAtATime.unlock();
    }
  }

  @Override
  public void close() {
    log.close();
  }

  private boolean append(byte[] line, int[] place) {
    if (line == null || line.length == 0) {
      return true;
    }
    place[Nesting.BUSY] = 1;
    try {
      return log.append(line, 0, line.length);
    } finally {
      place[Nesting.BUSY] = 0;
    }
  }
}
