package logweir.examples.engine;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import logweir.engine.LogListener;
import logweir.engine.SharedLog;
import logweir.engine.SharedLogConfig;

/** Writes a line for each request to a file that other JVMs write, too. Thread-safe. */
final class AccessLog extends Filter implements AutoCloseable {
  private final SharedLog log;
  private final String server;

  private AccessLog(SharedLog log, String server) {
    this.log = log;
    this.server = server;
  }

  /**
   * Opens the log.
   *
   * @throws IOException if the file cannot be opened; if only the staging area cannot be used, the
   *     listener is warned, and each line is a write of its own
   */
  static AccessLog open(Path file, String server) throws IOException {
    SharedLogConfig config =
        SharedLogConfig.defaults()
            .withFilePermissions(PosixFilePermissions.fromString("rw-r-----"))
            .withListener(new StandardErrorListener());
    return new AccessLog(SharedLog.open(file, config), server);
  }

  @Override
  public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
    chain.doFilter(exchange);
    byte[] line = line(exchange).getBytes(StandardCharsets.UTF_8);
    // False if the line was given up, which the listener is told; a request is served all the same.
    log.append(line, 0, line.length);
  }

  // With the line end: the engine adds nothing.
  private String line(HttpExchange exchange) {
    return String.format(
        Locale.ROOT,
        "%s %s [%s] \"%s %s %s\" %d%n",
        server,
        exchange.getRemoteAddress().getAddress().getHostAddress(),
        Instant.now().truncatedTo(ChronoUnit.MILLIS),
        exchange.getRequestMethod(),
        exchange.getRequestURI(),
        exchange.getProtocol(),
        exchange.getResponseCode());
  }

  @Override
  public String description() {
    return "access log";
  }

  /** Publishes what is staged and leaves the log to the others. */
  @Override
  public void close() {
    log.close();
  }

  /** Has to come from outside: the log cannot say in itself that it cannot be written. */
  private static final class StandardErrorListener implements LogListener {
    @Override
    public void info(String message) {
      System.err.println("access log: " + message);
    }

    @Override
    public void warn(String message, Throwable cause) {
      System.err.println("access log: " + message + (cause == null ? "" : ": " + cause));
    }
  }
}
