package logweir.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import logweir.engine.StateDirectory.WriterName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OtherAreasTest {
  private static final ProcessIdentity SELF = ProcessIdentity.current();

  @TempDir private Path parent;
  private Path log;
  private StateDirectory beside;
  private StateDirectory elsewhere;

  @BeforeEach
  void makeDirectories() throws IOException {
    log = Files.createFile(parent.resolve("app.log"));
    beside = StateDirectory.of(log, Optional.empty());
    elsewhere = elsewhere("memory");
  }

  private StateDirectory elsewhere(String name) throws IOException {
    Path shared = Files.createDirectory(parent.resolve(name));
    StateDirectory directory = StateDirectory.of(log, Optional.of(shared));
    directory.create();
    return directory;
  }

  private static OtherAreas than(StateDirectory own) {
    return new OtherAreas(own, SELF);
  }

  private List<Path> announcements() throws IOException {
    try (Stream<Path> files = Files.list(beside.path())) {
      return files.filter(file -> file.getFileName().toString().startsWith("elsewhere-")).toList();
    }
  }

  /** What a writer of another JVM has left, which still holds its lock or does not. */
  private Path announcementOfAnotherJvm() throws IOException {
    WriterLock own = than(elsewhere).announce();
    Path path = announcements().get(0);
    own.close();
    String others = path.getFileName().toString().replaceFirst("-\\w+\\.lock", "-1234.lock");
    return Files.createFile(path.resolveSibling(others));
  }

  @Test
  void shouldFindNoneWhereNobodyEverWas() throws Exception {
    assertThat(than(beside).areThere()).isFalse();
    assertThat(than(elsewhere).areThere()).isFalse();
  }

  @Test
  void shouldFindAWriterThatStagesElsewhere() throws Exception {
    WriterLock announced = than(elsewhere).announce();

    assertThat(than(beside).areThere()).isTrue();
    assertThat(than(elsewhere("other memory")).areThere()).isTrue();
    assertThatIOException()
        .isThrownBy(() -> than(beside).requireNone())
        .withMessageContaining("path=" + log);

    announced.close();
    assertThat(than(beside).areThere()).isFalse();
    assertThat(announcements()).isEmpty();
  }

  @Test
  void shouldNotTakeTheWritersOfItsOwnStateDirectoryForOthers() throws Exception {
    WriterLock announced = than(elsewhere).announce();

    assertThat(than(elsewhere).areThere()).isFalse();

    announced.close();
  }

  /** As two containers have it at /dev/shm. */
  @Test
  void shouldTellStateDirectoriesOfOneNameApart() throws Exception {
    WriterLock announced = than(elsewhere).announce();
    Files.move(elsewhere.path(), parent.resolve("of another container"));
    elsewhere.create();

    assertThat(than(elsewhere).areThere()).isTrue();

    announced.close();
  }

  @Test
  void shouldFindAWriterThatStagesBesideTheLog() throws Exception {
    beside.create();
    assertThat(than(beside).announce()).isNull();
    WriterLock lock = WriterLock.create(beside, new WriterName(77, SELF.jvmId()));

    assertThat(than(elsewhere).areThere()).isTrue();
    assertThat(than(beside).areThere()).isFalse();

    lock.close();
    assertThat(than(elsewhere).areThere()).isFalse();
  }

  @Test
  void shouldHoldTheLockThatOtherJvmsLookFor() throws Exception {
    WriterLock announced = than(elsewhere).announce();

    assertThat(ForeignLock.couldBeHad(announcements().get(0))).isFalse();

    announced.close();
  }

  @Test
  void shouldFindALivingWriterOfAnotherJvmAndRemoveWhatADeadOneLeft() throws Exception {
    Path path = announcementOfAnotherJvm();
    ForeignLock living = ForeignLock.on(path);
    try (living) {
      assertThat(than(beside).areThere()).isTrue();
    }

    assertThat(than(beside).areThere()).isFalse();
    assertThat(path).doesNotExist();
  }

  /** Who shares its state directory does not look at it once a second. */
  @Test
  void shouldRemoveWhatADeadOneOfItsOwnGroupLeftWhenItComes() throws Exception {
    Path path = announcementOfAnotherJvm();

    WriterLock announced = than(elsewhere).announce();

    assertThat(announcements()).hasSize(1).doesNotContain(path);
    announced.close();
  }

  @Test
  void shouldLeaveFilesOfOtherNamesAlone() throws Exception {
    beside.create();
    Path foreign = Files.createFile(beside.path().resolve("elsewhere-x-y.lock"));

    assertThat(than(beside).areThere()).isFalse();
    assertThat(foreign).exists();
  }
}
