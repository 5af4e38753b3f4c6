package logweir.examples.manyjvms;

/**
 * How much is logged.
 *
 * @param jvms that write one file; one of them is killed, so two at least
 * @param threads of each JVM
 * @param lines of each thread
 */
record Size(int jvms, int threads, int lines) {
  Size {
    requireBetween(2, 99, jvms, "jvms");
    requireBetween(1, 99, threads, "threads");
    requireBetween(3, 100_000_000, lines, "lines");
  }

  private static void requireBetween(int min, int max, int value, String name) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(name + "=" + value + ", allowed: " + min + " to " + max);
    }
  }
}
