package logweir.examples.killandrecover;

import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A JVM that logs as fast as it can, from the word go until it is killed. */
public final class Writer {
  private static final int MOST_LINES = 1_000_000; // should nobody kill it

  private Writer() {}

  /** Takes the JVM's number, and the file for its last returned call. */
  public static void main(String[] args) throws Exception {
    // Not a constant: the demo uses message(), and is not to set Logback up by that.
    Logger logger = LoggerFactory.getLogger(Writer.class);
    int jvm = Integer.parseInt(args[0]);
    try (Acknowledged acknowledged = Acknowledged.create(Path.of(args[1]))) {
      System.out.println("ready");
      boolean go = System.in.read() >= 0;
      for (int line = 1; go && line <= MOST_LINES; line++) {
        logger.info(message(jvm, line));
        acknowledged.write(line);
      }
    }
  }

  /** Each is different, and the number stands at both ends: half a line is no line. */
  static String message(int jvm, int line) {
    return "jvm " + jvm + " line " + line + ": an order is paid and will be shipped, " + line;
  }
}
