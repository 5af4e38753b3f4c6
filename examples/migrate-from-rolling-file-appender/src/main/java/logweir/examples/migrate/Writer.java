package logweir.examples.migrate;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A JVM that logs some lines, from the word go. */
public final class Writer {
  private Writer() {}

  /** Takes the JVM's number, and how many lines it is to log. */
  public static void main(String[] args) throws Exception {
    // Not a constant: the demo uses message(), and is not to set Logback up by that.
    Logger logger = LoggerFactory.getLogger(Writer.class);
    int jvm = Integer.parseInt(args[0]);
    int lines = Integer.parseInt(args[1]);
    System.out.println("ready");
    boolean go = System.in.read() >= 0;
    for (int line = 1; go && line <= lines; line++) {
      logger.info(message(jvm, line));
    }
  }

  static String message(int jvm, int line) {
    return "jvm " + jvm + " line " + line + ": an order is paid and will be shipped";
  }
}
