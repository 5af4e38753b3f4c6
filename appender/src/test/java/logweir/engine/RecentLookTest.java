package logweir.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import logweir.layout.Control;
import logweir.layout.IntentState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecentLookTest {
  @TempDir private Path directory;
  private StagingFixture staging;
  private Control control;
  private StagingFixture.Writer writer;
  private StagingFixture.Writer other;
  private Path renamed;

  @BeforeEach
  void makeStagingArea() throws IOException {
    staging = new StagingFixture(directory);
    control = staging.control;
    writer = staging.newWriter();
    other = staging.newWriter();
    renamed = directory.resolve("app.log.1");
  }

  @AfterEach
  void close() throws IOException {
    staging.close();
  }

  private static void publish(StagingFixture.Writer writer, String line) throws IOException {
    writer.stage(line);
    assertThat(writer.publisher.publish()).isEqualTo(Publisher.Outcome.PUBLISHED);
  }

  private void rename() throws IOException {
    Files.move(staging.file, renamed);
  }

  private long sizeBefore(String line) throws IOException {
    return Files.size(staging.file) - line.length();
  }

  @Test
  void shouldGoOnWithAFileThatWasJustLookedAt() throws Exception {
    publish(writer, "1\n");
    rename();

    publish(writer, "2\n");

    assertThat(renamed).hasContent("1\n2\n");
    assertThat(staging.file).doesNotExist();
  }

  @Test
  void shouldLookAgainWhenTimeHasPassed() throws Exception {
    publish(writer, "1\n");
    publish(writer, "2\n");
    rename();
    staging.awaitLooks();

    publish(writer, "3\n");

    assertThat(renamed).hasContent("1\n2\n");
    assertThat(staging.file).hasContent("3\n");
  }

  @Test
  void shouldNotGoBackToAFileThatAnotherOneHasLeft() throws Exception {
    publish(writer, "1\n");
    rename();
    publish(other, "2\n");

    publish(writer, "3\n");

    assertThat(renamed).hasContent("1\n");
    assertThat(staging.file).hasContent("2\n3\n");
  }

  @Test
  void shouldLookAgainWhenTheFileWasRolled() throws Exception {
    publish(writer, "1\n");
    rename();
    control.rolling().rollsVolatile(control.rolling().rollsVolatile() + 1);

    publish(writer, "2\n");

    assertThat(staging.file).hasContent("2\n");
  }

  @Test
  void shouldLookAgainWhenTheFileWasClosed() throws Exception {
    publish(writer, "1\n");
    rename();
    writer.log.close();

    publish(writer, "2\n");

    assertThat(staging.file).hasContent("2\n");
  }

  @Test
  void shouldCountTheSizeOn() throws Exception {
    publish(writer, "1\n");
    publish(writer, "22\n");

    publish(writer, "333\n");

    assertThat(control.intentSize()).isEqualTo(sizeBefore("333\n"));
  }

  @Test
  void shouldCountNoLinesOfOthers() throws Exception {
    publish(writer, "1\n");
    Files.writeString(staging.file, "foreign\n", StandardOpenOption.APPEND);

    publish(writer, "2\n");

    assertThat(control.intentSize()).isEqualTo(2);
    staging.awaitLooks();
    publish(writer, "3\n");
    assertThat(control.intentSize()).isEqualTo(sizeBefore("3\n"));
  }

  @Test
  void shouldLookAgainWhenItHasFinishedABatchThatAnotherOneCouldNot() throws Exception {
    publish(writer, "1\n");
    other.stage("2\n");
    FileId file = writer.log.id();
    control.intentRelease(IntentState.WRITING, 16, 32, file.device(), file.inode(), 2);
    Files.writeString(staging.file, "2", StandardOpenOption.APPEND);
    writer.publisher.publish();

    publish(writer, "3\n");

    assertThat(staging.file).hasContent("1\n2\n3\n");
    assertThat(control.intentSize()).isEqualTo(sizeBefore("3\n"));
  }
}
