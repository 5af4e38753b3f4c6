package logweir.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;

/** Encoders that do what an encoder seldom does; an event's message says what and when. */
final class TestEncoders {
  private TestEncoders() {}

  /** Gives the message and a line feed. */
  public static class Plain extends EncoderBase<ILoggingEvent> {
    @Override
    public byte[] headerBytes() {
      return null;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
      return (event.getFormattedMessage() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] footerBytes() {
      return null;
    }
  }

  /** Gives nothing for the messages "null" and "empty". */
  public static final class Silent extends Plain {
    @Override
    public byte[] encode(ILoggingEvent event) {
      return switch (event.getMessage()) {
        case "null" -> null;
        case "empty" -> new byte[0];
        default -> super.encode(event);
      };
    }
  }

  /** Throws what the argument of an event is, if that is a supplier of something to throw. */
  public static final class Throwing extends Plain {
    /** Makes what is thrown. */
    interface Cause {
      Throwable make();
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
      Object[] arguments = event.getArgumentArray();
      if (arguments != null && arguments[0] instanceof Cause cause) {
        TestEncoders.<RuntimeException>throwAny(cause.make());
      }
      return super.encode(event);
    }
  }

  /** Has a header and a footer. */
  public static final class Framed extends Plain {
    @Override
    public byte[] headerBytes() {
      return "header\n".getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] footerBytes() {
      return "footer\n".getBytes(StandardCharsets.UTF_8);
    }
  }

  /** Encodes only while it is started. */
  public static final class Strict extends Plain {
    @Override
    public byte[] encode(ILoggingEvent event) {
      if (!isStarted()) {
        throw new IllegalStateException("not started");
      }
      return super.encode(event);
    }
  }

  /** Has no header to give, and throws. */
  public static final class Headless extends Plain {
    @Override
    public byte[] headerBytes() {
      throw new IllegalStateException("no header");
    }
  }

  /** Numbers its lines, which is right only if it is called by one thread at a time. */
  public static final class Numbering extends Plain {
    private long number;

    @Override
    public byte[] encode(ILoggingEvent event) {
      number++;
      return (number + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Overrides the method of the interface where that has it. */
    @SuppressWarnings("MissingOverride") // Logback 1.5 has no such method
    public boolean isStateful() {
      return true;
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void throwAny(Throwable cause) throws T {
    throw (T) cause;
  }
}
