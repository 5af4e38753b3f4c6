package logweir.examples.shiptoacluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import logweir.examples.support.Workplace;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;

/** Kafka servers on this host, each a JVM of its own, set up by {@code kafka.properties}. */
final class KafkaCluster {
  private static final int PATIENCE_SECONDS = 120;
  private static final int LOOK_MILLIS = 100;

  private final List<KafkaNode> nodes;

  private KafkaCluster(List<KafkaNode> nodes) {
    this.nodes = nodes;
  }

  /** Starts the nodes; they may not be up yet. */
  static KafkaCluster start(Workplace workplace, int size)
      throws IOException, InterruptedException {
    List<Integer> ports = freePorts(2 * size);
    List<KafkaNode> nodes = new ArrayList<>();
    for (int id = 1; id <= size; id++) {
      nodes.add(new KafkaNode(workplace, id, ports.get(2 * id - 2), ports.get(2 * id - 1)));
    }
    String voters = nodes.stream().map(KafkaNode::voter).collect(Collectors.joining(","));
    String clusterId = Uuid.randomUuid().toString();
    for (KafkaNode node : nodes) {
      node.configure(voters, Math.min(size, 2));
      node.format(clusterId);
    }
    for (KafkaNode node : nodes) {
      node.start();
    }
    return new KafkaCluster(List.copyOf(nodes));
  }

  // All are held until all are known, so that no two are the same. Somebody else may take one
  // before
  // its server does: then that server ends, and the demo with it.
  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getByName("localhost")));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }

  /** Where clients find it. */
  List<String> brokers() {
    return nodes.stream().map(KafkaNode::broker).toList();
  }

  /** Settings of a client. */
  Map<String, Object> clientSettings() {
    return Map.of(
        CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
        String.join(",", brokers()),
        CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG,
        PATIENCE_SECONDS * 1000);
  }

  /**
   * Waits until the cluster is up, and makes a topic of one partition, of which each node has it.
   */
  void createTopic(String name) throws IOException, InterruptedException {
    NewTopic topic = new NewTopic(name, 1, (short) nodes.size());
    try (Admin admin = Admin.create(clientSettings())) {
      awaitNodes(admin);
      admin.createTopics(List.of(topic)).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("no topic=" + name, e);
    }
  }

  // A topic that is made earlier is refused: it could not be on all of them.
  private void awaitNodes(Admin admin)
      throws InterruptedException, ExecutionException, TimeoutException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    int up = nodesUp(admin);
    while (up < nodes.size()) {
      if (System.nanoTime() - deadline > 0) {
        throw new TimeoutException("nodes=" + nodes.size() + ", up=" + up);
      }
      Thread.sleep(LOOK_MILLIS);
      up = nodesUp(admin);
    }
  }

  private static int nodesUp(Admin admin)
      throws InterruptedException, ExecutionException, TimeoutException {
    return admin.describeCluster().nodes().get(PATIENCE_SECONDS, TimeUnit.SECONDS).size();
  }

  /** The node that takes the lines of a topic at the moment. */
  KafkaNode leaderOf(String topic) throws IOException, InterruptedException {
    try (Admin admin = Admin.create(clientSettings())) {
      int id =
          admin
              .describeTopics(List.of(topic))
              .topicNameValues()
              .get(topic)
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
              .partitions()
              .get(0)
              .leader()
              .id();
      return nodes.get(id - 1);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("no leader of topic=" + topic, e);
    }
  }
}
