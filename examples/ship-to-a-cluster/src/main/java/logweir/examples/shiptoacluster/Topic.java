package logweir.examples.shiptoacluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What has arrived in a topic of one partition. Not thread-safe. */
final class Topic implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(100);

  private final TopicPartition partition;
  private final KafkaConsumer<String, String> consumer;
  private final List<String> lines = new ArrayList<>();
  private final Set<String> different = new HashSet<>();

  /** Reads from the topic's beginning on. */
  Topic(KafkaCluster cluster, String name) {
    partition = new TopicPartition(name, 0);
    Map<String, Object> settings = new HashMap<>(cluster.clientSettings());
    consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
  }

  /** Waits until it has so many different lines; returns whether they came. */
  boolean await(int count) {
    long start = System.nanoTime();
    while (different.size() < count && System.nanoTime() - start < PATIENCE.toNanos()) {
      poll();
    }
    return different.size() >= count;
  }

  /** How many different lines it has, as far as was read. */
  int size() {
    return different.size();
  }

  /** All lines that it has by now, in their order, with those that came twice. */
  List<String> lines() {
    long end = consumer.endOffsets(List.of(partition)).get(partition);
    while (consumer.position(partition) < end) {
      poll();
    }
    return Collections.unmodifiableList(lines);
  }

  private void poll() {
    for (ConsumerRecord<String, String> line : consumer.poll(POLL)) {
      lines.add(line.value());
      different.add(line.value());
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
