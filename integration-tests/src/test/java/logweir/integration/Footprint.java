package logweir.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import logweir.engine.LogStatus;
import logweir.engine.SharedLog;
import logweir.engine.SharedLogConfig;
import logweir.integration.harness.WorkerOrders;

/**
 * What this JVM holds.
 *
 * @param descriptors open files
 * @param mappings mapped stretches of staging areas
 * @param threads live threads
 * @param writers slots taken in the staging area of one log, by all JVMs
 */
record Footprint(int descriptors, int mappings, int threads, int writers) {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final Path MAPPINGS = Path.of("/proc/self/maps");
  private static final String STATE_DIRECTORY = ".logweir/";

  /** Collects garbage, then looks. */
  static Footprint now(WorkerOrders orders) throws IOException {
    int writers = countWriters(orders);
    System.gc();
    return new Footprint(
        descriptorsHeld().size(),
        mappingsHeld().size(),
        Thread.getAllStackTraces().size(),
        writers);
  }

  /** Attaches for the look only, which leaves nothing behind. */
  private static int countWriters(WorkerOrders orders) throws IOException {
    SharedLogConfig config =
        SharedLogConfig.defaults().withGeometry(orders.chunkBytes(), orders.maxChunks());
    try (SharedLog log = SharedLog.open(orders.file(), config)) {
      return log.status().map(LogStatus::writers).orElseThrow().size();
    }
  }

  /** The open files, without collecting garbage first. */
  static List<String> descriptorsHeld() throws IOException {
    List<String> held = new ArrayList<>();
    try (var descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
      for (Path descriptor : descriptors) {
        held.add(descriptor.toString());
      }
    }
    return held;
  }

  private static List<String> mappingsHeld() throws IOException {
    try (var mappings = Files.lines(MAPPINGS)) {
      return mappings.filter(line -> line.contains(STATE_DIRECTORY)).toList();
    }
  }

  Footprint least(Footprint other) {
    return new Footprint(
        Math.min(descriptors, other.descriptors),
        Math.min(mappings, other.mappings),
        Math.min(threads, other.threads),
        Math.min(writers, other.writers));
  }

  /** Whether nothing is more than there. */
  boolean isWithin(Footprint bound) {
    return equals(least(bound));
  }

  /** What is held now, one by one, for a message. */
  static String details() throws IOException {
    List<String> targets = new ArrayList<>();
    for (String descriptor : descriptorsHeld()) {
      Path link = Path.of(descriptor);
      if (Files.isSymbolicLink(link)) {
        targets.add(Files.readSymbolicLink(link).toString());
      }
    }
    return "descriptors "
        + targets
        + ", mappings "
        + mappingsHeld()
        + ", threads "
        + Thread.getAllStackTraces().keySet();
  }
}
