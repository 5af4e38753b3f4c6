package logweir.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static logweir.engine.StagingFixture.CHUNK;
import static logweir.engine.StagingFixture.framedOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import logweir.layout.Control;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A {@link SharedLog} whose disk takes nothing, and a clock that stands still. */
class RefusedLogTest {
  private static final int MAX_BLOCK_MILLIS = 1000;

  @TempDir private Path directory;
  private final ManualClock clock = new ManualClock();

  /**
   * All attached processes run, so that one who only finds the lock taken would wait on. There is
   * room again, but who has the lock may have written half a batch by then.
   */
  @Test
  void shouldDropALineInTimeThoughAnotherThreadIsAtTheDiskWhenTheTimeIsUp() throws Exception {
    Path file = Files.createFile(directory.resolve("app.log"));
    byte[] quarter = framedOf(CHUNK / 2, 'x').getBytes(ISO_8859_1);
    try (SharedLog log = open(file)) {
      Control control = StagingArea.open(StateDirectory.of(file, Optional.empty())).control();
      Files.delete(file);
      Files.createDirectory(file);
      while (control.cursorVolatile() + CHUNK / 2 <= control.limitAcquire()) {
        assertThat(log.append(quarter, 0, quarter.length)).isTrue();
      }
      CompletableFuture<Boolean> call =
          CompletableFuture.supplyAsync(() -> log.append(quarter, 0, quarter.length));
      awaitRounds(call);
      long self = control.slot(0).writerIdVolatile();
      await().until(() -> control.publisherLock().tryTake(self));
      Files.delete(file);
      awaitRounds(call);

      clock.advanceMillis(MAX_BLOCK_MILLIS + 1);

      assertThat(call.get(30, TimeUnit.SECONDS)).isFalse();
      assertThat(log.append(quarter, 0, quarter.length)).isFalse();
      assertThat(file).doesNotExist();
      control.publisherLock().release(self);
    }
    assertThat(file).hasSize(4L * quarter.length);
  }

  // Long enough for some attempts, which nobody can see from outside.
  private static void awaitRounds(CompletableFuture<Boolean> call) {
    long end = System.nanoTime() + Duration.ofMillis(100).toNanos();
    await().until(() -> System.nanoTime() - end > 0);
    assertThat(call).isNotDone();
  }

  private SharedLog open(Path file) throws IOException {
    return SharedLog.open(
        file,
        SharedLogConfig.defaults()
            .withGeometry(CHUNK, 2)
            .withMaxBlockTime(Duration.ofMillis(MAX_BLOCK_MILLIS)),
        clock);
  }
}
