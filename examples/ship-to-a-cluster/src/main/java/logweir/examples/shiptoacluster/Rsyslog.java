package logweir.examples.shiptoacluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import logweir.examples.support.Workplace;

/** The rsyslogd that ships the log, with {@code rsyslog.conf}. */
final class Rsyslog {
  private static final int PATIENCE_SECONDS = 60;

  private final Workplace workplace;
  private final Path executable;
  private final Path configuration;
  private Process process;

  private Rsyslog(Workplace workplace, Path executable, Path configuration) {
    this.workplace = workplace;
    this.executable = executable;
    this.configuration = configuration;
  }

  /** Where rsyslogd is, if it is there and has its output to Kafka. */
  static Optional<Path> find() throws IOException, InterruptedException {
    Optional<Path> executable =
        Stream.of(System.getenv("PATH").split(":"), new String[] {"/usr/sbin", "/sbin"})
            .flatMap(Stream::of)
            .map(directory -> Path.of(directory, "rsyslogd"))
            .filter(Files::isExecutable)
            .findFirst();
    return executable.isPresent() && loadsKafkaOutput(executable.get())
        ? executable
        : Optional.empty();
  }

  private static boolean loadsKafkaOutput(Path executable)
      throws IOException, InterruptedException {
    Path configuration = Files.createTempFile("rsyslog-", ".conf");
    try {
      Files.writeString(
          configuration, "module(load=\"omkafka\")\naction(type=\"omfile\" file=\"/dev/null\")\n");
      return check(executable, configuration).redirectErrorStream(true).start().waitFor() == 0;
    } finally {
      Files.delete(configuration);
    }
  }

  private static ProcessBuilder check(Path executable, Path configuration) {
    return new ProcessBuilder(executable.toString(), "-N1", "-f", configuration.toString());
  }

  /**
   * Starts to ship.
   *
   * @param log the file to ship
   * @param topic to which it goes
   */
  static Rsyslog start(
      Workplace workplace, Path executable, Path log, KafkaCluster cluster, String topic)
      throws IOException, InterruptedException {
    Path spool = Files.createDirectories(workplace.file("spool"));
    String brokers =
        cluster.brokers().stream().map(it -> '"' + it + '"').collect(Collectors.joining(", "));
    Path configuration =
        Configuration.of("rsyslog.conf")
            .with("/var/log/app/app.log", log.toString())
            .with("/var/spool/rsyslog", spool.toString())
            .with("\"localhost:9092\"", brokers)
            .with("topic=\"app-log\"", "topic=\"" + topic + "\"")
            .writeTo(workplace.file("rsyslog.conf"));
    Rsyslog rsyslog = new Rsyslog(workplace, executable, configuration);
    rsyslog.check();
    rsyslog.start();
    return rsyslog;
  }

  private void check() throws IOException, InterruptedException {
    int exitCode = run(check(executable, configuration)).waitFor();
    if (exitCode != 0) {
      throw new IOException("rsyslogd refuses its configuration with exitCode=" + exitCode);
    }
  }

  long pid() {
    return process.pid();
  }

  /** Starts it in the foreground; it goes on where it was. */
  void start() throws IOException {
    process =
        run(
            new ProcessBuilder(
                executable.toString(),
                "-n",
                "-i",
                workplace.file("rsyslog.pid").toString(),
                "-f",
                configuration.toString()));
  }

  private Process run(ProcessBuilder command) throws IOException {
    return workplace.start(
        command.redirectErrorStream(true).redirectOutput(workplace.output("rsyslog")));
  }

  /** Sends SIGTERM and waits until it has ended. */
  void stop() throws IOException, InterruptedException {
    process.destroy();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException("rsyslogd does not end");
    }
  }
}
