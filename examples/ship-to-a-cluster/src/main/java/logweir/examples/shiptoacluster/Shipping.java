package logweir.examples.shiptoacluster;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import logweir.examples.support.Workplace;

/** The cluster, the JVMs that log and the rsyslogd between them, and what happens to them. */
final class Shipping {
  private static final String TOPIC = "app-log";

  /** Lines of a thread in a round: too few to roll the file twice, see {@link #awaitShipped}. */
  private static final int LINES = 1000;

  private static final int FEW_LINES = 50;
  private static final int ROUNDS = 3;

  private final Workplace workplace;
  private final Path rsyslogd;
  private final PrintStream out;
  private final LogFiles files;
  private final List<WriterJvm> writers = new ArrayList<>();
  private final List<WriterJvm> living = new ArrayList<>();
  private KafkaCluster cluster;
  private Rsyslog rsyslog;
  private Topic topic;

  Shipping(Workplace workplace, Path rsyslogd, PrintStream out) throws IOException {
    this.workplace = workplace;
    this.rsyslogd = rsyslogd;
    this.out = out;
    this.files = new LogFiles(Files.createDirectory(workplace.file("log")).resolve("app.log"));
  }

  void start(int nodes, int jvms, int threads) throws IOException, InterruptedException {
    out.printf("A Kafka cluster of %d starts ...%n", nodes);
    cluster = KafkaCluster.start(workplace, nodes);
    for (int number = 1; number <= jvms; number++) {
      writers.add(WriterJvm.start(workplace, files.log(), number, threads));
    }
    living.addAll(writers);
    cluster.createTopic(TOPIC);
    topic = new Topic(cluster, TOPIC);
    rsyslog = Rsyslog.start(workplace, rsyslogd, files.log(), cluster, TOPIC);
    out.printf(
        "%d JVMs x %d threads -> %s -> rsyslogd %d -> %s%n%n",
        jvms, threads, files.log(), rsyslog.pid(), cluster.brokers());
  }

  /** Some rounds, in which the file is rolled. */
  void logWhileShipped() throws IOException {
    for (int round = 1; round <= ROUNDS; round++) {
      order(LINES);
      awaitLogged();
      awaitShipped();
    }
  }

  /** The shipper may be away: the file keeps the lines. */
  void logWhileNobodyShips() throws IOException, InterruptedException {
    out.printf("$ kill %d   # rsyslogd%n", rsyslog.pid());
    rsyslog.stop();
    int rolls = files.rolls();
    order(FEW_LINES);
    awaitLogged();
    if (files.rolls() > rolls) {
      throw new IOException("a file that is rolled while rsyslogd is away is not read to its end");
    }
    rsyslog.start();
    awaitShipped();
  }

  /** One of the JVMs is killed at logging. */
  void killWriter() throws IOException, InterruptedException {
    WriterJvm victim = living.remove(living.size() / 2);
    long before = files.bytes();
    victim.log(LINES);
    order(LINES);
    while (files.bytes() == before) {
      Thread.onSpinWait();
    }
    victim.kill();
    out.printf("$ kill -9 %d   # JVM %d%n", victim.pid(), victim.number());
    awaitLogged();
    awaitShipped();
  }

  /** The cluster loses a node while lines come: its other two go on. */
  void killNode() throws IOException, InterruptedException {
    KafkaNode leader = cluster.leaderOf(TOPIC);
    order(LINES);
    leader.kill();
    out.printf("$ kill -9 %d   # the Kafka node that leads the topic%n", leader.pid());
    awaitLogged();
    awaitShipped();
  }

  /** Lets all end, and compares. */
  Arrival end() throws IOException, InterruptedException {
    for (WriterJvm writer : living) {
      writer.end();
    }
    List<String> lines = files.lines();
    topic.await(lines.size());
    rsyslog.stop();
    try (Topic arrived = topic) {
      Files.write(workplace.file("topic"), arrived.lines());
      return Arrival.of(told(), lines, arrived.lines());
    }
  }

  private List<Told> told() {
    return writers.stream().map(WriterJvm::told).toList();
  }

  private void order(int lines) throws IOException {
    for (WriterJvm writer : living) {
      writer.log(lines);
    }
  }

  private void awaitLogged() throws IOException {
    for (WriterJvm writer : living) {
      writer.awaitLogged();
    }
  }

  // rsyslogd looks at a file by its name: were it rolled twice between two looks, the one in
  // between
  // would never be seen. So it may catch up before there are lines for another file.
  private void awaitShipped() throws IOException {
    int told = told().stream().mapToInt(Told::lines).sum();
    int lines = Math.max(told, files.lines().size());
    if (!topic.await(lines)) {
      throw new IOException("of " + lines + " lines, only " + topic.size() + " have arrived");
    }
    out.printf("  %,d lines have arrived, from %d files%n", topic.size(), files.rolls() + 1);
  }
}
