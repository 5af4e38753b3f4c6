package logweir.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static logweir.engine.StagingFixture.lineOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectAppenderTest {
  private static final Duration MAX_BLOCK = Duration.ofMillis(20);

  @TempDir private Path directory;
  private Path file;
  private DirectAppender appender;

  @BeforeEach
  void open() {
    file = directory.resolve("app.log");
    appender = newAppender(Bytes.NONE);
  }

  @AfterEach
  void close() throws IOException {
    appender.close();
  }

  private DirectAppender newAppender(Bytes header) {
    return new DirectAppender(new LogFile(file, Optional.empty()), header, MAX_BLOCK);
  }

  private void append(String line) throws IOException {
    byte[] bytes = line.getBytes(ISO_8859_1);
    appender.append(bytes, 0, bytes.length);
  }

  @Test
  void shouldAppendLineByLine() throws Exception {
    append("1\n");
    append("22\n");

    assertThat(file).hasContent("1\n22\n");
  }

  @Test
  void shouldAppendThePieceOfAnArray() throws Exception {
    appender.append("..piece..".getBytes(ISO_8859_1), 2, 5);

    assertThat(file).hasContent("piece");
  }

  @Test
  void shouldAppendLinesOfAllLengthsOneBehindTheOther() throws Exception {
    StringBuilder expected = new StringBuilder();
    for (int length : new int[] {1, 8191, 8192, 8193, 1 << 20, (1 << 20) + 1, 3 << 20, 5}) {
      String line = lineOf(length, 'x');
      append(line);
      expected.append(line);
    }

    assertThat(Files.readString(file)).isEqualTo(expected.toString());
  }

  @Test
  void shouldStartEachFileWithTheHeader() throws Exception {
    appender = newAppender(Bytes.copyOf("#\n".getBytes(ISO_8859_1)));

    append("1\n");
    append("2\n");
    Path renamed = Files.move(file, directory.resolve("app.log.1"));
    append("3\n");

    assertThat(renamed).hasContent("#\n1\n2\n");
    assertThat(file).hasContent("#\n3\n");
  }

  @Test
  void shouldSayThatTheLineIsNotWritten() throws Exception {
    Files.createDirectory(file);

    assertThatIOException().isThrownBy(() -> append("1\n"));

    Files.delete(file);
    append("2\n");
    assertThat(file).hasContent("2\n");
  }

  @Test
  void shouldAppendOnAnInterruptedThreadAndLeaveItInterrupted() throws Exception {
    Thread.currentThread().interrupt();

    append("1\n");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(file).hasContent("1\n");
  }

  /** Two threads that come by while a third one is in a write that hangs. */
  @Test
  void shouldWaitForAWriteThatHangsOnceAndNoLonger() throws Exception {
    CountDownLatch holds = new CountDownLatch(1);
    CountDownLatch letGo = new CountDownLatch(1);
    Thread writer =
        new Thread(
            () ->
                appender.whileWhole(
                    () -> {
                      holds.countDown();
                      await(letGo);
                    }));
    writer.start();
    holds.await();
    long before = System.nanoTime();

    assertThatIOException().isThrownBy(() -> append("1\n"));
    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(MAX_BLOCK.toNanos());
    Thread.currentThread().interrupt();
    for (int line = 0; line < 1000; line++) {
      assertThatIOException().isThrownBy(() -> append("2\n"));
    }
    assertThat(Thread.interrupted()).isTrue();
    assertThat(System.nanoTime() - before).isLessThan(MAX_BLOCK.multipliedBy(1000).toNanos());

    letGo.countDown();
    writer.join();
    append("3\n");
    assertThat(file).hasContent("3\n");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
