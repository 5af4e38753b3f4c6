package logweir.integration.harness;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * A program as users have it: it knows SLF4J alone, has Logback configure itself from a file, and
 * ends without a word to Logback. It logs when it is told to.
 */
public final class ConfiguredProgram {
  /** Lines that each logs. */
  public static final int LINES = 500;

  static final String READY = "ready";

  private static final List<String> TENANTS = List.of("acme", "globex");

  private ConfiguredProgram() {}

  /** Takes its name. */
  public static void main(String[] arguments) throws Exception {
    Logger logger = LoggerFactory.getLogger(ConfiguredProgram.class);
    System.out.println(READY);
    Signals.listen().awaitGo();
    for (int line = 0; line < LINES; line++) {
      MDC.put("tenant", TENANTS.get(line % TENANTS.size()));
      logger.info(text(arguments[0], line));
    }
  }

  static String text(String name, int line) {
    return "line " + line + " of " + name + ".";
  }
}
