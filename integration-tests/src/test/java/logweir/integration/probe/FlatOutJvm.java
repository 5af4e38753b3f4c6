package logweir.integration.probe;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Path;
import logweir.engine.SharedLog;
import logweir.engine.SharedLogConfig;
import logweir.integration.harness.Signals;

/**
 * The main program of a JVM one thread of which appends a line to the engine over and over, until
 * it is told to go; arguments: the log file, and the line's bytes.
 */
final class FlatOutJvm {
  static final String APPENDING = "appending";
  private static final int WARM_UP = 1_000_000;

  private FlatOutJvm() {}

  public static void main(String[] arguments) throws IOException {
    Signals signals = Signals.listen();
    byte[] line = ("y".repeat(Integer.parseInt(arguments[1]) - 1) + "\n").getBytes(US_ASCII);
    try (SharedLog log = SharedLog.open(Path.of(arguments[0]), SharedLogConfig.defaults())) {
      Thread load = new Thread(() -> append(log, line), "load");
      load.setDaemon(true);
      load.start();
      signals.awaitGo();
    }
  }

  // The closed log takes no more lines.
  private static void append(SharedLog log, byte[] line) {
    for (long number = 0; log.append(line, 0, line.length); number++) {
      if (number == WARM_UP) {
        System.out.println(APPENDING);
      }
    }
  }
}
