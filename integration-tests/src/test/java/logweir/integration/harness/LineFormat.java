package logweir.integration.harness;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * The lines that workers log: each says who wrote it, how long it is, and carries a checksum, so
 * that a reader can tell a whole line from any piece or mixture of lines.
 *
 * <pre>
 *   long form, {@value #LONG_OVERHEAD} bytes and the payload
 *     =R:JJ:TTT:SSSSSS:LLLLLL:CCCCCCC:payload\n
 *   short form, always {@value #SHORT_LENGTH} bytes
 *     +RJTSSSSCCCCCCC\n
 * </pre>
 *
 * R run, J JVM, T thread, S sequence, L length of the line with its line end, C CRC-32 of all that
 * stands before it and of the payload: numbers in base 36 of fixed width. The payload is
 * deterministic, printable, and free of the marks {@code =} and {@code +} that lines start with.
 */
public final class LineFormat {
  public static final int SHORT_LENGTH = 16;
  public static final int LONG_HEADER = 32;

  /** The header and the line end. */
  public static final int LONG_OVERHEAD = LONG_HEADER + 1;

  static final byte LONG_MARK = '=';
  static final byte SHORT_MARK = '+';
  static final byte LINE_END = '\n';
  static final int SHORT_CHECKED = 8;
  static final int LONG_CHECKED = 24;

  private static final int RADIX = 36;
  private static final byte SEPARATOR = ':';
  private static final int CRC_DIGITS = 7;
  private static final int PAYLOAD_BITS = 6;
  private static final byte[] PAYLOAD_CHARACTERS =
      ascii("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-");
  private static final boolean[] OWN_BYTES = ownBytes();

  private LineFormat() {}

  /**
   * The bytes of a line, its line end included.
   *
   * @param length {@value #SHORT_LENGTH}, or {@value #LONG_OVERHEAD} and more
   */
  public static byte[] line(LineId id, int length) {
    return length == SHORT_LENGTH ? shortLine(id) : longLine(id, length);
  }

  private static byte[] shortLine(LineId id) {
    byte[] line = new byte[SHORT_LENGTH];
    line[0] = SHORT_MARK;
    putNumber(line, 1, 1, id.run());
    putNumber(line, 2, 1, id.jvm());
    putNumber(line, 3, 1, id.thread());
    putNumber(line, 4, 4, id.sequence());
    CRC32 crc = new CRC32();
    crc.update(line, 0, SHORT_CHECKED);
    putNumber(line, SHORT_CHECKED, CRC_DIGITS, crc.getValue());
    line[SHORT_LENGTH - 1] = LINE_END;
    return line;
  }

  private static byte[] longLine(LineId id, int length) {
    if (length < LONG_OVERHEAD) {
      throw new IllegalArgumentException(
          "length=" + length + ", allowed: " + SHORT_LENGTH + ", or from " + LONG_OVERHEAD);
    }
    byte[] line = new byte[length];
    line[0] = LONG_MARK;
    putNumber(line, 1, 1, id.run());
    line[2] = SEPARATOR;
    putNumber(line, 3, 2, id.jvm());
    line[5] = SEPARATOR;
    putNumber(line, 6, 3, id.thread());
    line[9] = SEPARATOR;
    putNumber(line, 10, 6, id.sequence());
    line[16] = SEPARATOR;
    putNumber(line, 17, 6, length);
    line[23] = SEPARATOR;
    putPayload(line, LONG_HEADER, length - 1, id);
    CRC32 crc = new CRC32();
    crc.update(line, 0, LONG_CHECKED);
    crc.update(line, LONG_HEADER, length - LONG_OVERHEAD);
    putNumber(line, LONG_CHECKED, CRC_DIGITS, crc.getValue());
    line[31] = SEPARATOR;
    line[length - 1] = LINE_END;
    return line;
  }

  /** Fills the payload with a generator's bits, seeded by the line's id. */
  private static void putPayload(byte[] line, int from, int to, LineId id) {
    long state =
        (((long) id.run() * 1297 + id.jvm()) * 46657 + id.thread()) * 0x9E3779B97F4A7C15L
            + (long) id.sequence() * 0xBF58476D1CE4E5B9L
            + 1;
    long bits = 0;
    int left = 0;
    for (int i = from; i < to; i++) {
      if (left < PAYLOAD_BITS) {
        state ^= state << 13;
        state ^= state >>> 7;
        state ^= state << 17;
        bits = state;
        left = Long.SIZE;
      }
      line[i] = PAYLOAD_CHARACTERS[(int) bits & ((1 << PAYLOAD_BITS) - 1)];
      bits >>>= PAYLOAD_BITS;
      left -= PAYLOAD_BITS;
    }
  }

  private static void putNumber(byte[] line, int offset, int digits, long number) {
    long rest = number;
    for (int i = offset + digits - 1; i >= offset; i--) {
      line[i] = (byte) Character.forDigit((int) (rest % RADIX), RADIX);
      rest /= RADIX;
    }
    if (rest != 0) {
      throw new IllegalArgumentException(number + " has more than " + digits + " digits");
    }
  }

  /** Reads a number back; -1 when there is none. */
  private static long number(byte[] line, int offset, int digits) {
    long number = 0;
    for (int i = offset; i < offset + digits; i++) {
      int digit = Character.digit((char) line[i], RADIX);
      if (digit < 0) {
        return -1;
      }
      number = number * RADIX + digit;
    }
    return number;
  }

  /**
   * What the first bytes of a line claim, or null when they are no header.
   *
   * @param head at least {@link #LONG_HEADER} bytes, of which {@code filled} are of the line
   */
  static Header header(byte[] head, int filled) {
    if (filled >= SHORT_LENGTH - 1 && head[0] == SHORT_MARK) {
      return header(
          number(head, 1, 1),
          number(head, 2, 1),
          number(head, 3, 1),
          number(head, 4, 4),
          SHORT_LENGTH,
          number(head, SHORT_CHECKED, CRC_DIGITS));
    }
    if (filled >= LONG_HEADER
        && head[0] == LONG_MARK
        && head[2] == SEPARATOR
        && head[5] == SEPARATOR
        && head[9] == SEPARATOR
        && head[16] == SEPARATOR
        && head[23] == SEPARATOR
        && head[31] == SEPARATOR) {
      return header(
          number(head, 1, 1),
          number(head, 3, 2),
          number(head, 6, 3),
          number(head, 10, 6),
          number(head, 17, 6),
          number(head, LONG_CHECKED, CRC_DIGITS));
    }
    return null;
  }

  private static Header header(
      long run, long jvm, long thread, long sequence, long length, long checksum) {
    boolean plausible =
        Math.min(Math.min(run, jvm), Math.min(thread, sequence)) >= 0
            && sequence <= Integer.MAX_VALUE
            && length >= 0
            && checksum >= 0;
    return plausible
        ? new Header(
            new LineId((int) run, (int) jvm, (int) thread, (int) sequence), length, checksum)
        : null;
  }

  /** Whether lines of this format have that byte before their line end. */
  static boolean isOwnByte(byte value) {
    return value >= 0 && OWN_BYTES[value];
  }

  static boolean isMark(byte value) {
    return value == LONG_MARK || value == SHORT_MARK;
  }

  private static boolean[] ownBytes() {
    boolean[] own = new boolean[128];
    for (byte character : PAYLOAD_CHARACTERS) {
      own[character] = true;
    }
    own[SEPARATOR] = true;
    own[LONG_MARK] = true;
    own[SHORT_MARK] = true;
    return own;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** What a line says of itself. */
  record Header(LineId id, long length, long checksum) {}
}
