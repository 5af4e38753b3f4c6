package logweir.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static logweir.engine.StagingFixture.lineOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A {@link SharedLog} whose state directory cannot be made. */
class UnstagedLogTest {
  @TempDir private Path directory;
  private final Heard heard = new Heard();
  private Path file;
  private Path inTheWay;
  private SharedLog log;

  @BeforeEach
  void openWithAFileInPlaceOfTheStateDirectory() throws IOException {
    file = directory.resolve("app.log");
    inTheWay = Files.writeString(directory.resolve(".app.log.logweir"), "precious");
    log = open();
  }

  @AfterEach
  void close() {
    log.close();
  }

  private SharedLog open() throws IOException {
    return SharedLog.open(
        file,
        SharedLogConfig.defaults()
            .withHeaderAndFooter("#\n".getBytes(ISO_8859_1), null)
            .withListener(heard));
  }

  private boolean append(String line) {
    byte[] bytes = line.getBytes(ISO_8859_1);
    return log.append(bytes, 0, bytes.length);
  }

  @Test
  void shouldSayWhyAndLeaveWhatIsInTheWayAlone() {
    assertThat(log.isStaged()).isFalse();
    assertThat(heard.warnings())
        .containsExactly("lines are not staged, each is a write: path=" + file);
    assertThat(heard.causes().get(0))
        .hasMessage("state directory is not a directory: path=" + inTheWay);
    assertThat(inTheWay).hasContent("precious");
  }

  @Test
  void shouldHaveEachLineInTheFileAtOnce() {
    assertThat(append("1\n")).isTrue();
    assertThat(file).hasContent("#\n1\n");
    assertThat(append("2\n")).isTrue();
    assertThat(file).hasContent("#\n1\n2\n");
  }

  @Test
  void shouldAppendLongLinesAndThoseThatStartWithAZeroByte() throws Exception {
    String large = lineOf(3 << 20, 'L');

    assertThat(append(large)).isTrue();
    assertThat(append("\0zero\n")).isTrue();

    assertThat(Files.readString(file)).isEqualTo("#\n" + large + "\0zero\n");
  }

  @Test
  void shouldShareTheFileWithOthers() throws Exception {
    try (SharedLog other = open()) {
      append("1\n");
      assertThat(other.append("2\n".getBytes(ISO_8859_1), 0, 2)).isTrue();
      append("3\n");
    }

    assertThat(file).hasContent("#\n1\n2\n3\n");
  }

  @Test
  void shouldFollowARenamedFile() throws Exception {
    append("1\n");
    Path renamed = Files.move(file, directory.resolve("app.log.1"));
    append("2\n");

    assertThat(renamed).hasContent("#\n1\n");
    assertThat(file).hasContent("#\n2\n");
  }

  @Test
  void shouldReportALineThatTheDiskRefuses() throws Exception {
    append("1\n");
    Path kept = Files.move(file, directory.resolve("kept.log"));
    Files.createDirectory(file);

    assertThat(append("2\n")).isFalse();

    assertThat(heard.warnings())
        .last()
        .isEqualTo("lines could not be written: path=" + file + ", lost lines=1");
    Files.delete(file);
    Files.move(kept, file);
    assertThat(append("3\n")).isTrue();
    assertThat(file).hasContent("#\n1\n3\n");
  }

  @Test
  void shouldHaveNoStatusAndNothingToTrim() throws Exception {
    log.trim();

    assertThat(log.status()).isEmpty();
  }

  @Test
  void shouldRefuseLinesOnceItIsClosed() throws Exception {
    append("1\n");

    log.close();

    assertThat(append("2\n")).isFalse();
    assertThat(file).hasContent("#\n1\n");
  }

  @Test
  void shouldAppendOnAnInterruptedThreadAndLeaveItInterrupted() {
    Thread.currentThread().interrupt();

    boolean done = append("1\n");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(done).isTrue();
    assertThat(file).hasContent("#\n1\n");
  }

  @Test
  void shouldLeaveNothingBesideTheLog() throws Exception {
    append("1\n");
    log.close();

    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactlyInAnyOrder(file, inTheWay);
    }
  }
}
