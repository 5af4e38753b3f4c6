package logweir.examples.shiptoacluster;

import java.io.IOException;
import java.io.StringReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import logweir.examples.support.Workplace;

/** One node of the cluster: broker and controller in one JVM. */
final class KafkaNode {
  private static final List<String> JVM_OPTIONS = List.of("-Xmx256m", "-XX:TieredStopAtLevel=1");

  private final Workplace workplace;
  private final int id;
  private final int brokerPort;
  private final int controllerPort;
  private Process process;

  KafkaNode(Workplace workplace, int id, int brokerPort, int controllerPort) {
    this.workplace = workplace;
    this.id = id;
    this.brokerPort = brokerPort;
    this.controllerPort = controllerPort;
  }

  int id() {
    return id;
  }

  /** Where clients find it. */
  String broker() {
    return "localhost:" + brokerPort;
  }

  /** How the other controllers know it. */
  String voter() {
    return id + "@localhost:" + controllerPort;
  }

  void configure(String voters, int minReplicas) throws IOException {
    String listener = "PLAINTEXT://" + broker();
    Properties properties = new Properties();
    properties.load(new StringReader(Configuration.of("kafka.properties").text()));
    properties.setProperty("node.id", Integer.toString(id));
    properties.setProperty("listeners", listener + ",CONTROLLER://localhost:" + controllerPort);
    properties.setProperty("advertised.listeners", listener);
    properties.setProperty("controller.quorum.voters", voters);
    properties.setProperty("log.dirs", workplace.file("kafka-" + id).toString());
    properties.setProperty("min.insync.replicas", Integer.toString(minReplicas));
    try (Writer out = Files.newBufferedWriter(configuration(), StandardCharsets.UTF_8)) {
      properties.store(out, null);
    }
  }

  /** Prepares its directory, as kafka-storage.sh does. */
  void format(String clusterId) throws IOException {
    process =
        java(
            "kafka.tools.StorageTool", "format", "-t", clusterId, "-c", configuration().toString());
  }

  /** Starts it when its directory is prepared, as kafka-server-start.sh does. */
  void start() throws IOException, InterruptedException {
    int exitCode = process.waitFor();
    if (exitCode != 0) {
      throw new IOException("Kafka's StorageTool ends with exitCode=" + exitCode);
    }
    process = java("kafka.Kafka", configuration().toString());
  }

  private Process java(String main, String... arguments) throws IOException {
    return workplace.start(
        Java.program(main, JVM_OPTIONS, List.of(arguments))
            .redirectErrorStream(true)
            .redirectOutput(workplace.output("kafka-" + id)));
  }

  long pid() {
    return process.pid();
  }

  /** Sends SIGKILL and waits until it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  private Path configuration() {
    return workplace.file("kafka-" + id + ".properties");
  }
}
