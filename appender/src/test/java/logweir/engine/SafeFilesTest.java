package logweir.engine;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeFilesTest {
  private static final Optional<AccessRights> BY_UMASK = Optional.empty();

  @TempDir private Path directory;
  private Path path;

  @BeforeEach
  void setPath() {
    path = directory.resolve("file");
  }

  private void assertRefused() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          assertThatIOException()
              .isThrownBy(() -> SafeFiles.openOrCreate(path, BY_UMASK, WRITE))
              .withMessage("not a regular file: path=" + path);
          assertThatIOException()
              .isThrownBy(() -> SafeFiles.openExisting(path, READ))
              .withMessage("not a regular file: path=" + path);
        });
  }

  @Test
  void shouldCreateAFileThatIsNotThere() throws Exception {
    try (FileChannel file = SafeFiles.openOrCreate(path, BY_UMASK, WRITE)) {
      file.write(ByteBuffer.wrap(new byte[] {'x'}));
    }

    assertThat(path).hasContent("x");
  }

  @Test
  void shouldOpenAFileThatIsThereAsItIs() throws Exception {
    Files.writeString(path, "before,");

    try (FileChannel file = SafeFiles.openOrCreate(path, BY_UMASK, WRITE, APPEND)) {
      file.write(ByteBuffer.wrap(new byte[] {'x'}));
    }

    assertThat(path).hasContent("before,x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-------", "rw-rw-rw-", "r--rw-r--"})
  void shouldGiveANewFileThePermissionsWhateverTheUmask(String permissions) throws Exception {
    Set<PosixFilePermission> expected = PosixFilePermissions.fromString(permissions);

    SafeFiles.openOrCreate(path, Optional.of(AccessRights.of(expected)), WRITE).close();

    assertThat(Files.getPosixFilePermissions(path)).isEqualTo(expected);
  }

  @Test
  void shouldLeaveThePermissionsOfAnExistingFileAlone() throws Exception {
    Files.createFile(path);
    Set<PosixFilePermission> before = PosixFilePermissions.fromString("rw-r-----");
    Files.setPosixFilePermissions(path, before);

    Set<PosixFilePermission> wider = PosixFilePermissions.fromString("rw-rw-rw-");
    SafeFiles.openOrCreate(path, Optional.of(AccessRights.of(wider)), WRITE).close();

    assertThat(Files.getPosixFilePermissions(path)).isEqualTo(before);
  }

  @Test
  void shouldNotCreateAFileThatMustExist() {
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> SafeFiles.openExisting(path, WRITE));

    assertThat(path).doesNotExist();
  }

  @Test
  void shouldSayThatTheDirectoryIsMissing() {
    path = directory.resolve("missing").resolve("file");

    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> SafeFiles.openOrCreate(path, BY_UMASK, WRITE));
  }

  @Test
  void shouldRefuseASymbolicLinkAndLeaveItsTargetAlone() throws Exception {
    Path target = Files.writeString(directory.resolve("target"), "precious");
    Files.createSymbolicLink(path, target);

    assertRefused();

    assertThat(target).hasContent("precious");
    assertThat(path).isSymbolicLink();
  }

  @Test
  void shouldRefuseADanglingLinkAndNotCreateItsTarget() throws Exception {
    Path target = directory.resolve("target");
    Files.createSymbolicLink(path, target);

    assertRefused();

    assertThat(target).doesNotExist();
  }

  @Test
  void shouldRefuseAFifoAtOnce() throws Exception {
    Shell.mkfifo(path);

    assertRefused();
  }

  @Test
  void shouldRefuseADirectory() throws Exception {
    Files.createDirectory(path);

    assertRefused();

    assertThat(path).isEmptyDirectory();
  }

  @Test
  void shouldTellTheAttributesOfTheLinkItself() throws Exception {
    Files.createSymbolicLink(path, Files.createFile(directory.resolve("target")));

    assertThat(SafeFiles.attributes(path).isSymbolicLink()).isTrue();
  }

  @Test
  void shouldTellThatThereIsNoFile() throws IOException {
    assertThat(SafeFiles.attributes(path)).isNull();
  }
}
