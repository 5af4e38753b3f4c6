package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import logweir.integration.harness.FaultTrials;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.LinesSince;
import logweir.integration.harness.LogSink;
import logweir.integration.harness.Scale;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.Workers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * JVMs that log while somebody deletes or cuts what they work with. None crashes or hangs, each
 * says what happened, and what is logged from then on gets to the file.
 */
class LiveDamageIT {
  private static final int ROUNDS = Scale.of(1, 10);
  private static final int THREADS = 2;
  private static final int LINES_AFTER = 1_000;
  private static final int NEWCOMER_LINES = 100;

  /** Longer than half the ring. */
  private static final int LARGE = 70_000;

  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;
  private Path file;
  private Path state;
  private int started;

  /** What is done to the staging area. */
  enum Damage {
    DIRECTORY_DELETED("state directory deleted", Loss.SURE),
    CONTROL_DELETED("control file deleted", Loss.SURE),
    CONTROL_EMPTIED("control file cut", Loss.SURE),
    CONTROL_HALVED("control file cut", Loss.NONE),
    CHUNKS_EMPTIED("chunks file cut", Loss.SURE),
    CHUNKS_HALVED("chunks file cut", Loss.SURE),
    SPILL_DELETED("spill file deleted", Loss.POSSIBLE),
    LOCKS_DELETED("lock files deleted", Loss.NONE);

    private final String row;
    private final Loss loses;

    Damage(String row, Loss loses) {
      this.row = row;
      this.loses = loses;
    }
  }

  /** Whether the JVMs give the staging area up. */
  enum Loss {
    SURE,
    /** If it happens while a line is in the file that goes. */
    POSSIBLE,
    NONE
  }

  @BeforeEach
  void setUp() {
    file = directory.resolve("app.log");
    state = directory.resolve(".app.log.logweir");
  }

  @ParameterizedTest
  @EnumSource
  void shouldGoOnWhenTheStagingAreaIsDamaged(Damage damage) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      FaultTrials.of(damage.row).trial(() -> damage(damage));
    }
  }

  private void damage(Damage damage) throws Exception {
    Workers running = jvms.startAll(orders(damage), orders(damage)).go();
    running.all().forEach(worker -> worker.awaitAcknowledged(LINES_AFTER));

    inflict(damage);
    LinesSince since = LinesSince.now(running);
    if (damage.loses == Loss.SURE) {
      running.all().forEach(LiveDamageIT::awaitLoss);
    }
    if (damage.row.startsWith("chunks")) {
      // What was staged until the damage was noticed may have gone with the chunks.
      since = LinesSince.now(running);
    }
    since.awaitAcknowledged(LINES_AFTER);
    if (damage.loses == Loss.POSSIBLE && hasComplaints(running)) {
      running.all().forEach(LiveDamageIT::awaitLoss);
      since = LinesSince.now(running);
      since.awaitAcknowledged(LINES_AFTER);
    }
    Worker newcomer = jvms.start(orders().lines(NEWCOMER_LINES));
    newcomer.awaitReady().go().awaitEnded();
    running.stop();
    running.all().forEach(Worker::awaitEnded);

    since.assertOnce(List.of(file));
    assertThat(newcomer.acknowledged()).isEqualTo(THREADS * NEWCOMER_LINES);
    if (damage.loses != Loss.POSSIBLE) {
      boolean loses = damage.loses == Loss.SURE;
      assertThat(running.all()).allMatch(worker -> worker.complaints().isEmpty() != loses);
    }
    Files.delete(file);
    delete(state);
  }

  @Test
  void shouldFollowALogThatIsRenamedDeletedOrCut() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      FaultTrials.of("log renamed, deleted, cut").trials(3, this::damageLog);
    }
  }

  private void damageLog() throws Exception {
    Workers running = startTwo();
    Path renamed = directory.resolve("app.log.1");

    Files.move(file, renamed);
    LinesSince afterRename = LinesSince.now(running);
    afterRename.awaitAcknowledged(LINES_AFTER);
    afterRename.assertOnce(List.of(renamed, awaitQuiet(running)));
    Workers next = startTwo();
    cut(file, 0);
    LinesSince afterCut = LinesSince.now(next);
    afterCut.awaitAcknowledged(LINES_AFTER);
    Files.delete(file);
    LinesSince afterDelete = LinesSince.now(next);
    afterDelete.awaitAcknowledged(LINES_AFTER);

    afterDelete.assertOnce(List.of(awaitQuiet(next)));
    assertThat(next.all()).allMatch(worker -> worker.complaints().isEmpty());
    Files.delete(file);
    Files.delete(renamed);
  }

  private Path awaitQuiet(Workers workers) {
    workers.stop().awaitDone();
    return file;
  }

  private Workers startTwo() {
    Workers workers = jvms.startAll(orders(), orders()).go();
    workers.all().forEach(worker -> worker.awaitAcknowledged(LINES_AFTER));
    return workers;
  }

  // The spill file is there once a line is longer than half the ring.
  private WorkerOrders orders(Damage damage) {
    return damage == Damage.SPILL_DELETED ? orders().sizes(128, 700, 128, LARGE, 2000) : orders();
  }

  private static boolean hasComplaints(Workers workers) {
    return !workers.all().stream().allMatch(worker -> worker.complaints().isEmpty());
  }

  private WorkerOrders orders() {
    return WorkerOrders.logTo(file)
        .asJvm(started++)
        .threads(THREADS)
        .geometry(16 * 1024, 8)
        .sizes(128, 700, 2000)
        .maxBlockMillis(1000)
        .pauseMicros(50)
        .lines(WorkerOrders.UNTIL_STOPPED);
  }

  private static void awaitLoss(Worker worker) {
    worker
        .jvm()
        .await(
            "loss noticed by " + worker.jvm().name(),
            () -> hasLost(worker) || !worker.jvm().isAlive());
  }

  // Another complaint may come before, of a page that a thread has found gone.
  private static boolean hasLost(Worker worker) {
    return worker.complaints().stream().anyMatch(text -> text.contains(LogSink.STAGING_LOST));
  }

  private void inflict(Damage damage) throws IOException {
    switch (damage) {
      case DIRECTORY_DELETED -> delete(state);
      case CONTROL_DELETED -> Files.delete(state.resolve("control"));
      case CONTROL_EMPTIED -> cut(state.resolve("control"), 0);
      case CONTROL_HALVED -> cut(state.resolve("control"), 2);
      case CHUNKS_EMPTIED -> cut(one("chunks-"), 0);
      case CHUNKS_HALVED -> cut(one("chunks-"), 2);
      case SPILL_DELETED -> deleteAll("spill-");
      case LOCKS_DELETED -> {
        deleteAll("writer-");
        deleteAll("attach");
      }
    }
  }

  private Path one(String prefix) throws IOException {
    return named(prefix).get(0);
  }

  private void deleteAll(String prefix) throws IOException {
    List<Path> all = named(prefix);
    assertThat(all).as(prefix).isNotEmpty();
    for (Path found : all) {
      Files.delete(found);
    }
  }

  private List<Path> named(String prefix) throws IOException {
    try (Stream<Path> files = Files.list(state)) {
      return files.filter(each -> each.getFileName().toString().startsWith(prefix)).toList();
    }
  }

  // To nothing, or to a part of its length.
  private static void cut(Path file, int divisor) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(divisor == 0 ? 0 : channel.size() / divisor);
    }
  }

  private static void delete(Path directory) throws IOException {
    List<Path> all = new ArrayList<>();
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(all::add);
    }
    for (Path each : all) {
      Files.deleteIfExists(each);
    }
  }
}
