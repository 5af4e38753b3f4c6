package logweir.examples.manyjvms;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckTest {
  @TempDir Path directory;

  private Tally tally;

  @BeforeEach
  void logThreeLines() throws IOException {
    tally = Tally.create(directory.resolve("tally"), 1);
    tally.logged(1, 3);
  }

  @Test
  void shouldFindWholeLines() throws IOException {
    Check.Result result = check(line(1) + line(2) + line(3));

    assertThat(result.isClean()).isTrue();
    assertThat(result.found()).isEqualTo(3);
  }

  @Test
  void shouldAllowForTheCallThatWasUnderWayAtTheEnd() throws IOException {
    assertThat(check(line(1) + line(2) + line(3) + line(4)).isClean()).isTrue();
  }

  @Test
  void shouldMissALine() throws IOException {
    assertThat(check(line(1) + line(3)).lost()).isEqualTo(1);
  }

  @Test
  void shouldCountARepeatedLine() throws IOException {
    assertThat(check(line(1) + line(2) + line(2) + line(3)).repeated()).isEqualTo(1);
  }

  @Test
  void shouldTellATornLine() throws IOException {
    String half = line(2).substring(0, 90);

    assertThat(check(line(1) + half + line(3))).returns(1L, Check.Result::torn);
    assertThat(check(line(1) + "\0" + line(2) + line(3))).returns(1L, Check.Result::torn);
    assertThat(check(line(1) + line(2) + line(3) + half)).returns(2L, Check.Result::torn);
  }

  @Test
  void shouldTellALineThatNobodyLogged() throws IOException {
    assertThat(check(line(1) + line(2) + line(3) + line(5)).torn()).isEqualTo(1);
  }

  private Check.Result check(String content) throws IOException {
    Path file = Files.writeString(directory.resolve("log"), content);
    return Check.of(file, List.of(tally));
  }

  private static String line(int number) {
    return "2026-01-02 03:04:05,678 [thread-1] INFO  logweir.examples.manyjvms.Worker - "
        + new Message(1, 1, number).text()
        + "\n";
  }
}
