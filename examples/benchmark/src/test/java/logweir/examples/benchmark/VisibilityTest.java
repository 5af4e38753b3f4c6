package logweir.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VisibilityTest {
  private static final int MESSAGE_BYTES = 100;
  private static final long AGE_NANOS = TimeUnit.MINUTES.toNanos(1);

  @TempDir Path directory;

  private final LineText.Messages messages = new LineText.Messages(1, 1, MESSAGE_BYTES);

  @Test
  void shouldTellHowOldLinesAreWhenTheyAreFound() throws Exception {
    Path log = directory.resolve("app.log");
    Visibility reader = Visibility.of(List.of(log), MESSAGE_BYTES);
    append(log, lines(1_000));

    Histogram ages = reader.stop();

    assertThat(ages.getTotalCount()).isEqualTo(1_000);
    assertThat(ages.getMinValue()).isGreaterThanOrEqualTo(ages.lowestEquivalentValue(AGE_NANOS));
  }

  @Test
  void shouldNotFindALineBeforeItsEnd() throws Exception {
    Path log = directory.resolve("app.log");
    String line = lines(1);
    Visibility reader = Visibility.of(List.of(log), MESSAGE_BYTES);
    append(log, lines(1) + line.substring(0, line.length() - 1));

    assertThat(reader.stop().getTotalCount()).isEqualTo(1);
  }

  @Test
  void shouldFollowSeveralFiles() throws Exception {
    List<Path> logs = List.of(directory.resolve("1.log"), directory.resolve("2.log"));
    Visibility reader = Visibility.of(logs, MESSAGE_BYTES);
    append(logs.get(0), lines(3));
    append(logs.get(1), lines(4));

    assertThat(reader.stop().getTotalCount()).isEqualTo(7);
  }

  @Test
  void shouldNotWaitForAFileThatNeverComes() throws Exception {
    Visibility reader = Visibility.of(List.of(directory.resolve("none.log")), MESSAGE_BYTES);

    assertThat(reader.stop().getTotalCount()).isZero();
  }

  private void append(Path log, String content) throws IOException {
    Files.writeString(log, content, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private String lines(int count) {
    StringBuilder lines = new StringBuilder();
    for (int line = 0; line < count; line++) {
      lines.append(
          "12:34:56.789 [%s] INFO  %s - %s\n"
              .formatted(
                  LineText.threadName(1, 1),
                  LineText.LOGGER,
                  messages.next(System.nanoTime() - AGE_NANOS)));
    }
    return lines.toString();
  }
}
