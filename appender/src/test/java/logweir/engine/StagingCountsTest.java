package logweir.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static logweir.engine.StagingFixture.CHUNK;
import static logweir.engine.StagingFixture.lineOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import logweir.layout.Control;
import logweir.layout.Frame;
import logweir.layout.LaneWord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a staging area stands, as one of its writers reads it. */
class StagingCountsTest {
  @TempDir private Path directory;

  private SharedLog open() throws IOException {
    return SharedLog.open(
        directory.resolve("app.log"), SharedLogConfig.defaults().withGeometry(CHUNK, 2));
  }

  private static void append(SharedLog log, String line) {
    byte[] bytes = line.getBytes(ISO_8859_1);
    assertThat(log.append(bytes, 0, bytes.length)).isTrue();
  }

  private static StagingCounts counts(SharedLog log) {
    return log.stagingCounts().orElseThrow();
  }

  @Test
  void shouldSayTheSameAsTheStatus() throws Exception {
    try (SharedLog log = open();
        SharedLog other = open()) {
      SharedLog left = open();
      append(log, "1\n");
      append(other, "2\n");
      append(other, lineOf(5 * CHUNK, 'L'));
      append(left, "4\n");
      left.close();
      await().until(() -> counts(log).backlogBytes() == 0);

      StagingCounts counts = counts(log);
      LogStatus status = log.status().orElseThrow();
      assertThat(counts.writers()).isEqualTo(2);
      assertThat(counts.lines()).isEqualTo(4).isEqualTo(status.lines());
      assertThat(counts.directLines()).isZero();
      assertThat(counts.drops()).isEqualTo(status.drops());
      assertThat(counts.publishes()).isPositive().isEqualTo(status.publishes());
      assertThat(counts.writeCalls()).isEqualTo(status.writeCalls());
      assertThat(counts.publishedBytes())
          .isEqualTo(status.publishedBytes())
          .isEqualTo(Files.size(log.file()));
      assertThat(counts.linesPerPublish()).isEqualTo(4.0 / counts.publishes());
      assertThat(counts.lag()).isZero();
    }
  }

  @Test
  void shouldSayWhoPublishes() throws Exception {
    try (SharedLog log = open();
        SharedLog other = open()) {
      assertThat(counts(log).publisherPid()).isEmpty();
      append(log, "1\n");
      await().until(() -> counts(log).publishes() == 1);

      assertThat(counts(log).publisherPid()).hasValue(ProcessHandle.current().pid());
      assertThat(counts(log).publishesHere()).isNotEqualTo(counts(other).publishesHere());
    }
  }

  @Test
  void shouldTellTheBacklogAndHowLongItHasBeenWaiting() throws Exception {
    try (SharedLog log = open()) {
      append(log, "first\n");
      await().until(() -> counts(log).backlogBytes() == 0);
      Control control = StagingArea.open(StateDirectory.of(log.file(), Optional.empty())).control();
      // A thread of this very JVM, which never dies, in mid-copy.
      control.slot(0).lane(9).wordRelease(LaneWord.claimed(control.cursorVolatile()));
      append(log, "held back\n");

      assertThat(counts(log).backlogBytes()).isEqualTo(Frame.bytes("held back\n".length()));
      await().until(() -> counts(log).lag().compareTo(Duration.ofMillis(50)) > 0);

      control.slot(0).lane(9).wordRelease(LaneWord.free(control.slot(0).writerIdVolatile()));
      await().until(() -> counts(log).backlogBytes() == 0);
      assertThat(counts(log).lag()).isZero();
    }
  }

  @Test
  void shouldNotTakeATimeWithoutLinesForLag() throws Exception {
    try (StagingFixture staging = new StagingFixture(directory)) {
      StagingFixture.Writer writer = staging.newWriter();
      StagingGauge gauge = new StagingGauge(writer.area, staging.clock);
      writer.stage("1\n");
      writer.publisher.publish();
      staging.clock.advanceMillis(3_600_000);
      gauge.look();
      staging.clock.advanceMillis(2);
      writer.stage("2\n");

      assertThat(gauge.read().lag()).isEqualTo(Duration.ofMillis(2));
      gauge.look();
      staging.clock.advanceMillis(5);
      assertThat(gauge.read().lag()).isEqualTo(Duration.ofMillis(7));
    }
  }

  @Test
  void shouldCountFromTheLastBatchOnWhileLinesCome() throws Exception {
    try (StagingFixture staging = new StagingFixture(directory)) {
      StagingFixture.Writer writer = staging.newWriter();
      StagingGauge gauge = new StagingGauge(writer.area, staging.clock);
      staging.clock.advanceMillis(20);
      writer.stage("1\n");
      writer.publisher.publish();
      writer.stage("2\n");
      staging.clock.advanceMillis(3);

      assertThat(gauge.read().lag()).isEqualTo(Duration.ofMillis(3));
    }
  }
}
