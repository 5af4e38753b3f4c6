package logweir.integration.harness;

/** The ways in which a log file can be wrong. */
public enum Fault {
  /** A line that was acknowledged is not there. */
  LOST,
  /** A line is there more than once. */
  REPEATED,
  /** Bytes of a worker's line that are no whole line. */
  TORN,
  /** A line stands after a later one of its own thread. */
  OUT_OF_ORDER,
  /** A NUL byte; the line that it stands in is torn as well. */
  NUL,
  /** A line that no worker of this run logged. */
  FOREIGN
}
