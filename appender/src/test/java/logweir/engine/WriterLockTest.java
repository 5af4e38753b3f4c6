package logweir.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import logweir.engine.StateDirectory.WriterName;
import logweir.engine.WriterLock.Probe;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriterLockTest {
  private static final ProcessIdentity SELF = ProcessIdentity.current();
  private static final WriterName OURS = new WriterName(77, SELF.jvmId());
  private static final WriterName THEIRS = new WriterName(78, SELF.jvmId() + 1);

  @TempDir private Path parent;
  private StateDirectory directory;

  @BeforeEach
  void createDirectory() throws IOException {
    directory = StateDirectory.of(Files.createFile(parent.resolve("app.log")), Optional.empty());
    directory.create();
  }

  private Path fileOf(WriterName name) {
    return directory.writerLock(name);
  }

  private Probe probe(WriterName name) throws IOException {
    return WriterLock.probe(directory, name, SELF);
  }

  @Test
  void shouldKeepOtherJvmsOut() throws Exception {
    try (WriterLock lock = WriterLock.create(directory, OURS)) {
      assertThat(lock).isNotNull();
      assertThat(ForeignLock.couldBeHad(fileOf(OURS))).isFalse();
    }
  }

  @Test
  void shouldStillKeepOtherJvmsOutAfterALookFromItsOwnJvm() throws Exception {
    try (WriterLock lock = WriterLock.create(directory, OURS)) {
      assertThat(lock).isNotNull();
      assertThat(probe(OURS)).isEqualTo(Probe.HELD);
      assertThat(ForeignLock.couldBeHad(fileOf(OURS))).isFalse();
    }
  }

  @Test
  void shouldRemoveItsFileWhenItIsGivenBack() throws Exception {
    WriterLock.create(directory, OURS).close();

    assertThat(fileOf(OURS)).doesNotExist();
    assertThat(probe(OURS)).isEqualTo(Probe.MISSING);
  }

  @Test
  void shouldBeGivenBackEvenIfItsFileIsGone() throws Exception {
    WriterLock lock = WriterLock.create(directory, OURS);
    Files.delete(fileOf(OURS));

    lock.close();

    WriterLock.create(directory, OURS).close();
  }

  @Test
  void shouldRefuseALockThatAnotherJvmHas() throws Exception {
    Files.createFile(fileOf(THEIRS));
    ForeignLock held = ForeignLock.on(fileOf(THEIRS));
    try (held) {
      assertThat(probe(THEIRS)).isEqualTo(Probe.HELD);
      assertThatIOException()
          .isThrownBy(() -> WriterLock.create(directory, THEIRS))
          .withMessage("lock of a new writer is taken: path=" + fileOf(THEIRS));
    }

    assertThat(probe(THEIRS)).isEqualTo(Probe.FREE);
  }

  @Test
  void shouldFindALockFreeThatNobodyHolds() throws Exception {
    Files.createFile(fileOf(THEIRS));

    assertThat(probe(THEIRS)).isEqualTo(Probe.FREE);

    assertThat(fileOf(THEIRS)).exists();
  }

  @Test
  void shouldNotCreateTheFileThatItLooksFor() throws Exception {
    assertThat(probe(THEIRS)).isEqualTo(Probe.MISSING);

    assertThat(fileOf(THEIRS)).doesNotExist();
  }

  @Test
  void shouldBeFoundHeldWhileItIs() throws Exception {
    try (WriterLock lock = WriterLock.create(directory, OURS)) {
      assertThat(lock.keep()).isTrue();
      assertThat(lock.keep()).isTrue();
      assertThat(ForeignLock.couldBeHad(fileOf(OURS))).isFalse();
    }
  }

  @Test
  void shouldBeTakenAgainWhenAnotherDescriptorOfItsFileWasClosed() throws Exception {
    try (WriterLock lock = WriterLock.create(directory, OURS)) {
      Files.readAllBytes(fileOf(OURS));
      assertThat(ForeignLock.couldBeHad(fileOf(OURS))).isTrue();

      assertThat(lock.keep()).isFalse();

      assertThat(ForeignLock.couldBeHad(fileOf(OURS))).isFalse();
      assertThat(lock.keep()).isTrue();
    }
  }

  @Test
  void shouldSayThatItCannotBeTakenAgainUntilItCan() throws Exception {
    try (WriterLock lock = WriterLock.create(directory, OURS)) {
      Files.readAllBytes(fileOf(OURS));
      ForeignLock other = ForeignLock.on(fileOf(OURS));
      try (other) {
        assertThatIOException().isThrownBy(lock::keep).withMessageContaining("is taken");
        assertThatIOException().isThrownBy(lock::keep).withMessageContaining("is taken");
      }

      assertThat(lock.keep()).isFalse();
      assertThat(lock.keep()).isTrue();
    }
  }

  @Test
  void shouldSurviveTheRemovalOfItsFile() throws Exception {
    try (WriterLock lock = WriterLock.create(directory, OURS)) {
      Files.delete(fileOf(OURS));

      assertThat(lock.keep()).isTrue();
    }
  }
}
