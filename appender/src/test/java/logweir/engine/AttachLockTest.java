package logweir.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttachLockTest {
  @TempDir private Path parent;
  private Path log;
  private StateDirectory directory;

  @BeforeEach
  void createLog() throws IOException {
    log = Files.createFile(parent.resolve("app.log"));
    directory = StateDirectory.of(log, Optional.empty());
  }

  @Test
  void shouldMakeTheDirectoryAndKeepOtherJvmsOutUntilItIsGivenBack() throws Exception {
    try (AttachLock lock = AttachLock.acquire(directory, Duration.ofSeconds(5))) {
      assertThat(lock).isNotNull();
      assertThat(ForeignLock.couldBeHad(directory.attachLock())).isFalse();
    }
    assertThat(ForeignLock.couldBeHad(directory.attachLock())).isTrue();
  }

  @Test
  void shouldGiveUpWhenAnotherJvmKeepsItForTooLong() throws Exception {
    directory.create();
    Files.createFile(directory.attachLock());
    ForeignLock held = ForeignLock.on(directory.attachLock());
    try (held) {
      assertThatIOException()
          .isThrownBy(() -> AttachLock.acquire(directory, Duration.ofMillis(20)))
          .withMessage(
              "another process keeps the attach lock: path="
                  + directory.attachLock()
                  + ", waited=PT0.02S");
    }

    AttachLock.acquire(directory, Duration.ofSeconds(5)).close();
  }

  @Test
  void shouldLetTheThreadsOfOneJvmTakeTurns() throws Exception {
    StateDirectory same = StateDirectory.of(log, Optional.empty());
    StateDirectory other = StateDirectory.of(parent.resolve("other.log"), Optional.empty());

    assertThat(AttachLock.turnOf(directory)).isSameAs(AttachLock.turnOf(same));
    assertThat(AttachLock.turnOf(directory)).isNotSameAs(AttachLock.turnOf(other));
  }
}
