package logweir.examples.benchmark;

/** A contender at work on one file. Thread-safe. */
interface Sink extends AutoCloseable {
  void log(String message);

  /** Stops the logging framework: all lines are in the file then. */
  @Override
  void close();
}
