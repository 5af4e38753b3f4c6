package logweir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import logweir.cli.TopSample.LogFileSize;
import logweir.engine.LogStatus;
import logweir.engine.SharedLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogWatchTest {
  @TempDir private Path directory;
  private StagingFixture fixture;

  @BeforeEach
  void prepare() {
    fixture = new StagingFixture(directory);
  }

  @Test
  void shouldFollowALogWhoseStagingAreaIsReplaced() throws Exception {
    SharedLog first = SharedLog.open(fixture.log(), DyingWriter.CONFIG);
    StagingFixture.append(first, "one");
    StagingFixture.append(first, "two");
    LogWatch watch = watch();
    assertThat(lines(watch.look())).hasValue(2L);

    first.close();
    assertThat(watch.look().status()).isEmpty();

    try (SharedLog next = SharedLog.open(fixture.log(), DyingWriter.CONFIG)) {
      StagingFixture.append(next, "three");
      assertThat(lines(watch.look())).hasValue(1L);
    }
    assertThat(watch.look().trouble()).isEmpty();
  }

  @Test
  void shouldSeeTheSizeOfTheFile() throws Exception {
    fixture.closeInOrder();
    LogWatch watch = watch();
    long size = watch.look().size().orElseThrow().bytes();

    Files.move(fixture.log(), directory.resolve("app.log.1"));
    Optional<LogFileSize> none = watch.look().size();
    Files.writeString(fixture.log(), "a line\n");
    LogFileSize next = watch.look().size().orElseThrow();

    assertThat(size).isEqualTo("a line\n".length());
    assertThat(none).isEmpty();
    assertThat(next.bytes()).isEqualTo(7);
  }

  @Test
  void shouldTellOfAStagingAreaThatIsNotUnderstoodAndGoOn() throws Exception {
    fixture.closeInOrder();
    LogWatch watch = watch();
    Files.writeString(fixture.control(), "something else\n".repeat(1000));

    assertThat(watch.look().trouble().orElseThrow()).contains("not understood");

    Files.delete(fixture.control());
    assertThat(watch.look().trouble()).isEmpty();
  }

  @Test
  void shouldTellOfAControlFileThatIsCutUnderItsEyes() throws Exception {
    fixture.killWithStagedLines(10);
    LogWatch watch = watch();
    assertThat(lines(watch.look())).hasValue(10L);
    try (FileChannel control = FileChannel.open(fixture.control(), StandardOpenOption.WRITE)) {
      control.truncate(4096);
    }

    assertThat(watch.look().trouble().orElseThrow()).contains("cut");
  }

  @Test
  void shouldChangeNothing() throws Exception {
    fixture.killWithStagedLines(10);
    TreeSnapshot before = TreeSnapshot.of(directory);

    LogWatch watch = watch();
    watch.look();
    watch.look();

    assertThat(TreeSnapshot.of(directory)).isEqualTo(before);
  }

  private LogWatch watch() throws IOException, NotOursException {
    return new LogWatch(TargetLog.find(fixture.log(), Optional.empty()), () -> 0);
  }

  private static Optional<Long> lines(TopSample sample) {
    return sample.status().map(LogStatus::lines);
  }
}
