package logweir.engine;

/**
 * When a log file is rolled: by its size, by the clock, or both. Where it goes then is told by
 * {@link #archives}.
 *
 * <p>Each process that shares the log has a policy of its own, with the same settings; the holder
 * of the publisher lock asks it. Thread-safe, since that may be any thread; quick, since lines wait
 * for it. Throws nothing: a process whose policy does cannot publish.
 */
public interface RollPolicy {
  /** {@link #maxFileBytes} of a file that is never rolled for its size. */
  long NO_MAXIMUM = Long.MAX_VALUE;

  /** {@link #periodEndMillis} of a file that is never rolled by the clock. */
  long NEVER = Long.MAX_VALUE;

  /**
   * {@return all settings that matter, as text} Processes whose texts are the same roll in the same
   * way. One whose text differs from that of those who are there already leaves the rolling to
   * them.
   */
  String description();

  /** {@return the size in bytes from which on a file is rolled, at least 1} */
  long maxFileBytes();

  /** {@return the wall clock, in milliseconds since the epoch} */
  long nowMillis();

  /**
   * {@return the end of the period that a moment lies in} It is the first millisecond at which a
   * file with lines of that moment has to be rolled; later than the moment.
   *
   * @param millis the moment, in milliseconds since the epoch
   */
  long periodEndMillis(long millis);

  /** {@return where rolled files go} */
  Archives archives();
}
