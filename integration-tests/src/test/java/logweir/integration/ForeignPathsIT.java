package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import logweir.engine.LogListener;
import logweir.engine.SharedLog;
import logweir.engine.SharedLogConfig;
import logweir.integration.harness.FaultTrials;
import logweir.integration.harness.ForeignFile;
import logweir.integration.harness.Hang;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Links, FIFOs, sockets and directories where the files of a log belong: lines are staged, or each
 * is a write and a warning says why, or the log is refused; nothing hangs, and what a link leads to
 * stays as it is.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ForeignPathsIT {
  private static final FaultTrials TRIALS =
      FaultTrials.of("symlink, hard link, FIFO, socket, directory at each path");
  private static final String SHORT = "short";
  private static final String TOO_LONG_FOR_THE_RING = "x".repeat(200_000);

  @TempDir private Path directory;
  private final Heard heard = new Heard();
  private Path file;
  private Path state;
  private Path target;
  private Map<String, Object> before;

  /** What becomes of the log. */
  enum Outcome {
    STAGED,
    DIRECT,
    REFUSED
  }

  private static final class Heard implements LogListener {
    private final List<String> warnings = new CopyOnWriteArrayList<>();

    @Override
    public void info(String message) {
      // Not waited for.
    }

    @Override
    public void warn(String message, Throwable cause) {
      warnings.add(message + (cause == null ? "" : ", " + cause.getMessage()));
    }
  }

  @BeforeEach
  void setUp() throws IOException {
    file = directory.resolve("app.log");
    state = directory.resolve(".app.log.logweir");
    target = Files.writeString(directory.resolve("target"), "precious\n");
  }

  private void put(ForeignFile foreign, Path path) throws IOException {
    before = ForeignFile.stateOf(target);
    foreign.put(path, target);
  }

  private SharedLog open() throws IOException {
    return open(file);
  }

  private SharedLog open(Path log) throws IOException {
    return SharedLog.open(
        log,
        SharedLogConfig.defaults()
            .withGeometry(4096, 16)
            .withPublishInterval(Duration.ofMillis(1))
            .withMaxBlockTime(Duration.ofMillis(300))
            .withListener(heard));
  }

  private static void append(SharedLog log, String... lines) {
    for (String line : lines) {
      byte[] bytes = (line + "\n").getBytes(StandardCharsets.ISO_8859_1);
      assertThat(log.append(bytes, 0, bytes.length)).isTrue();
    }
  }

  private void assertTargetUntouched() throws IOException {
    assertThat(ForeignFile.stateOf(target)).isEqualTo(before);
    assertThat(directory.resolve("target.none")).doesNotExist();
  }

  /** Opens the log, logs to it, and sees what comes of it. */
  private void assertOutcome(Outcome expected, Path path) throws IOException {
    if (expected == Outcome.REFUSED) {
      assertThatIOException().isThrownBy(this::open).withMessageContaining("path=" + path);
    } else {
      List<String> lines =
          new ArrayList<>(Files.exists(file) ? Files.readAllLines(file) : List.of());
      lines.addAll(List.of("one", TOO_LONG_FOR_THE_RING, "two"));
      try (SharedLog log = open()) {
        assertThat(log.isStaged()).isEqualTo(expected == Outcome.STAGED);
        append(log, "one", TOO_LONG_FOR_THE_RING, "two");
      }
      assertThat(Files.readAllLines(file)).isEqualTo(lines);
    }
    if (expected == Outcome.DIRECT) {
      assertThat(heard.warnings)
          .singleElement()
          .asString()
          .startsWith("lines are not staged, each is a write: path=" + file)
          .contains(path.toString());
    }
  }

  private void tryOut(ForeignFile foreign, Path path, Outcome expected) throws Exception {
    TRIALS.trial(
        () -> {
          put(foreign, path);
          assertOutcome(expected, path);
          if (foreign == ForeignFile.HARD_LINK && path.equals(file)) {
            return; // It is the log.
          }
          assertTargetUntouched();
        });
  }

  @ParameterizedTest
  @CsvSource({
    "SYMLINK, REFUSED",
    "DANGLING_SYMLINK, REFUSED",
    "HARD_LINK, STAGED",
    "FIFO, REFUSED",
    "SOCKET, REFUSED",
    "DIRECTORY, REFUSED"
  })
  void shouldTakeNothingButAFileForTheLog(ForeignFile foreign, Outcome expected) throws Exception {
    tryOut(foreign, file, expected);
  }

  @ParameterizedTest
  @CsvSource({
    "SYMLINK, DIRECT",
    "DANGLING_SYMLINK, DIRECT",
    "HARD_LINK, DIRECT",
    "FIFO, DIRECT",
    "SOCKET, DIRECT",
    "DIRECTORY, STAGED"
  })
  void shouldTakeNothingButADirectoryForTheStateDirectory(ForeignFile foreign, Outcome expected)
      throws Exception {
    tryOut(foreign, state, expected);
  }

  @Test
  void shouldNotFollowALinkToAnotherStateDirectory() throws Exception {
    TRIALS.trial(
        () -> {
          Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
          Files.createSymbolicLink(state, elsewhere);
          assertOutcome(Outcome.DIRECT, state);
          assertThat(elsewhere).isEmptyDirectory();
        });
  }

  @ParameterizedTest
  @EnumSource
  void shouldNotLockWhatIsNotALockFile(ForeignFile foreign) throws Exception {
    Files.createDirectory(state);
    tryOut(foreign, state.resolve("attach.lock"), Outcome.DIRECT);
  }

  /** The target of a link is a control file that would do, with its chunks beside the link. */
  @ParameterizedTest
  @EnumSource
  void shouldNotJoinAStagingAreaThroughALink(ForeignFile foreign) throws Exception {
    Files.createDirectory(state);
    try (SharedLog donor = open(directory.resolve("donor.log"))) {
      append(donor, SHORT);
      Path donated = directory.resolve(".donor.log.logweir");
      Files.delete(target);
      Files.copy(donated.resolve("control"), target);
      Path chunks = one(donated, "chunks-");
      Files.copy(chunks, state.resolve(chunks.getFileName()));
    }

    tryOut(foreign, state.resolve("control"), Outcome.DIRECT);
  }

  @ParameterizedTest
  @CsvSource({
    "SYMLINK, STAGED",
    "DANGLING_SYMLINK, STAGED",
    "HARD_LINK, STAGED",
    "FIFO, STAGED",
    "SOCKET, STAGED",
    "DIRECTORY, DIRECT"
  })
  void shouldMakeTheControlFileAnew(ForeignFile foreign, Outcome expected) throws Exception {
    Files.createDirectory(state);
    tryOut(foreign, state.resolve("control.new"), expected);
  }

  @ParameterizedTest
  @CsvSource({
    "SYMLINK, STAGED",
    "DANGLING_SYMLINK, STAGED",
    "HARD_LINK, STAGED",
    "FIFO, STAGED",
    "SOCKET, STAGED",
    "DIRECTORY, DIRECT"
  })
  void shouldReplaceWhatStandsWhereAControlFileIsSetAside(ForeignFile foreign, Outcome expected)
      throws Exception {
    Files.createDirectory(state);
    Files.writeString(state.resolve("control"), "rubbish");
    tryOut(foreign, state.resolve("control.unusable"), expected);
  }

  @ParameterizedTest
  @CsvSource({
    "SYMLINK, DIRECT",
    "DANGLING_SYMLINK, DIRECT",
    "HARD_LINK, STAGED",
    "FIFO, DIRECT",
    "SOCKET, DIRECT",
    "DIRECTORY, DIRECT"
  })
  void shouldNotTakeAnythingForAWritersLock(ForeignFile foreign, Outcome expected)
      throws Exception {
    Files.createDirectory(state);
    tryOut(foreign, state.resolve("writer-1-2.lock"), expected);
  }

  @ParameterizedTest
  @EnumSource
  void shouldNotStageInChunksThatAreNotTheirs(ForeignFile foreign) throws Exception {
    try (SharedLog first = open()) {
      append(first, SHORT);
      Hang.await("line").until(() -> Files.readAllLines(file).equals(List.of(SHORT)));
      Path chunks = one(state, "chunks-");
      Files.delete(target);
      // A copy, so that only the newcomer could write to what the link leads to.
      Files.copy(chunks, target);
      Files.delete(chunks);
      tryOutBeside(foreign, chunks);
      assertThat(first.isStaged()).isTrue();
    }
  }

  private void tryOutBeside(ForeignFile foreign, Path chunks) throws Exception {
    TRIALS.trial(
        () -> {
          put(foreign, chunks);
          assertOutcome(Outcome.DIRECT, chunks);
          assertTargetUntouched();
        });
  }

  @ParameterizedTest
  @EnumSource
  void shouldNotSpillALineIntoWhatIsNotTheirs(ForeignFile foreign) throws Exception {
    TRIALS.trial(
        () -> {
          try (SharedLog log = open()) {
            append(log, "one");
            String area =
                one(state, "chunks-").getFileName().toString().substring("chunks-".length());
            Path spill = state.resolve("spill-" + area);
            put(foreign, spill);

            append(log, TOO_LONG_FOR_THE_RING, "two");

            assertThat(log.isStaged()).isTrue();
            assertThat(heard.warnings)
                .isNotEmpty()
                .allMatch(warning -> warning.contains("" + spill));
            assertTargetUntouched();
            if (foreign == ForeignFile.DIRECTORY) {
              Files.delete(spill.resolve("file"));
            }
          }
          assertThat(Files.readAllLines(file)).containsExactly("one", TOO_LONG_FOR_THE_RING, "two");
          assertTargetUntouched();
        });
  }

  /** What is staged waits for the file to come back. */
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"HARD_LINK", "DIRECTORY"})
  void shouldWaitForTheLogToBeAFileAgain(ForeignFile foreign) throws Exception {
    TRIALS.trial(
        () -> {
          try (SharedLog log = open()) {
            append(log, "one");
            Hang.await("line").until(() -> Files.readAllLines(file).equals(List.of("one")));
            Path kept = Files.move(file, directory.resolve("kept.log"));
            put(foreign, file);

            append(log, "two");

            Hang.await("warning").until(() -> !heard.warnings.isEmpty());
            assertThat(heard.warnings)
                .allMatch(
                    warning ->
                        warning.startsWith("cannot write to the log file: path=" + file)
                            && warning.contains("not a regular file"));
            assertTargetUntouched();
            Files.delete(file);
            Files.move(kept, file);
          }
          assertThat(Files.readAllLines(file)).containsExactly("one", "two");
        });
  }

  private static Path one(Path directory, String prefix) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(each -> each.getFileName().toString().startsWith(prefix))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no " + prefix + " in " + directory));
    }
  }
}
