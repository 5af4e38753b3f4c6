package logweir.engine;

import java.util.Arrays;

/**
 * The lines that stress tests stage: all of one letter, so that a missing byte shows, and long
 * enough that a copy takes its time.
 */
final class StressLine {
  static final int LENGTH = 504;

  /** Bytes that one takes in the staging area. */
  static final int FRAMED = 512;

  private static final byte[] LINE_A = of('a', LENGTH);
  private static final byte[] LINE_B = of('b', LENGTH);

  private StressLine() {}

  static byte[] a() {
    return LINE_A;
  }

  static byte[] b() {
    return LINE_B;
  }

  /** Bytes that are all the same letter. */
  static byte[] of(char letter, int length) {
    byte[] line = new byte[length];
    Arrays.fill(line, (byte) letter);
    return line;
  }
}
