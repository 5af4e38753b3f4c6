package logweir.examples.benchmark;

/**
 * What all contenders have to do in one comparison.
 *
 * @param jvms that log at the same time
 * @param threads of each JVM
 * @param messageBytes length of each message; the pattern adds about 70 bytes to it
 * @param linesPerSecond of all threads of all JVMs together; 0: as fast as they can
 */
record Case(int jvms, int threads, int messageBytes, int linesPerSecond) {
  static final int FLAT_OUT = 0;

  Case {
    requireBetween(1, 64, jvms, "jvms");
    requireBetween(1, 64, threads, "threads");
    requireBetween(LineText.MIN_MESSAGE_BYTES, 1 << 20, messageBytes, "messageBytes");
    requireBetween(0, 100_000_000, linesPerSecond, "linesPerSecond");
  }

  boolean isFlatOut() {
    return linesPerSecond == FLAT_OUT;
  }

  /** Threads of all JVMs. */
  int allThreads() {
    return jvms * threads;
  }

  String title() {
    return population() + ", " + size() + ", " + rate();
  }

  /** JVMs and threads. */
  String population() {
    return "%d JVM%s x %d thread%s".formatted(jvms, plural(jvms), threads, plural(threads));
  }

  private String size() {
    return messageBytes % 1024 == 0 ? messageBytes / 1024 + " KB" : messageBytes + " B";
  }

  private String rate() {
    return isFlatOut() ? "flat out" : "%,d lines/s".formatted(linesPerSecond);
  }

  private static String plural(int number) {
    return number == 1 ? "" : "s";
  }

  private static void requireBetween(int min, int max, int value, String name) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(name + "=" + value + ", allowed: " + min + " to " + max);
    }
  }
}
