package logweir.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static logweir.engine.StagingFixture.CHUNK;
import static logweir.engine.StagingFixture.lineOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedLogTest {
  private static final Duration AT_ONCE = Duration.ZERO;

  @TempDir private Path directory;
  private final Heard heard = new Heard();
  private Path file;
  private SharedLogConfig config;

  @BeforeEach
  void configure() {
    file = directory.resolve("app.log");
    config =
        SharedLogConfig.defaults()
            .withGeometry(CHUNK, 2)
            .withMaxBlockTime(Duration.ofMillis(50))
            .withListener(heard);
  }

  private SharedLog open() throws IOException {
    return SharedLog.open(file, config);
  }

  private static boolean append(SharedLog log, String line) {
    byte[] bytes = line.getBytes(ISO_8859_1);
    return log.append(bytes, 0, bytes.length);
  }

  private static void appendAll(SharedLog log, String... lines) {
    for (String line : lines) {
      assertThat(append(log, line)).isTrue();
    }
  }

  private String log() throws IOException {
    return Files.readString(file, ISO_8859_1);
  }

  @Test
  void shouldAppendLinesInTheOrderOfTheCalls() throws Exception {
    try (SharedLog log = open()) {
      assertThat(log.isStaged()).isTrue();
      appendAll(log, "1\n", "22\n", "333\n");
    }

    assertThat(log()).isEqualTo("1\n22\n333\n");
    assertThat(heard.warnings()).isEmpty();
  }

  @Test
  void shouldGetEachLineToTheFileSoon() throws Exception {
    try (SharedLog log = open()) {
      appendAll(log, "1\n");
      await().until(() -> log().equals("1\n"));
      appendAll(log, "2\n");
      await().until(() -> log().equals("1\n2\n"));
    }
  }

  /** Or, once in a while, in the hands of the publisher's own thread, which is just looking. */
  @ParameterizedTest
  @ValueSource(strings = {"staged\n", "\0spilled\n"})
  void shouldHaveTheLineInTheFileAtOnceWithoutAnInterval(String line) throws Exception {
    config = config.withPublishInterval(AT_ONCE);
    int lines = 20;
    int atOnce = 0;
    try (SharedLog log = open()) {
      for (int i = 1; i <= lines; i++) {
        String expected = line.repeat(i);
        appendAll(log, line);
        atOnce += log().equals(expected) ? 1 : 0;
        await().until(() -> log().equals(expected));
      }
    }
    assertThat(atOnce).isGreaterThan(lines / 2);
  }

  @Test
  void shouldAppendThePieceOfAnArray() throws Exception {
    try (SharedLog log = open()) {
      assertThat(log.append("..piece\n..".getBytes(ISO_8859_1), 2, 6)).isTrue();
    }

    assertThat(log()).isEqualTo("piece\n");
  }

  @Test
  void shouldCheckTheBoundsBeforeAnythingElse() throws Exception {
    byte[] bytes = new byte[3];
    SharedLog log = open();
    try (log) {
      for (int[] wrong : new int[][] {{-1, 2}, {0, 4}, {3, 1}, {0, -1}, {2, 2}, {4, 0}}) {
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
            .isThrownBy(() -> log.append(bytes, wrong[0], wrong[1]));
      }
    }
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> log.append(bytes, 0, 4));
    assertThat(log()).isEmpty();
  }

  @Test
  void shouldTakeALineOfNoBytesForDone() throws Exception {
    try (SharedLog log = open()) {
      assertThat(log.append(new byte[0], 0, 0)).isTrue();
      assertThat(log.append(new byte[3], 3, 0)).isTrue();
    }

    assertThat(log()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK - 1, 2 * CHUNK, 2 * CHUNK + 1, 1_000_000})
  void shouldAppendLinesOfAnyLengthInOrder(int length) throws Exception {
    String line = lineOf(length, 'x');
    try (SharedLog log = open()) {
      appendAll(log, "before\n", line, "between\n", line, "after\n");
    }

    assertThat(log()).isEqualTo("before\n" + line + "between\n" + line + "after\n");
    assertThat(heard.warnings()).isEmpty();
  }

  @Test
  void shouldAppendLinesThatStartWithAZeroByteInOrder() throws Exception {
    try (SharedLog log = open()) {
      appendAll(log, "1\n", "\0\0\n", "2\n", "\0", "3\n");
    }

    assertThat(log()).isEqualTo("1\n\0\0\n2\n\0" + "3\n");
  }

  @Test
  void shouldAppendManyTimesWhatTheRingHolds() throws Exception {
    StringBuilder expected = new StringBuilder();
    try (SharedLog log = open()) {
      for (int number = 0; number < 3000; number++) {
        String line = number + lineOf(1 + number % 50, 'x');
        expected.append(line);
        appendAll(log, line);
      }
    }

    assertThat(log()).isEqualTo(expected.toString());
    assertThat(heard.warnings()).isEmpty();
  }

  @Test
  void shouldAppendToWhatIsThere() throws Exception {
    Files.writeString(file, "old\n");
    try (SharedLog log = open()) {
      appendAll(log, "new\n");
    }

    assertThat(log()).isEqualTo("old\nnew\n");
  }

  @Test
  void shouldRefuseLinesOnceItIsClosed() throws Exception {
    SharedLog log = open();
    appendAll(log, "1\n");
    log.close();

    assertThat(append(log, "2\n")).isFalse();
    assertThat(append(log, lineOf(3 * CHUNK, 'x'))).isFalse();

    assertThat(log.isStaged()).isFalse();
    assertThat(log.status()).isEmpty();
    assertThat(log()).isEqualTo("1\n");
  }

  @Test
  void shouldCloseOnce() throws Exception {
    config = config.withHeaderAndFooter(null, "end\n".getBytes(ISO_8859_1));
    SharedLog log = open();

    log.close();
    log.close();

    assertThat(log()).isEqualTo("end\n");
    assertThat(heard.warnings()).isEmpty();
  }

  @Test
  void shouldLeaveNeitherFilesNorThreadsNorDescriptorsBehind() throws Exception {
    SharedLog log = open();
    appendAll(log, "1\n", lineOf(3 * CHUNK, 'x'));
    assertThat(publisherThreads()).hasSize(1);

    log.close();

    assertThat(publisherThreads()).isEmpty();
    assertThat(openFilesUnder(directory)).isEmpty();
    try (Stream<Path> left = Files.list(directory.resolve(".app.log.logweir"))) {
      assertThat(left).extracting(Path::getFileName).containsExactly(Path.of("attach.lock"));
    }
  }

  private static List<Thread> publisherThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("logweir-publisher-app.log"))
        .toList();
  }

  private static List<Path> openFilesUnder(Path directory) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors.toList()) {
        if (Files.isSymbolicLink(descriptor)) {
          Path target = Files.readSymbolicLink(descriptor);
          if (target.startsWith(directory)) {
            found.add(target);
          }
        }
      }
    }
    return found;
  }

  @Test
  void shouldOpenAgainAfterItWasClosed() throws Exception {
    for (int round = 0; round < 5; round++) {
      try (SharedLog log = open()) {
        assertThat(log.isStaged()).isTrue();
        appendAll(log, round + "\n");
      }
    }

    assertThat(log()).isEqualTo("0\n1\n2\n3\n4\n");
  }

  @Test
  void shouldShareOneFileBetweenTwoLogsOfOneJvm() throws Exception {
    StringBuilder expected = new StringBuilder();
    try (SharedLog one = open();
        SharedLog other = open()) {
      for (int number = 0; number < 1000; number++) {
        appendAll(one, number + " of one\n");
        appendAll(other, number + " of the other\n");
        expected.append(number).append(" of one\n").append(number).append(" of the other\n");
      }
    }

    assertThat(log()).isEqualTo(expected.toString());
  }

  @Test
  void shouldGoOnWhenTheOtherLogIsClosed() throws Exception {
    try (SharedLog one = open()) {
      try (SharedLog other = open()) {
        appendAll(other, "1\n");
      }
      appendAll(one, "2\n");
    }

    assertThat(log()).isEqualTo("1\n2\n");
  }

  @Test
  void shouldKeepTwoFilesApart() throws Exception {
    Path elsewhere = directory.resolve("other.log");
    try (SharedLog one = open();
        SharedLog other = SharedLog.open(elsewhere, config)) {
      appendAll(one, "1\n");
      appendAll(other, "2\n");
    }

    assertThat(log()).isEqualTo("1\n");
    assertThat(elsewhere).hasContent("2\n");
  }

  @Test
  void shouldKnowOneFileUnderItsDifferentNames() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("link"), directory);
    try (SharedLog one = open();
        SharedLog other = SharedLog.open(link.resolve("..").resolve("link/./app.log"), config)) {
      assertThat(other.file()).isEqualTo(one.file()).isEqualTo(file.toRealPath());
      assertThat(one.status().orElseThrow().writers()).hasSize(2);
    }
  }

  @Test
  void shouldMakeTheDirectoriesOfTheFile() throws Exception {
    file = directory.resolve("a/b/app.log");
    try (SharedLog log = open()) {
      appendAll(log, "1\n");
    }

    assertThat(file).hasContent("1\n");
  }

  @Test
  void shouldStageElsewhereIfToldSo() throws Exception {
    Path state = directory.resolve("deep/state");
    config = config.withStateDirectory(state);
    try (SharedLog one = open();
        SharedLog other = open()) {
      appendAll(one, "1\n");
      appendAll(other, "2\n");
      assertThat(one.status().orElseThrow().writers()).hasSize(2);
      assertThat(state).isDirectoryContaining("glob:**/app.log-*");
      try (Stream<Path> beside = Files.list(directory.resolve(".app.log.logweir"))) {
        assertThat(beside).hasSize(2).allMatch(file -> file.toString().contains("/elsewhere-"));
      }
    }

    assertThat(log()).isEqualTo("1\n2\n");
    assertThat(heard.warnings()).isEmpty();
    assertThat(directory.resolve(".app.log.logweir")).isEmptyDirectory();
  }

  /** Rotation has just taken it away, say. */
  @Test
  void shouldCloseInOrderWhileTheFileIsAway() throws Exception {
    config = config.withPublishInterval(AT_ONCE);
    SharedLog log = open();
    appendAll(log, "1\n");
    Files.move(file, directory.resolve("app.log.1"));

    log.close();

    assertThat(heard.warnings()).isEmpty();
    assertThat(directory.resolve(".app.log.logweir/control")).doesNotExist();
  }

  @Test
  void shouldStageItsFirstLineWhileTheFileIsAway() throws Exception {
    try (SharedLog log = open()) {
      Files.delete(file);
      appendAll(log, "1\n");
      assertThat(log.status().orElseThrow().writers().get(0).directLines()).isZero();
    }

    assertThat(log()).isEqualTo("1\n");
    assertThat(heard.warnings()).isEmpty();
  }

  @Test
  void shouldRefuseWhatIsNotAFile() throws Exception {
    Files.createDirectory(file);
    assertThatIOException().isThrownBy(this::open).withMessage("not a file: path=" + file);

    Files.delete(file);
    Path target = Files.writeString(directory.resolve("target"), "precious");
    Files.createSymbolicLink(file, target);
    assertThatIOException().isThrownBy(this::open).withMessageContaining("not a regular file");
    assertThat(target).hasContent("precious");
    assertThat(directory.resolve(".app.log.logweir")).doesNotExist();
  }

  @Test
  void shouldCreateTheFileWithTheGivenPermissions() throws Exception {
    config = config.withFilePermissions(PosixFilePermissions.fromString("rw-rw----"));

    open().close();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-rw----");
  }

  @Test
  void shouldBracketTheFileWithHeaderAndFooterOnceForAllLogs() throws Exception {
    config = config.withHeaderAndFooter("#\n".getBytes(ISO_8859_1), "end\n".getBytes(ISO_8859_1));
    try (SharedLog one = open();
        SharedLog other = open()) {
      appendAll(one, "1\n");
      appendAll(other, "2\n");
    }

    assertThat(log()).isEqualTo("#\n1\n2\nend\n");
  }

  @Test
  void shouldFollowARenamedFile() throws Exception {
    Path renamed = directory.resolve("app.log.1");
    config = config.withPublishInterval(AT_ONCE);
    try (SharedLog log = open()) {
      appendAll(log, "1\n");
      await().until(() -> log().equals("1\n"));
      Files.move(file, renamed);
      appendAll(log, "2\n");
    }

    assertThat(renamed).hasContent("1\n");
    assertThat(log()).isEqualTo("2\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"staged\n", "\0spilled\n"})
  void shouldAppendOnAnInterruptedThreadAndLeaveItInterrupted(String line) throws Exception {
    config = config.withPublishInterval(AT_ONCE);
    try (SharedLog log = open()) {
      Thread.currentThread().interrupt();
      boolean done = append(log, line);
      boolean interrupted = Thread.interrupted();

      assertThat(done).isTrue();
      assertThat(interrupted).isTrue();
      await().until(() -> log().equals(line));
    }
    assertThat(heard.warnings()).isEmpty();
  }

  @Test
  void shouldOpenAndCloseOnAnInterruptedThread() throws Exception {
    Thread.currentThread().interrupt();
    SharedLog log = open();
    boolean staged = log.isStaged();
    boolean done = append(log, "1\n");
    log.close();
    boolean interrupted = Thread.interrupted();

    assertThat(staged).isTrue();
    assertThat(done).isTrue();
    assertThat(interrupted).isTrue();
    assertThat(log()).isEqualTo("1\n");
    assertThat(heard.warnings()).isEmpty();
  }
}
