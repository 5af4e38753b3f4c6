package logweir.examples.benchmark;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The text of the lines: what a logging thread makes, and what {@link LineCheck} and {@link
 * Visibility} read. A line tells which one it is and when it was logged, and all of it follows from
 * that, so that a reader can tell a whole line from a torn one:
 *
 * <pre>
 *   12:34:56.789 [load-01-02] INFO  com.example.orders.OrderService - \
 *       jvm 01 thread 02 line 0000000003 at 0123456789abcdef xxxxx
 * </pre>
 *
 * JVMs and threads count from 1, lines of a thread from 0; the time is that of {@code
 * System.nanoTime}, which all JVMs of a host share on Linux. The letter behind it changes from line
 * to line.
 */
final class LineText {
  /** The pattern of all contenders; Logback and Log4j make the same of it. */
  static final String PATTERN = "%d{HH:mm:ss.SSS} [%thread] %-5level %logger{36} - %msg%n";

  static final String LOGGER = "com.example.orders.OrderService";

  static final int TIME_BYTES = "12:34:56.789".length();
  static final int MIN_MESSAGE_BYTES = 64;
  static final int NUMBER_DIGITS = 10;
  static final int STAMP_DIGITS = 16;

  private static final String NUMBER_MARK = " line ";
  private static final String STAMP_MARK = " at ";

  /** Index of the number in a line. */
  static final int NUMBER_INDEX = TIME_BYTES + head(1, 1).length;

  /** Index of the time stamp in a line. */
  static final int STAMP_INDEX = NUMBER_INDEX + NUMBER_DIGITS + STAMP_MARK.length();

  /** Index of the filling in a line. */
  static final int FILL_INDEX = STAMP_INDEX + STAMP_DIGITS + 1;

  private LineText() {}

  static String threadName(int jvm, int thread) {
    return "load-%02d-%02d".formatted(jvm, thread);
  }

  /** What stands in every line of a thread, from behind the time of day to the line's number. */
  static byte[] head(int jvm, int thread) {
    String text =
        " ["
            + threadName(jvm, thread)
            + "] INFO  "
            + LOGGER
            + " - "
            + messageHead(jvm, thread)
            + NUMBER_MARK;
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static String messageHead(int jvm, int thread) {
    return "jvm %02d thread %02d".formatted(jvm, thread);
  }

  /** Length of a line with its end. */
  static int lineBytes(int messageBytes) {
    int messageIndex = NUMBER_INDEX - NUMBER_MARK.length() - messageHead(1, 1).length();
    return messageIndex + messageBytes + 1;
  }

  static byte fill(int jvm, int thread, long number) {
    return (byte) ('a' + (number * 31 + thread * 7L + jvm) % 26);
  }

  /** Makes the messages of one thread. Used by that thread alone. */
  static final class Messages {
    private static final byte[] HEX_DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final int jvm;
    private final int thread;
    private final byte[][] templates = new byte[26][]; // by their letter
    private final int numberEnd;
    private final int stampEnd;
    private long number;

    Messages(int jvm, int thread, int messageBytes) {
      this.jvm = jvm;
      this.thread = thread;
      String head = messageHead(jvm, thread) + NUMBER_MARK;
      this.numberEnd = head.length() + NUMBER_DIGITS;
      this.stampEnd = numberEnd + STAMP_MARK.length() + STAMP_DIGITS;
      byte[] start =
          (head + "0".repeat(NUMBER_DIGITS) + STAMP_MARK).getBytes(StandardCharsets.US_ASCII);
      for (int letter = 0; letter < templates.length; letter++) {
        byte[] template = Arrays.copyOf(start, messageBytes);
        template[stampEnd] = ' ';
        Arrays.fill(template, stampEnd + 1, messageBytes, (byte) ('a' + letter));
        templates[letter] = template;
      }
    }

    /** How many messages were made. */
    long made() {
      return number;
    }

    /**
     * The next message.
     *
     * @param stamp when it is logged
     */
    String next(long stamp) {
      byte[] text = templates[fill(jvm, thread, number) - 'a'];
      long digits = number++;
      for (int index = numberEnd - 1; index >= numberEnd - NUMBER_DIGITS; index--) {
        text[index] = (byte) ('0' + digits % 10);
        digits /= 10;
      }
      long rest = stamp;
      for (int index = stampEnd - 1; index >= stampEnd - STAMP_DIGITS; index--) {
        text[index] = HEX_DIGITS[(int) (rest & 0xf)];
        rest >>>= 4;
      }
      return new String(text, StandardCharsets.ISO_8859_1);
    }
  }
}
