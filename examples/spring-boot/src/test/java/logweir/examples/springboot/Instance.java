package logweir.examples.springboot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** One instance of the service: a JVM that runs its jar, on a port that the system chooses. */
final class Instance {
  private static final String JAVA =
      System.getProperty(
          "logweir.test.java", Path.of(System.getProperty("java.home"), "bin/java").toString());
  private static final int SIGTERM_EXIT_CODE = 128 + 15;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+) .*");

  private final Process process;
  private final Path printed;
  private final SharedLogFile log;
  private final HttpClient client = HttpClient.newBuilder().version(Version.HTTP_1_1).build();
  private String port;

  private Instance(Process process, Path printed, SharedLogFile log) {
    this.process = process;
    this.printed = printed;
    this.log = log;
  }

  /**
   * Starts a JVM.
   *
   * @param log that it writes, in the directory
   * @param printed gets what it prints
   */
  static Instance start(SharedLogFile log, Path printed) throws IOException {
    Process process =
        new ProcessBuilder(
                JAVA,
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                System.getProperty("service.jar"),
                "--server.port=0",
                "--logging.file.path=" + log.path().getParent())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    return new Instance(process, printed, log);
  }

  /** By which its lines are known in the log file. */
  long pid() {
    return process.pid();
  }

  /** Waits until it takes requests. It says so, and on which port, in the shared file. */
  void awaitReady() {
    Matcher matcher = PORT.matcher(awaitLogged("Tomcat started on port"));
    if (!matcher.matches()) {
      throw new IllegalStateException("no port in the message");
    }
    port = matcher.group(1);
    awaitLogged("Started OrderService");
  }

  /** Waits until it has logged a message that begins so; returns the message. */
  String awaitLogged(String prefix) {
    Awaitility.await("\"" + prefix + "\" of " + pid())
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(LOOK)
        .until(() -> log.find(pid(), prefix).isPresent() || !process.isAlive());
    return log.find(pid(), prefix)
        .orElseThrow(() -> new IllegalStateException("ended without \"" + prefix + "\""))
        .message();
  }

  URI uri(String path) {
    return URI.create("http://localhost:" + port + path);
  }

  /** Sends a GET request and returns what is answered. */
  String get(String path) throws IOException, InterruptedException {
    return text(client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString()));
  }

  /** Sends an order and waits for the answer. */
  String order(long number) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri("/orders/" + number))
            .POST(BodyPublishers.ofString("3 apples"))
            .build();
    return text(client.send(request, BodyHandlers.ofString()));
  }

  private static String text(HttpResponse<String> response) {
    if (response.statusCode() != 200) {
      throw new IllegalStateException(response + ": " + response.body());
    }
    return response.body();
  }

  /** Sends SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** Waits until it has ended, and fails unless SIGTERM alone was why. */
  void awaitGracefulExit() {
    Awaitility.await("end of " + pid()).atMost(PATIENCE).until(() -> !process.isAlive());
    if (process.exitValue() != SIGTERM_EXIT_CODE || !printed().isEmpty()) {
      throw new IllegalStateException("exitCode=" + process.exitValue() + ": " + printed());
    }
  }

  /** Sends SIGKILL and waits until it is gone. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** What it printed: nothing, unless something is wrong. */
  String printed() {
    try {
      return Files.readString(printed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
