package logweir.examples.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Holds the files of a round against what was logged: each line has to be there once, whole, and
 * behind those that its thread logged before it.
 */
final class LineCheck {
  private static final byte[] TIME_FORM = "00:00:00.000".getBytes(StandardCharsets.US_ASCII);
  private static final int BUFFER_BYTES = 1 << 20;

  private final int messageBytes;
  private final int lineBytes;
  private final OfThread[][] threads;
  private final byte[][] fillings = new byte[26][];
  private long torn;

  private LineCheck(int messageBytes, List<List<Long>> logged) {
    this.messageBytes = messageBytes;
    this.lineBytes = LineText.lineBytes(messageBytes);
    this.threads = new OfThread[logged.size()][];
    for (int jvm = 1; jvm <= threads.length; jvm++) {
      threads[jvm - 1] = threadsOf(jvm, logged.get(jvm - 1));
    }
    for (int letter = 0; letter < fillings.length; letter++) {
      fillings[letter] = new byte[messageBytes];
      Arrays.fill(fillings[letter], (byte) ('a' + letter));
    }
  }

  private static OfThread[] threadsOf(int jvm, List<Long> logged) {
    OfThread[] threads = new OfThread[logged.size()];
    for (int thread = 1; thread <= threads.length; thread++) {
      threads[thread - 1] = new OfThread(jvm, thread, logged.get(thread - 1));
    }
    return threads;
  }

  /**
   * What is wrong with the lines of a round.
   *
   * @param lost lines whose call has returned, and that are in no file
   * @param repeated lines that stand there again
   * @param torn lines that nobody has logged as they stand there
   * @param reordered lines that stand behind a later one of their thread
   */
  record Violations(long lost, long repeated, long torn, long reordered) {
    static final Violations NONE = new Violations(0, 0, 0, 0);

    long sum() {
      return lost + repeated + torn + reordered;
    }

    Violations plus(Violations other) {
      return new Violations(
          lost + other.lost,
          repeated + other.repeated,
          torn + other.torn,
          reordered + other.reordered);
    }

    @Override
    public String toString() {
      return sum() == 0
          ? "none"
          : "%,d lost, %,d repeated, %,d torn, %,d reordered"
              .formatted(lost, repeated, torn, reordered);
    }
  }

  /**
   * Reads files.
   *
   * @param files those that were rolled before the one that was written last
   * @param logged lines of each JVM's threads
   */
  static Violations of(List<Path> files, int messageBytes, List<List<Long>> logged)
      throws IOException {
    LineCheck check = new LineCheck(messageBytes, logged);
    for (Path file : files) {
      check.read(file);
    }
    return check.violations();
  }

  private void read(Path file) throws IOException {
    byte[] buffer = new byte[Math.max(BUFFER_BYTES, 2 * lineBytes)];
    int length = 0;
    try (InputStream in = Files.newInputStream(file)) {
      int read = in.read(buffer);
      while (read > 0) {
        length += read;
        int rest = seeLines(buffer, length);
        System.arraycopy(buffer, rest, buffer, 0, length - rest);
        length -= rest;
        if (length > lineBytes) {
          length = lineBytes; // too long to be a line, and stays so
        }
        read = in.read(buffer, length, buffer.length - length);
      }
    }
    if (length > 0) {
      torn++; // has no end
    }
  }

  /** Sees to the whole lines, and returns where the rest begins. */
  private int seeLines(byte[] buffer, int length) {
    int start = 0;
    while (true) {
      int end = start + lineBytes - 1;
      if (end >= length || buffer[end] != '\n') {
        end = indexOfLineEnd(buffer, start, length);
      }
      if (end < 0) {
        return start;
      }
      if (end - start != lineBytes - 1 || !see(buffer, start)) {
        torn++;
      }
      start = end + 1;
    }
  }

  private static int indexOfLineEnd(byte[] buffer, int from, int to) {
    for (int index = from; index < to; index++) {
      if (buffer[index] == '\n') {
        return index;
      }
    }
    return -1;
  }

  /** Whether it is a line that was logged; its length is right. */
  private boolean see(byte[] line, int start) {
    int numberIndex = start + LineText.NUMBER_INDEX;
    // The JVM's and the thread's number stand in the name of the thread, " [load-01-02]".
    int name = start + LineText.TIME_BYTES + " [load-".length();
    int jvm = (int) number(line, name, 2);
    int thread = (int) number(line, name + 3, 2);
    long number = number(line, numberIndex, LineText.NUMBER_DIGITS);
    if (jvm < 1 || jvm > threads.length || thread < 1 || thread > threads[jvm - 1].length) {
      return false;
    }
    OfThread of = threads[jvm - 1][thread - 1];
    boolean whole =
        hasTime(line, start)
            && equal(of.head, line, start + LineText.TIME_BYTES, of.head.length)
            && number >= 0
            && number < of.logged
            && isFilled(line, start, LineText.fill(jvm, thread, number));
    if (whole) {
      of.see((int) number);
    }
    return whole;
  }

  private static long number(byte[] line, int index, int digits) {
    long number = 0;
    for (int digit = index; digit < index + digits; digit++) {
      if (line[digit] < '0' || line[digit] > '9') {
        return -1;
      }
      number = number * 10 + line[digit] - '0';
    }
    return number;
  }

  private static boolean hasTime(byte[] line, int start) {
    for (int index = 0; index < TIME_FORM.length; index++) {
      byte found = line[start + index];
      boolean digit = found >= '0' && found <= '9';
      if (TIME_FORM[index] == '0' ? !digit : found != TIME_FORM[index]) {
        return false;
      }
    }
    return true;
  }

  // The time stamp may be any; what is beside it may not.
  private boolean isFilled(byte[] line, int start, byte letter) {
    int stamp = start + LineText.STAMP_INDEX;
    int from = start + LineText.FILL_INDEX;
    int length = start + lineBytes - 1 - from;
    return line[stamp - 4] == ' '
        && line[stamp - 3] == 'a'
        && line[stamp - 2] == 't'
        && line[stamp - 1] == ' '
        && line[from - 1] == ' '
        && length <= messageBytes
        && equal(fillings[letter - 'a'], line, from, length);
  }

  private static boolean equal(byte[] expected, byte[] line, int from, int length) {
    return Arrays.equals(expected, 0, length, line, from, from + length);
  }

  private Violations violations() {
    long lost = 0;
    long repeated = 0;
    long reordered = 0;
    for (OfThread[] ofJvm : threads) {
      for (OfThread thread : ofJvm) {
        lost += thread.logged - thread.seen.cardinality();
        repeated += thread.repeated;
        reordered += thread.reordered;
      }
    }
    return new Violations(lost, repeated, torn, reordered);
  }

  /** The lines of one thread. */
  private static final class OfThread {
    private final byte[] head;
    private final long logged;
    private final BitSet seen = new BitSet();
    private int last = -1;
    private long repeated;
    private long reordered;

    OfThread(int jvm, int thread, long logged) {
      this.head = LineText.head(jvm, thread);
      this.logged = logged;
    }

    /** Takes a line of this thread. */
    void see(int number) {
      if (seen.get(number)) {
        repeated++;
      } else if (number < last) {
        reordered++;
      }
      seen.set(number);
      last = Math.max(last, number);
    }
  }
}
