package logweir.integration.harness;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Two rsyslogd: one reads the log as the sample configuration tells it to, and sends it over TCP to
 * the other, which writes a file.
 */
public final class Rsyslog implements LogReader {
  private static final String FIND_IT = "PATH=$PATH:/usr/sbin:/sbin command -v rsyslogd";

  private static final String RECEIVER =
      """
      global(workDirectory="%1$s/received" maxMessageSize="64k"
             parser.escapeControlCharactersOnReceive="off")
      module(load="imtcp")
      input(type="imtcp" address="127.0.0.1" port="0" listenPortFileName="%1$s/port"
            ruleset="store")
      template(name="line" type="string" string="%%msg%%\\n")
      ruleset(name="store") {
        action(type="omfile" file="%1$s/received/log" template="line")
      }
      """;

  private final ScratchDirectory own = ScratchDirectory.create("logweir-rsyslog");
  private final List<Process> processes = new ArrayList<>();
  private final String executable;

  private Rsyslog(String executable) {
    this.executable = executable;
  }

  /** Starts both; the test is skipped where there is no rsyslogd. */
  public static Rsyslog forward(Path log) throws IOException {
    Run found = Run.of(List.of("sh", "-c", FIND_IT));
    assumeTrue(found.exitCode() == 0, "needs rsyslogd");
    Rsyslog rsyslog = new Rsyslog(found.out().strip());
    try {
      rsyslog.start(log);
      return rsyslog;
    } catch (IOException | RuntimeException | Error e) {
      rsyslog.close();
      throw e;
    }
  }

  private void start(Path log) throws IOException {
    Files.createDirectory(own.resolve("received"));
    Files.createDirectory(own.resolve("spool"));
    run("receiver", RECEIVER.formatted(own.path()));
    Path port = own.resolve("port");
    Hang.await("port of the receiver").until(() -> Files.exists(port) && Files.size(port) > 0);
    run(
        "sender",
        Samples.text("rsyslog.conf")
            .with("/var/log/app/app.log", log.toString())
            .with("/var/spool/rsyslog", own.resolve("spool").toString())
            .with("target=\"logs.example.org\"", "target=\"127.0.0.1\"")
            .with("port=\"514\"\n\n", "port=\"" + Files.readString(port).strip() + "\"\n\n")
            .toString());
  }

  private void run(String name, String configuration) throws IOException {
    String file = Files.writeString(own.resolve(name + ".conf"), configuration).toString();
    Run.ok(executable, "-N1", "-f", file);
    processes.add(
        new ProcessBuilder(
                executable, "-n", "-i", own.resolve(name + ".pid").toString(), "-f", file)
            .redirectErrorStream(true)
            .redirectOutput(own.resolve(name + ".out").toFile())
            .start());
  }

  @Override
  public Path output() {
    return own.resolve("received").resolve("log");
  }

  @Override
  public void close() {
    processes.forEach(process -> process.destroyForcibly().onExit().join());
    try {
      own.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
