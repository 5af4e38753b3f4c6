package logweir.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import logweir.engine.StateDirectory.WriterName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StateDirectoryTest {
  private static final Integer ROOT = 0;
  private static final int STRANGER = 4242;

  @TempDir private Path parent;
  private Path log;
  private StateDirectory directory;

  @BeforeEach
  void createLog() throws IOException {
    log = Files.createFile(parent.resolve("app.log"));
    directory = StateDirectory.of(log, Optional.empty());
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private void setLogPermissions(String permissions) throws IOException {
    Files.setPosixFilePermissions(log, PosixFilePermissions.fromString(permissions));
  }

  @Test
  void shouldHideItselfBesideTheLog() {
    assertThat(directory.path()).isEqualTo(parent.resolve(".app.log.logweir"));
  }

  @Test
  void shouldNameTheFilesAsTheFormatSays() {
    Path path = directory.path();

    assertThat(directory.attachLock()).isEqualTo(path.resolve("attach.lock"));
    assertThat(directory.control()).isEqualTo(path.resolve("control"));
    assertThat(directory.newControl()).isEqualTo(path.resolve("control.new"));
    assertThat(directory.chunks(0x12ab)).isEqualTo(path.resolve("chunks-12ab"));
    assertThat(directory.spill(-1)).isEqualTo(path.resolve("spill-ffffffffffffffff"));
    assertThat(directory.writerLock(new WriterName(0x12ab, -1)))
        .isEqualTo(path.resolve("writer-12ab-ffffffffffffffff.lock"));
  }

  @Test
  void shouldBeNamedAfterTheWholePathUnderASharedDirectory() throws Exception {
    Path log = Path.of("/var/log/app.log");

    StateDirectory shared = StateDirectory.of(log, Optional.of(Path.of("/dev/shm")));

    // printf /var/log/app.log | sha256sum
    assertThat(shared.path()).isEqualTo(Path.of("/dev/shm/app.log-f3e23ba37dbfb717"));
  }

  @Test
  void shouldKeepLogsOfOneNameApartUnderASharedDirectory() throws Exception {
    Optional<Path> shared = Optional.of(parent);

    Path one = StateDirectory.of(Path.of("/a/app.log"), shared).path();
    Path other = StateDirectory.of(Path.of("/b/app.log"), shared).path();

    assertThat(one).isNotEqualTo(other);
    assertThat(one.getParent()).isEqualTo(other.getParent()).isEqualTo(parent);
  }

  @Test
  void shouldFindTheWritersThatHaveALock() throws Exception {
    directory.create();
    WriterName one = new WriterName(7, -2);
    WriterName other = new WriterName(Long.MAX_VALUE, Long.MIN_VALUE);
    for (String name :
        List.of(
            "writer-xyz-1.lock",
            "writer-1.lock",
            "writer--1.lock",
            "writer-1-1.lock.old",
            "writer-12345678123456781-1.lock")) {
      Files.createFile(directory.path().resolve(name));
    }
    Files.createFile(directory.writerLock(one));
    Files.createFile(directory.writerLock(other));
    Files.createFile(directory.attachLock());

    assertThat(directory.writersWithLocks()).containsExactlyInAnyOrder(one, other);
  }

  @Test
  void shouldFindTheFilesOfAllAreas() throws Exception {
    directory.create();
    Files.createFile(directory.chunks(1));
    Files.createFile(directory.chunks(2));
    Files.createFile(directory.spill(3));
    Files.createFile(directory.control());

    assertThat(directory.filesOfAllAreas())
        .containsExactlyInAnyOrder(directory.chunks(1), directory.chunks(2), directory.spill(3));
  }

  @ParameterizedTest
  @CsvSource({
    "rw-------, rwx------, rw-------",
    "rw-r-----, rwxr-x---, rw-r-----",
    "rw-rw-rw-, rwxrwxrwx, rw-rw-rw-",
    "r--r--r--, rwxr-xr-x, rw-r--r--",
    "rwxrwx--x, rwxrwx---, rw-rw----"
  })
  void shouldBeOpenToWhoeverMayUseTheLog(String ofLog, String ofDirectory, String ofFiles)
      throws Exception {
    setLogPermissions(ofLog);

    directory.create();
    directory.open(directory.chunks(1), StandardOpenOption.WRITE).close();

    assertThat(permissions(directory.path())).isEqualTo(ofDirectory);
    assertThat(permissions(directory.chunks(1))).isEqualTo(ofFiles);
  }

  @Test
  void shouldHaveOneNameHoweverTheSharedDirectoryIsSpelled() throws Exception {
    Path shared = Files.createDirectory(parent.resolve("shared"));
    Path link = Files.createSymbolicLink(parent.resolve("link"), shared);
    Path expected = StateDirectory.of(log, Optional.of(shared)).path();

    assertThat(StateDirectory.of(log, Optional.of(link)).path()).isEqualTo(expected);
    assertThat(StateDirectory.of(log, Optional.of(shared.resolve("../shared"))).path())
        .isEqualTo(expected);
  }

  /** Rotation has just renamed it, say. */
  @Test
  void shouldGoByTheDirectorysPermissionsWhileTheLogIsAway() throws Exception {
    setLogPermissions("rw-rw----");
    directory.create();
    Files.delete(log);

    directory.open(directory.chunks(1), StandardOpenOption.WRITE).close();

    assertThat(permissions(directory.chunks(1))).isEqualTo("rw-rw----");
  }

  @Test
  void shouldBeCreatedOnce() throws Exception {
    directory.create();
    setLogPermissions("rw-rw-rw-");
    String before = permissions(directory.path());

    directory.create();

    assertThat(permissions(directory.path())).isEqualTo(before);
  }

  @Test
  void shouldNotTakeAFileForADirectory() throws Exception {
    Files.writeString(directory.path(), "precious");

    assertThatIOException()
        .isThrownBy(() -> directory.create())
        .withMessage("state directory is not a directory: path=" + directory.path());

    assertThat(directory.path()).hasContent("precious");
  }

  @Test
  void shouldNotFollowALinkToADirectory() throws Exception {
    Path elsewhere = Files.createDirectory(parent.resolve("elsewhere"));
    Files.createSymbolicLink(directory.path(), elsewhere);

    assertThatIOException()
        .isThrownBy(() -> directory.create())
        .withMessage("state directory is not a directory: path=" + directory.path());

    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void shouldRefuseAFileThatHasAnotherName() throws Exception {
    directory.create();
    Path target = Files.writeString(parent.resolve("target"), "precious");
    Path chunks = Files.createLink(directory.chunks(1), target);
    String message = "file has other names, too: path=" + chunks + ", links=2";

    assertThatIOException()
        .isThrownBy(() -> directory.open(chunks, StandardOpenOption.WRITE))
        .withMessage(message);
    assertThatIOException()
        .isThrownBy(() -> directory.openExisting(chunks, StandardOpenOption.WRITE))
        .withMessage(message);

    Files.delete(target);
    directory.openExisting(chunks, StandardOpenOption.WRITE).close();
  }

  @Test
  void shouldTrustItsMaker() throws Exception {
    directory.create();

    directory.requireTrustedOwner();
  }

  @ParameterizedTest
  @CsvSource({"rw-r--r--, false", "rw-------, false", "rw-rw----, true", "rw-r---w-, true"})
  void shouldTrustAStrangerOnlyWhoMayWriteTheLog(String ofLog, boolean trusted) throws Exception {
    directory.create();
    setLogPermissions(ofLog);
    giveTo(STRANGER, directory.path());

    if (trusted) {
      directory.requireTrustedOwner();
    } else {
      assertThatIOException()
          .isThrownBy(() -> directory.requireTrustedOwner())
          .withMessage(
              "state directory belongs to somebody else: path="
                  + directory.path()
                  + ", owner="
                  + STRANGER);
    }
  }

  @Test
  void shouldTrustRootAndTheOwnerOfTheLog() throws Exception {
    directory.create();
    giveTo(STRANGER, log);
    directory.requireTrustedOwner();

    giveTo(STRANGER, directory.path());
    directory.requireTrustedOwner();
  }

  @Test
  void shouldBelongToTheOwnerAndGroupOfTheLogIfRootMakesIt() throws Exception {
    giveTo(STRANGER, log);
    Files.setAttribute(log, "unix:gid", STRANGER + 1);

    directory.create();
    directory.open(directory.chunks(1), StandardOpenOption.WRITE).close();

    for (Path made : List.of(directory.path(), directory.chunks(1))) {
      assertThat(Files.readAttributes(made, "unix:uid,gid"))
          .containsEntry("uid", STRANGER)
          .containsEntry("gid", STRANGER + 1);
    }
  }

  private static void giveTo(int uid, Path path) throws IOException {
    assumeTrue(ROOT.equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid")), "needs root");
    Files.setAttribute(path, "unix:uid", uid);
  }

  @Test
  void shouldNotCreateFilesInADirectoryThatIsNotThere() {
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> directory.open(directory.chunks(1), StandardOpenOption.WRITE));
  }

  /** Somebody rotates it all the time. */
  @Test
  void shouldOpenItsFilesWhileTheLogComesAndGoes() throws Exception {
    directory.create();
    AtomicBoolean done = new AtomicBoolean();
    Thread rotator =
        new Thread(
            () -> {
              while (!done.get()) {
                replaceLog();
              }
            });
    rotator.start();
    try {
      for (int i = 0; i < 3000; i++) {
        Path file = directory.chunks(i);
        directory.open(file, StandardOpenOption.WRITE).close();
        Files.delete(file);
      }
    } finally {
      done.set(true);
      rotator.join();
    }
  }

  private void replaceLog() {
    try {
      Files.delete(log);
      Files.createFile(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
