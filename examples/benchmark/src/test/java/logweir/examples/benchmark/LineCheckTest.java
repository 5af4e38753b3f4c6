package logweir.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineCheckTest {
  private static final int MESSAGE_BYTES = 100;
  private static final int LOGGED = 4;

  @TempDir Path directory;

  private String[] lines;

  @BeforeEach
  void makeLines() {
    lines = lines(1, 1);
  }

  @Test
  void shouldFindNothingWrongWithWholeLines() throws IOException {
    assertThat(check(lines[0] + lines[1] + lines[2] + lines[3]))
        .isEqualTo(LineCheck.Violations.NONE);
  }

  @Test
  void shouldTellJvmsAndThreadsApart() throws IOException {
    StringBuilder mixed = new StringBuilder();
    for (int line = 0; line < LOGGED; line++) {
      for (int jvm = 1; jvm <= 2; jvm++) {
        for (int thread = 1; thread <= 2; thread++) {
          mixed.append(lines(jvm, thread)[line]);
        }
      }
    }
    List<Long> logged = Collections.nCopies(2, (long) LOGGED);

    assertThat(check(mixed.toString(), List.of(logged, logged)))
        .isEqualTo(LineCheck.Violations.NONE);
  }

  @Test
  void shouldReadMoreThanOneBufferHolds() throws IOException {
    int many = 30_000;
    StringBuilder content = new StringBuilder();
    LineText.Messages messages = new LineText.Messages(1, 1, MESSAGE_BYTES);
    for (int line = 0; line < many; line++) {
      content.append(line(1, 1, messages));
    }

    assertThat(check(content.toString(), List.of(List.of((long) many))))
        .isEqualTo(LineCheck.Violations.NONE);
  }

  @Test
  void shouldMissALostLine() throws IOException {
    assertThat(check(lines[0] + lines[1] + lines[3])).isEqualTo(violations(1, 0, 0, 0));
  }

  @Test
  void shouldMissTheLastLine() throws IOException {
    assertThat(check(lines[0] + lines[1] + lines[2])).isEqualTo(violations(1, 0, 0, 0));
  }

  @Test
  void shouldMissAllLinesOfAnEmptyFile() throws IOException {
    assertThat(check("")).isEqualTo(violations(LOGGED, 0, 0, 0));
  }

  @Test
  void shouldFindARepeatedLine() throws IOException {
    assertThat(check(lines[0] + lines[1] + lines[1] + lines[2] + lines[3]))
        .isEqualTo(violations(0, 1, 0, 0));
  }

  @Test
  void shouldFindAReorderedLine() throws IOException {
    assertThat(check(lines[0] + lines[2] + lines[1] + lines[3])).isEqualTo(violations(0, 0, 0, 1));
  }

  @Test
  void shouldFindATornLine() throws IOException {
    String torn = lines[1].substring(0, 70) + lines[2];

    assertThat(check(lines[0] + torn + lines[3])).isEqualTo(violations(2, 0, 1, 0));
  }

  @Test
  void shouldFindTwoLinesMixedToOneOfTheRightLength() throws IOException {
    String mixed = lines[1].substring(0, 150) + lines[2].substring(150);

    assertThat(check(lines[0] + mixed + lines[2] + lines[3])).isEqualTo(violations(1, 0, 1, 0));
  }

  @Test
  void shouldFindALineWithoutEnd() throws IOException {
    assertThat(check(lines[0] + lines[1] + lines[2] + lines[3].strip()))
        .isEqualTo(violations(1, 0, 1, 0));
  }

  @Test
  void shouldFindNulBytes() throws IOException {
    assertThat(check(lines[0] + lines[1] + "\0".repeat(5_000_000) + lines[2] + lines[3]))
        .isEqualTo(violations(1, 0, 1, 0));
  }

  @Test
  void shouldFindALineThatNobodyLogged() throws IOException {
    LineText.Messages messages = new LineText.Messages(1, 2, MESSAGE_BYTES);

    assertThat(check(lines[0] + lines[1] + lines[2] + lines[3] + line(1, 2, messages)))
        .isEqualTo(violations(0, 0, 1, 0));
  }

  @Test
  void shouldFindALineBehindTheLastOneThatWasLogged() throws IOException {
    assertThat(check(lines[0] + lines[1] + lines[2] + lines[3], List.of(List.of(3L))))
        .isEqualTo(violations(0, 0, 1, 0));
  }

  private static LineCheck.Violations violations(long lost, long repeated, long torn, long late) {
    return new LineCheck.Violations(lost, repeated, torn, late);
  }

  private LineCheck.Violations check(String content) throws IOException {
    return check(content, List.of(List.of((long) LOGGED)));
  }

  private LineCheck.Violations check(String content, List<List<Long>> logged) throws IOException {
    // In two files, to be read one after the other.
    int cut = content.indexOf('\n') + 1;
    Path first = Files.writeString(directory.resolve("first"), content.substring(0, cut));
    Path second = Files.writeString(directory.resolve("second"), content.substring(cut));
    return LineCheck.of(List.of(first, second), MESSAGE_BYTES, logged);
  }

  private static String[] lines(int jvm, int thread) {
    LineText.Messages messages = new LineText.Messages(jvm, thread, MESSAGE_BYTES);
    String[] lines = new String[LOGGED];
    for (int line = 0; line < LOGGED; line++) {
      lines[line] = line(jvm, thread, messages);
    }
    return lines;
  }

  private static String line(int jvm, int thread, LineText.Messages messages) {
    return "12:34:56.789 [%s] INFO  %s - %s\n"
        .formatted(LineText.threadName(jvm, thread), LineText.LOGGER, messages.next(0x123456789L));
  }
}
