package logweir.examples.shiptoacluster;

/**
 * What a JVM has told of its lines: the calls that logged them have returned.
 *
 * @param jvm from 1 on
 * @param threads of that JVM
 * @param linesOfThread lines of each of its threads
 */
record Told(int jvm, int threads, int linesOfThread) {
  /** Lines of all its threads. */
  int lines() {
    return threads * linesOfThread;
  }
}
