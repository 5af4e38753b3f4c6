package logweir.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static logweir.engine.StagingFixture.CHUNK;
import static logweir.engine.StagingFixture.lineOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import logweir.layout.Control;
import logweir.layout.LaneWord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a {@link SharedLog} counts of itself. */
class LogCountsTest {
  private static final Duration MAX_BLOCK = Duration.ofMillis(20);
  private static final String LARGE = lineOf(5 * CHUNK, 'L');
  private static final LogCounts NOTHING = counts(0, 0, 0, 0);

  @TempDir private Path directory;
  private final Heard heard = new Heard();
  private Path file;
  private SharedLogConfig config;

  @BeforeEach
  void configure() {
    file = directory.resolve("app.log");
    config =
        SharedLogConfig.defaults()
            .withGeometry(CHUNK, 2)
            .withMaxBlockTime(MAX_BLOCK)
            .withListener(heard);
  }

  private SharedLog open() throws IOException {
    return SharedLog.open(file, config);
  }

  private static boolean append(SharedLog log, String line) {
    byte[] bytes = line.getBytes(ISO_8859_1);
    return log.append(bytes, 0, bytes.length);
  }

  private Control control() throws IOException {
    return StagingArea.open(StateDirectory.of(file, Optional.empty())).control();
  }

  private static LogCounts counts(long lines, long bytes, long directLines, long drops) {
    return new LogCounts(lines, bytes, directLines, drops, 0, Duration.ZERO);
  }

  @Test
  void shouldCountStagedLinesAndTheirBytes() throws Exception {
    try (SharedLog log = open()) {
      assertThat(log.counts()).isEqualTo(NOTHING);

      append(log, "1\n");
      append(log, "22\n");

      assertThat(log.counts()).isEqualTo(counts(2, 5, 0, 0));
    }
  }

  @Test
  void shouldCountItsOwnLinesOnly() throws Exception {
    try (SharedLog log = open();
        SharedLog other = open()) {
      append(log, "1\n");
      append(other, "22\n");
      append(other, "22\n");

      assertThat(log.counts()).isEqualTo(counts(1, 2, 0, 0));
      assertThat(other.counts()).isEqualTo(counts(2, 6, 0, 0));
    }
  }

  @Test
  void shouldKeepItsCountsWhenItIsClosedAndItsSlotIsAnothers() throws Exception {
    SharedLog log = open();
    try (SharedLog stays = open()) {
      append(stays, "stays\n");
      append(log, "1\n");
      log.close();
      try (SharedLog next = open()) {
        append(next, "22\n");

        assertThat(append(log, "too late\n")).isFalse();
        assertThat(log.counts()).isEqualTo(counts(1, 2, 0, 0));
        assertThat(next.counts()).isEqualTo(counts(1, 3, 0, 0));
      }
    }
    assertThat(log.counts()).isEqualTo(counts(1, 2, 0, 0));
  }

  @Test
  void shouldCountALineThatIsTooLongForTheRingAndWasNotHeldUp() throws Exception {
    try (SharedLog log = open()) {
      append(log, LARGE);

      assertThat(log.counts().lines()).isEqualTo(1);
      assertThat(log.counts().bytes()).isEqualTo(LARGE.length());
      assertThat(log.counts().directLines()).isZero();
    }
  }

  @Test
  void shouldCountWhatIsAppendedDirectlyForWantOfAStagingArea() throws Exception {
    Files.writeString(directory.resolve(".app.log.logweir"), "in the way");
    try (SharedLog log = open()) {
      append(log, "1\n");
      append(log, LARGE);

      assertThat(log.counts()).isEqualTo(counts(2, 2 + LARGE.length(), 2, 0));
      assertThat(log.stagingCounts()).isEmpty();
    }
  }

  @Test
  void shouldCountLinesThatAreRefused() throws Exception {
    Files.writeString(directory.resolve(".app.log.logweir"), "in the way");
    try (SharedLog log = open()) {
      Files.delete(file);
      Files.createDirectory(file);
      assertThat(append(log, "1\n")).isFalse();
      assertThat(append(log, "2\n")).isFalse();

      assertThat(log.counts()).isEqualTo(counts(0, 0, 0, 2));
      Files.delete(file);
    }
  }

  @Test
  void shouldCountLinesThatAreRefusedWhileTheyAreStaged() throws Exception {
    try (SharedLog log = open()) {
      append(log, "1\n");
      await().until(() -> Files.size(file) > 0);
      Path kept = Files.move(file, directory.resolve("kept.log"));
      Files.createDirectory(file);
      while (append(log, lineOf(CHUNK / 2, 'x'))) {
        // Until the ring is full.
      }

      assertThat(log.counts().drops()).isEqualTo(1);
      assertThat(log.counts().blocked()).isGreaterThanOrEqualTo(MAX_BLOCK);
      Files.delete(file);
      Files.move(kept, file);
    }
  }

  @Test
  void shouldCountHowLongALineWasHeldUpForWantOfRoom() throws Exception {
    try (SharedLog log = open()) {
      append(log, "first\n");
      Control control = control();
      // A thread of this very JVM, which never dies, in mid-copy.
      control.slot(0).lane(9).wordRelease(LaneWord.claimed(control.cursorVolatile()));
      String line = lineOf(CHUNK / 2, 'x');
      while (control.cursorVolatile() + line.length() <= control.limitAcquire()) {
        append(log, line);
      }
      assertThat(log.counts().blocked()).isZero();
      assertThat(log.counts().blockedLines()).isZero();
      long before = System.nanoTime();

      append(log, line);

      Duration atMost = Duration.ofNanos(System.nanoTime() - before);
      assertThat(log.counts().blockedLines()).isEqualTo(1);
      assertThat(log.counts().blocked()).isBetween(MAX_BLOCK, atMost);
      assertThat(log.counts().directLines()).isEqualTo(1);
      control.slot(0).lane(9).wordRelease(LaneWord.free(control.slot(0).writerIdVolatile()));
    }
  }

  @Test
  void shouldCountOnInAnotherStagingArea() throws Exception {
    try (SharedLog log = open()) {
      append(log, "1\n");
      Files.delete(StateDirectory.of(file, Optional.empty()).control());
      await().until(() -> !log.isStaged());
      assertThat(log.counts()).isEqualTo(counts(1, 2, 0, 0));
      append(log, "22\n");
      assertThat(log.counts()).isEqualTo(counts(2, 5, 1, 0));

      await().atMost(Duration.ofSeconds(30)).until(log::isStaged);
      append(log, "333\n");
      append(log, "333\n");

      assertThat(log.counts()).isEqualTo(counts(4, 13, 1, 0));
    }
    assertThat(Files.size(file)).isEqualTo(13);
  }

  @Test
  void shouldKeepWhatItReadLastWhenTheSlotIsTakenAway() throws Exception {
    try (SharedLog log = open()) {
      append(log, "1\n");
      await().until(() -> Files.size(file) > 0);
      assertThat(log.counts().lines()).isEqualTo(1);

      control().slot(0).writerIdVolatile(0);
      control().slot(0).reset(0);

      assertThat(log.counts().lines()).isEqualTo(1);
      await().until(() -> !log.isStaged());
      append(log, "2\n");
      assertThat(log.counts()).isEqualTo(counts(2, 4, 1, 0));
    }
  }

  @Test
  void shouldKeepWhatItReadLastWhenTheControlFileIsCut() throws Exception {
    try (SharedLog log = open()) {
      append(log, "1\n");
      await().until(() -> Files.size(file) > 0);
      assertThat(log.counts().lines()).isEqualTo(1);

      Path cut = StateDirectory.of(file, Optional.empty()).control();
      try (FileChannel control = FileChannel.open(cut, StandardOpenOption.WRITE)) {
        control.truncate(0);
      }

      await().until(() -> !log.isStaged());
      assertThat(log.counts().lines()).isEqualTo(1);
      assertThat(log.stagingCounts()).isEmpty();
    }
  }

  @Test
  void shouldDoWhatIsToBeDoneEverySecondUntilItFails() throws Exception {
    try (SharedLog log = open()) {
      log.everySecond(
          () -> {
            throw new IllegalStateException("on purpose");
          });

      await().until(() -> !heard.warnings().isEmpty());

      append(log, "1\n");
      await().until(() -> Files.size(file) > 0);
      assertThat(log.isStaged()).isTrue();
      assertThat(heard.warnings())
          .containsExactly("what was to be done every second failed: path=" + file);
    }
  }
}
