package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import logweir.integration.harness.AttachedBean;
import logweir.integration.harness.Hang;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.WorkerOrders.Way;
import logweir.integration.harness.Workers;
import logweir.logback.MmapSharedAppenderMXBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The MXBeans of two JVMs that share a log, held against what they did. */
class ManagementIT {
  private static final int LINES = 1000;
  private static final int THREADS = 2;
  private static final int CHUNK_BYTES = 16 << 10;

  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;

  private static WorkerOrders logTo(Path file) {
    return WorkerOrders.logTo(file).through(Way.LOGBACK).rounds(2);
  }

  /** The JVMs have no MBean server before they are attached to. */
  @Test
  void shouldCountWhatEachJvmLogged() throws Exception {
    Path file = directory.resolve("app.log");
    WorkerOrders orders = logTo(file).threads(THREADS).lines(LINES).sizes(64, 700, 128);
    Workers workers = jvms.startAll(orders, orders.asJvm(1).lines(2 * LINES)).go();
    workers.all().forEach(worker -> worker.awaitRoundEnd(0));

    try (AttachedBean first = AttachedBean.of(workers.all().get(0));
        AttachedBean second = AttachedBean.of(workers.all().get(1))) {
      MmapSharedAppenderMXBean one = first.figures();
      MmapSharedAppenderMXBean other = second.figures();
      Hang.await("an empty backlog").until(() -> one.getSharedBacklogBytes() == 0);

      assertThat(one.getEvents()).isEqualTo(THREADS * LINES);
      assertThat(other.getEvents()).isEqualTo(2 * THREADS * LINES);
      assertThat(one.getBytes() + other.getBytes()).isEqualTo(Files.size(file));
      for (MmapSharedAppenderMXBean each : List.of(one, other)) {
        assertThat(each.getFile()).isEqualTo(file.toRealPath().toString());
        assertThat(each.isStaged()).isTrue();
        assertThat(each.getDirectEvents()).isZero();
        assertThat(each.getDrops()).isZero();
        assertThat(each.getSharedWriters()).isEqualTo(2);
        assertThat(each.getSharedEvents()).isEqualTo(3 * THREADS * LINES);
        assertThat(each.getSharedPublishedBytes()).isEqualTo(Files.size(file));
        assertThat(each.getSharedLinesPerPublish() * each.getSharedPublishes())
            .isBetween(3.0 * THREADS * LINES - 1, 3.0 * THREADS * LINES + 1);
        assertThat(each.getSharedLagNanos()).isZero();
      }
      assertThat(one.getSharedPublishes()).isEqualTo(other.getSharedPublishes()).isPositive();
      assertThat(one.isPublishing()).isNotEqualTo(other.isPublishing());
      Worker publisher = workers.all().get(one.isPublishing() ? 0 : 1);
      assertThat(one.getSharedPublisherPid()).isEqualTo(publisher.jvm().pid());
    }

    workers.all().forEach(Worker::go);
    workers.awaitDone().assertEveryLineOnce(file);
  }

  @Test
  void shouldCountHowLongALineWasHeldUp() throws Exception {
    Path file = directory.resolve("app.log");
    WorkerOrders small = logTo(file).geometry(CHUNK_BYTES, 2).lines(LINES);
    Worker stopped = jvms.start(small.asJvm(1).lines(10).failpoint("CLAIMED"));
    Worker held = jvms.start(small);
    stopped.awaitReady().go().awaitAt("CLAIMED");
    held.awaitReady();
    try (AttachedBean bean = AttachedBean.of(held)) {
      MmapSharedAppenderMXBean figures = bean.figures();
      assertThat(figures.getBlockedEvents()).isZero();
      assertThat(figures.getBlockedNanos()).isZero();
      held.go();
      Hang.await("a full ring").until(bean::isWaitingForRoom);
      long since = System.nanoTime();
      long lag = figures.getSharedLagNanos();
      Hang.await("some lag").until(() -> figures.getSharedLagNanos() > lag + 50_000_000);
      long heldUp = System.nanoTime() - since;
      assertThat(figures.getSharedBacklogBytes())
          .isBetween(2L * CHUNK_BYTES - 256, 2L * CHUNK_BYTES);

      stopped.goOnFrom("CLAIMED");
      held.awaitRoundEnd(0);

      assertThat(figures.getBlockedEvents()).isPositive();
      assertThat(figures.getBlockedNanos()).isGreaterThan(heldUp);
    }
    Workers workers = new Workers(List.of(stopped, held));
    workers.all().forEach(Worker::go);
    workers.awaitDone().assertEveryLineOnce(file);
  }

  /** One dies in the middle of a line, another one in the middle of a batch. */
  @Test
  void shouldCountWhatWasRecovered() throws Exception {
    Path file = directory.resolve("app.log");
    Mortals mortals = new Mortals(jvms, Mortals.logTo(file).through(Way.LOGBACK).lines(50));
    Worker survivor = mortals.start(mortals.orders().rounds(2));
    Worker inALine = mortals.startFor(mortals.orders(), "CLAIMED#9");
    Worker inABatch = mortals.startFor(mortals.orders(), "INTENT_RECORDED");
    Worker next = mortals.start(mortals.orders());
    // Without one who lives the figures would begin anew.
    survivor.go().awaitReady();
    Mortals.sendTo(inABatch, "INTENT_RECORDED").kill();
    Mortals.sendTo(inALine, "CLAIMED").kill();
    try (AttachedBean bean = AttachedBean.of(survivor)) {
      MmapSharedAppenderMXBean figures = bean.figures();
      survivor.go().awaitRoundEnd(0);
      Hang.await("an empty backlog").until(() -> figures.getSharedBacklogBytes() == 0);

      // Another thread of each may have been at something, too.
      assertThat(figures.getSharedReclaimedLanes()).isBetween(1L, 2L);
      assertThat(figures.getSharedCompletedBatches()).isBetween(1L, 2L);

      // Whoever attaches clears the dead away.
      Mortals.send(next).awaitDone();
      assertThat(figures.getSharedDeadWriters()).isEqualTo(2);
      assertThat(figures.getSharedWriters()).isEqualTo(1);
      assertThat(figures.getEvents()).isEqualTo(50);
    }
    survivor.go().awaitDone();
    mortals.all().assertEveryLineOnce(file);
  }

  @Test
  void shouldLogInAJvmWithoutTheModuleForManagement() {
    Path file = directory.resolve("app.log");
    WorkerOrders orders = logTo(file).rounds(1).lines(LINES);
    Worker without =
        jvms.start(orders.jvmOptions("--limit-modules", "java.xml,java.naming,jdk.unsupported"));
    Workers workers = new Workers(List.of(without, jvms.start(orders.asJvm(1))));

    workers.go().awaitDone().assertEveryLineOnce(file);
  }
}
