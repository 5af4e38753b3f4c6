package logweir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import logweir.layout.ControlDescriptor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not ours is left as it is, whatever the command. */
class NotOursTest {
  @TempDir private Path directory;
  private StagingFixture fixture;

  @BeforeEach
  void prepare() {
    fixture = new StagingFixture(directory);
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "top", "verify", "recover", "trim"})
  void shouldRefuseAFileWithoutAStateDirectory(String command) throws IOException {
    Files.writeString(fixture.log(), "a line of somebody else\n");

    assertRefused(command, fixture.log(), "not a Logweir log");
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "top", "verify", "recover", "trim"})
  void shouldRefuseADirectory(String command) throws IOException {
    assertRefused(command, directory, "not a log but a directory");
    assertRefused(command, Path.of("/"), "not a log but a directory");
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "top", "verify", "recover", "trim"})
  void shouldRefuseALogThatDoesNotExist(String command) throws IOException {
    assertRefused(command, fixture.log(), "no log");
    assertRefused(command, directory.resolve("no/such/dir/app.log"), "no log");
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "top", "verify", "recover", "trim"})
  void shouldRefuseASymbolicLinkAndNameItsTarget(String command) throws IOException {
    fixture.closeInOrder();
    Path link = Files.createSymbolicLink(directory.resolve("current.log"), fixture.log());

    assertRefused(command, link, "target=" + fixture.log());
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "top", "verify", "recover", "trim"})
  void shouldRefuseAStateDirectoryThatIsAFile(String command) throws IOException {
    Files.writeString(fixture.log(), "a line\n");
    Files.writeString(fixture.stateDirectory(), "not ours");

    assertRefused(command, fixture.log(), "not a state directory");
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "top", "verify", "recover", "trim"})
  void shouldRefuseTheWrongStateDirectory(String command) throws IOException {
    fixture.closeInOrder();
    TreeSnapshot before = TreeSnapshot.of(directory);

    CliRun run = CliRun.of(command, fixture.log(), "--state-directory", directory.resolve("other"));

    assertThat(run.exitCode()).isEqualTo(ExitCodes.NOT_OURS);
    assertThat(TreeSnapshot.of(directory)).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "top", "recover", "trim"})
  void shouldRefuseAForeignControlFile(String command) throws IOException {
    fixture.closeInOrder();
    Files.writeString(fixture.control(), "something else\n".repeat(1000));

    assertRefused(command, fixture.log(), "not understood");
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "top", "recover", "trim"})
  void shouldRefuseAnEmptyControlFile(String command) throws IOException {
    fixture.closeInOrder();
    Files.createFile(fixture.control());

    assertRefused(command, fixture.log(), "impossible size");
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "top", "recover", "trim"})
  void shouldRefuseAControlFileThatIsCutShort(String command) throws Exception {
    fixture.killWithStagedLines(10);
    byte[] whole = Files.readAllBytes(fixture.control());
    Files.write(fixture.control(), Arrays.copyOf(whole, whole.length - 4096));

    assertRefused(command, fixture.log(), "cut short");
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "top", "verify", "recover", "trim"})
  void shouldRefuseAControlFileOfAnotherVersion(String command) throws Exception {
    fixture.killWithStagedLines(10);
    fixture.patchHeader(ControlDescriptor.VERSION_OFFSET, ControlDescriptor.VERSION + 1);

    assertRefused(command, fixture.log(), "another version");
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "top", "recover", "trim"})
  void shouldRefuseAControlFileWithImpossiblePositions(String command) throws Exception {
    fixture.killWithStagedLines(10);
    fixture.patchControl(bytes -> bytes.putLong(ControlDescriptor.CURSOR_OFFSET, Long.MAX_VALUE));

    assertRefused(command, fixture.log(), "impossible positions");
  }

  private void assertRefused(String command, Path file, String reason) throws IOException {
    TreeSnapshot before = TreeSnapshot.of(directory);

    CliRun run = CliRun.of(command, file);

    assertThat(run.exitCode()).isEqualTo(ExitCodes.NOT_OURS);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("logweir: ").contains(reason).hasLineCount(1);
    assertThat(TreeSnapshot.of(directory)).isEqualTo(before);
  }
}
