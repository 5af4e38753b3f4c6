package logweir.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static logweir.engine.StagingFixture.framedOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import logweir.engine.StagedAppender.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Its thread is not started: what is published is published by the calls. */
class StagedAppenderTest {
  private static final int KB = 1024;
  private static final byte[] LINE = framedOf(KB, 'x').getBytes(ISO_8859_1);

  @TempDir private Path directory;
  private Path file;
  private Attachment attachment;
  private StagedAppender appender;

  @BeforeEach
  void attach() throws IOException {
    file = directory.resolve("app.log");
    attach(SharedLogConfig.defaults());
  }

  private void attach(SharedLogConfig config) throws IOException {
    if (appender != null) {
      leave();
    }
    LogFile log = new LogFile(file, Optional.empty());
    log.follow();
    StateDirectory state = StateDirectory.of(file, Optional.empty());
    state.create();
    attachment = Attachment.attach(state, log, config, System::nanoTime);
    appender =
        new StagedAppender(
            attachment, log, config, () -> {}, new Tally(), System::nanoTime, lost -> {});
    appender.tryOut();
  }

  @AfterEach
  void leave() throws IOException {
    appender.leave(System.nanoTime() + 1_000_000_000, 0);
  }

  private void append(int lines) {
    for (int line = 0; line < lines; line++) {
      assertThat(appender.append(LINE, 0, LINE.length)).isEqualTo(Result.STAGED);
    }
  }

  @Test
  void shouldLeaveTwoMegabytesToTheThread() {
    append(2 * KB);

    assertThat(file).isEmptyFile();
  }

  @Test
  void shouldHelpOnceMoreThanThatWaits() throws IOException {
    append(2 * KB + 128);

    assertThat(Files.size(file)).isGreaterThan(2 * KB * (KB - 8));
  }

  @Test
  void shouldHelpOnceHalfOfASmallerRingWaits() throws IOException {
    attach(SharedLogConfig.defaults().withGeometry(64 * KB, 4));

    append(128);
    assertThat(file).isEmptyFile();

    append(8);
    assertThat(Files.size(file)).isGreaterThan(128 * (KB - 8));
  }

  @Test
  void shouldLeaveItsLineToWhoeverHasTheLock() throws IOException {
    attach(SharedLogConfig.defaults().withPublishInterval(Duration.ZERO));
    assertThat(attachment.area().publisherLock().tryAcquire()).isTrue();

    append(1);

    assertThat(file).isEmptyFile();
    assertThat(attachment.area().control().urgentVolatile()).isTrue();
    attachment.area().publisherLock().release();
  }
}
