package logweir.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
  @TempDir private Path directory;
  private Path path;
  private LogFile log;

  @BeforeEach
  void open() {
    path = directory.resolve("app.log");
    log = new LogFile(path, Optional.empty());
  }

  @AfterEach
  void close() throws IOException {
    log.close();
  }

  private static ByteBuffer[] buffers(String... texts) {
    return Stream.of(texts)
        .map(text -> ByteBuffer.wrap(text.getBytes(US_ASCII)))
        .toArray(ByteBuffer[]::new);
  }

  private int append(String... texts) throws IOException {
    log.follow();
    return log.append(buffers(texts));
  }

  private Path rename(String name) throws IOException {
    return Files.move(path, directory.resolve(name));
  }

  /** The files that this process has open. */
  private static List<String> openFiles() throws IOException {
    List<String> targets = new ArrayList<>();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors.toList()) {
        if (Files.isSymbolicLink(descriptor)) {
          targets.add(Files.readSymbolicLink(descriptor).toString());
        }
      }
    }
    return targets;
  }

  @Test
  void shouldCreateTheFileIfThereIsNone() throws Exception {
    assertThat(log.follow()).isZero();

    assertThat(path).isEmptyFile();
    assertThat(log.id()).isEqualTo(FileId.of(path));
  }

  @Test
  void shouldCreateItWithTheGivenPermissions() throws Exception {
    try (LogFile shared =
        new LogFile(path, Optional.of(PosixFilePermissions.fromString("rw-rw-rw-")))) {
      shared.follow();
    }

    assertThat(permissions()).isEqualTo("rw-rw-rw-");
  }

  /** Its state directory was made after its likeness. */
  @Test
  void shouldCreateItForTheUsersOfTheOneBefore() throws Exception {
    log.follow();
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw--w-"));
    StateDirectory.of(path, Optional.empty()).create();
    rename("rotated");

    log.follow();

    assertThat(permissions()).isEqualTo("rw-rw--w-");
  }

  @Test
  void shouldLeaveNoOtherNameOfANewFileBehind() throws Exception {
    try (LogFile shared =
        new LogFile(path, Optional.of(PosixFilePermissions.fromString("rw-rw----")))) {
      shared.follow();
      Path state = Files.createDirectory(directory.resolve(".app.log.logweir"));
      rename("rotated");
      shared.follow();

      assertThat(state).isEmptyDirectory();
    }

    assertThat(permissions()).isEqualTo("rw-rw----");
    assertThat(Files.getAttribute(path, "unix:nlink")).isEqualTo(1);
    assertThat(directory.toFile().list())
        .containsExactlyInAnyOrder("app.log", "rotated", ".app.log.logweir");
  }

  @Test
  void shouldTakeNoRightsFromADirectoryThatMayBeAnybodys() throws Exception {
    Path state = Files.createDirectory(directory.resolve(".app.log.logweir"));
    Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path other = Files.createFile(directory.resolve("other"));

    log.follow();

    assertThat(permissions())
        .isEqualTo(PosixFilePermissions.toString(Files.getPosixFilePermissions(other)));
  }

  private String permissions() throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void shouldTellTheSizeOfAFileThatIsThere() throws Exception {
    Files.writeString(path, "12345");

    assertThat(log.follow()).isEqualTo(5);

    assertThat(path).hasContent("12345");
  }

  @Test
  void shouldAppendAllBuffersWithOneCall() throws Exception {
    assertThat(append("one,", "", "two,", "three\n")).isEqualTo(1);

    assertThat(path).hasContent("one,two,three\n");
  }

  @Test
  void shouldAppendMoreBuffersThanOneCallTakes() throws Exception {
    String[] texts = IntStream.range(0, 3000).mapToObj(n -> n + "\n").toArray(String[]::new);

    append(texts);

    assertThat(path).hasContent(String.join("", texts));
  }

  @Test
  void shouldMakeNoCallForEmptyBuffers() throws Exception {
    assertThat(append()).isZero();
    assertThat(append("", "")).isZero();
  }

  @Test
  void shouldLeaveOutWhatTheBuffersPositionsHavePassed() throws Exception {
    log.follow();
    ByteBuffer[] buffers = buffers("one,", "two,", "three\n");
    buffers[0].position(4);
    buffers[1].position(2);

    assertThat(log.append(buffers)).isEqualTo(1);

    assertThat(path).hasContent("o,three\n");
  }

  @Test
  void shouldAppendBehindWhatOthersHaveWritten() throws Exception {
    append("ours\n");
    Files.writeString(path, "theirs\n", StandardOpenOption.APPEND);

    append("ours\n");

    assertThat(path).hasContent("ours\ntheirs\nours\n");
  }

  @Test
  void shouldGoOnInANewFileWhenTheOldOneWasRenamed() throws Exception {
    append("1\n");
    FileId before = log.id();
    Path renamed = rename("app.log.1");

    assertThat(log.follow()).isZero();
    log.append(buffers("2\n"));

    assertThat(renamed).hasContent("1\n");
    assertThat(path).hasContent("2\n");
    assertThat(log.id()).isEqualTo(FileId.of(path)).isNotEqualTo(before);
  }

  @Test
  void shouldGoOnInTheFileThatHasTakenItsPlace() throws Exception {
    append("1\n");
    Path other = Files.writeString(directory.resolve("other"), "2\n");
    Files.move(other, path, StandardCopyOption.REPLACE_EXISTING);

    assertThat(log.follow()).isEqualTo(2);
    log.append(buffers("3\n"));

    assertThat(path).hasContent("2\n3\n");
    assertThat(log.id()).isEqualTo(FileId.of(path));
  }

  @Test
  void shouldGoOnInANewFileWhenTheOldOneWasDeleted() throws Exception {
    append("1\n");
    Files.delete(path);

    append("2\n");

    assertThat(path).hasContent("2\n");
  }

  @Test
  void shouldGoOnAtTheStartOfATruncatedFile() throws Exception {
    append("1\n");
    Files.write(path, new byte[0]);

    assertThat(log.follow()).isZero();
    log.append(buffers("2\n"));

    assertThat(Files.readString(path)).isEqualTo("2\n");
  }

  /** Whatever stands between two of its looks: neither is told as a failure. */
  @Test
  void shouldFollowAFileThatComesAndGoesAllTheTime() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    Thread rotator =
        new Thread(
            () -> {
              while (!done.get()) {
                directory.resolve("app.log").toFile().delete();
              }
            });
    rotator.start();
    try {
      for (int i = 0; i < 20_000; i++) {
        append("line\n");
      }
    } finally {
      done.set(true);
      rotator.join();
    }
  }

  @Test
  void shouldCloseTheFileThatItNoLongerFollows() throws Exception {
    append("1\n");
    Path renamed = rename("app.log.1");
    append("2\n");
    Files.delete(path);
    append("3\n");

    assertThat(openFiles())
        .contains(path.toString())
        .doesNotContain(renamed.toString(), path + " (deleted)");
  }

  @Test
  void shouldRefuseALinkAndGoOnWhenAFileIsBack() throws Exception {
    append("1\n");
    Path renamed = rename("app.log.1");
    Files.createSymbolicLink(path, renamed);

    assertThatIOException()
        .isThrownBy(() -> log.follow())
        .withMessage("not a regular file: path=" + path);
    Files.delete(path);
    append("2\n");

    assertThat(renamed).hasContent("1\n");
    assertThat(path).hasContent("2\n");
  }

  @Test
  void shouldFollowAgainAfterAnInterruptHasClosedTheFile() throws Exception {
    log.follow();
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(ClosedByInterruptException.class)
        .isThrownBy(() -> log.append(buffers("x")));
    assertThat(Thread.interrupted()).isTrue();
    long size = Files.size(path);

    assertThat(log.follow()).isEqualTo(size);
    assertThat(log.append(buffers("2\n"))).isEqualTo(1);
  }

  @Test
  void shouldStartAnEmptyFileWithTheHeader() throws Exception {
    Bytes header = Bytes.copyOf("#header\n".getBytes(US_ASCII));

    assertThat(log.startWith(header, log.follow())).isEqualTo(8);
    assertThat(log.startWith(header, log.follow())).isEqualTo(8);
    append("1\n");

    assertThat(path).hasContent("#header\n1\n");
  }

  @Test
  void shouldNotPutAHeaderBehindOtherLines() throws Exception {
    Files.writeString(path, "1\n");

    assertThat(log.startWith(Bytes.copyOf(new byte[] {'#'}), log.follow())).isEqualTo(2);

    assertThat(path).hasContent("1\n");
  }

  @Test
  void shouldLeaveAnEmptyFileEmptyWithoutAHeader() throws Exception {
    assertThat(log.startWith(Bytes.NONE, log.follow())).isZero();

    assertThat(path).isEmptyFile();
  }

  @Test
  void shouldCloseTwiceAndOpenAgain() throws Exception {
    append("1\n");
    log.close();
    log.close();
    assertThat(openFiles()).doesNotContain(path.toString());

    append("2\n");

    assertThat(path).hasContent("1\n2\n");
  }
}
