package logweir.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import logweir.layout.IntentState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntentRecoveryTest {
  private static final String BATCH = "one\ntwo\nthree\n";

  @TempDir private Path directory;
  private StagingFixture staging;
  private LogFile log;
  private Bytes header = Bytes.NONE;
  private final Batch batch =
      new Batch(
          new ByteBuffer[] {ByteBuffer.wrap(BATCH.getBytes(US_ASCII))},
          new int[] {4, 8, 14},
          3,
          48);

  @BeforeEach
  void leaveAnIntent() throws IOException {
    staging = new StagingFixture(directory);
    Files.writeString(staging.file, "old\n");
    FileId id = FileId.of(staging.file);
    staging.control.intentRelease(
        IntentState.WRITING, 0, BATCH.length(), id.device(), id.inode(), 4);
    log = staging.newLogFile();
  }

  @AfterEach
  void close() throws IOException {
    log.close();
    staging.close();
  }

  private void land(String bytes) throws IOException {
    Files.writeString(staging.file, bytes, StandardOpenOption.APPEND);
  }

  private Path rename(String name) throws IOException {
    return Files.move(staging.file, staging.file.resolveSibling(name));
  }

  private String left() throws IOException {
    new IntentRecovery(staging.control, log, header).skipLanded(batch);
    return US_ASCII.decode(batch.buffers()[0]).toString();
  }

  @Test
  void shouldLeaveAllToBeWrittenWhereNothingHasLanded() throws Exception {
    assertThat(left()).isEqualTo(BATCH);
  }

  @Test
  void shouldSkipWhatHasLanded() throws Exception {
    land("one\ntw");

    assertThat(left()).isEqualTo("o\nthree\n");
  }

  @Test
  void shouldFindTheFileUnderItsNewName() throws Exception {
    land("one\n");
    rename("app.log.1");

    assertThat(left()).isEqualTo("two\nthree\n");
    assertThat(staging.file).isEmptyFile();
  }

  @Test
  void shouldFindTheFileUnderItsNewNameBesideItsSuccessor() throws Exception {
    land(BATCH);
    rename("app.log.1");
    Files.writeString(staging.file, "new\n");

    assertThat(left()).isEmpty();
  }

  @Test
  void shouldLeaveAllToBeWrittenWhereTheFileIsGone() throws Exception {
    land(BATCH);
    // Opened first, so that the new file cannot get the old one's inode.
    log.follow();
    Files.delete(staging.file);

    assertThat(left()).isEqualTo(BATCH);
  }

  @Test
  void shouldPassOverWhatElseStandsInTheDirectory() throws Exception {
    land("one\n");
    Path target = rename("app.log.1");
    Path parent = target.getParent();
    Files.createDirectory(parent.resolve("a-directory"));
    Files.createSymbolicLink(parent.resolve("a-link"), target);
    Files.createSymbolicLink(parent.resolve("a-dangling-link"), parent.resolve("nowhere"));
    Shell.mkfifo(parent.resolve("a-fifo"));

    assertThat(left()).isEqualTo("two\nthree\n");
  }

  @Test
  void shouldHaveALineThatWasCutInTheRenamedFileWrittenWhole() throws Exception {
    land("one\ntw");
    rename("app.log.1");

    assertThat(left()).isEqualTo("two\nthree\n");
  }

  @Test
  void shouldStartANewFileWithTheHeader() throws Exception {
    header = Bytes.copyOf("#\n".getBytes(US_ASCII));
    land("one\n");
    rename("app.log.1");

    assertThat(left()).isEqualTo("two\nthree\n");
    assertThat(staging.file).hasContent("#\n");
  }

  @Test
  void shouldLookInATruncatedFileFromItsStart() throws Exception {
    Files.writeString(staging.file, "on");

    assertThat(left()).isEqualTo("e\ntwo\nthree\n");
  }
}
