package logweir.integration.probe;

/**
 * When the lines of a steady rate are due, from now on. Spins until then, for a sleep would be a
 * system call.
 */
final class Pace {
  private final long pause;
  private final long start = System.nanoTime();

  Pace(int linesPerSecond) {
    pause = 1_000_000_000L / linesPerSecond;
  }

  /** Lines of that time. */
  int lines(long nanos) {
    return (int) (nanos / pause);
  }

  /** Returns when the line is due, and for how long it has been. */
  long awaitDue(int number) {
    long due = start + number * pause;
    long now = System.nanoTime();
    while (now - due < 0) {
      Thread.onSpinWait();
      now = System.nanoTime();
    }
    return now - due;
  }
}
