package logweir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import logweir.engine.SharedLog;
import logweir.layout.ChunkEntry;
import logweir.layout.ControlDescriptor;
import logweir.layout.Geometry;
import logweir.layout.IntentState;
import logweir.layout.LaneWord;
import logweir.layout.SlotDescriptor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyCommandTest {
  private static final Geometry GEOMETRY = new Geometry(4096, 64);
  private static final int SLOT = ControlDescriptor.slotOffset(GEOMETRY, 0);
  private static final int LANE = SLOT + SlotDescriptor.LANES_OFFSET;
  private static final int TABLE = ControlDescriptor.CHUNK_TABLE_OFFSET;

  @TempDir private Path directory;
  private StagingFixture fixture;

  @BeforeEach
  void prepare() {
    fixture = new StagingFixture(directory);
  }

  /** What is changed in the control file, and how it is told. */
  static Stream<Arguments> damage() {
    return Stream.of(
        word("control", "magic", ControlDescriptor.MAGIC_OFFSET, 1),
        word("control", "header checksum", ControlDescriptor.CREATED_MILLIS_OFFSET, 1),
        word("control", "header checksum=-1", ControlDescriptor.HEADER_CHECKSUM_OFFSET, -1),
        word("control", "cursor=", ControlDescriptor.CURSOR_OFFSET, Long.MAX_VALUE),
        word("control", "published=", ControlDescriptor.PUBLISHED_OFFSET, 1 << 20),
        word("control", "slots=129", ControlDescriptor.SLOT_LIMIT_OFFSET, 129),
        word("control", "chunks=65", ControlDescriptor.PHYSICAL_CHUNKS_OFFSET, 65),
        word("intent", "limit=4096", ControlDescriptor.LIMIT_OFFSET, 4096),
        word("intent", "intent=9", ControlDescriptor.INTENT_STATE_OFFSET, 9),
        word("writers", "who its writer is", SLOT + SlotDescriptor.PID_OFFSET, 4711),
        word("writers", "another one's slot", SLOT + SlotDescriptor.WRITER_ID_OFFSET, 259),
        word("writers", "another one's slot", ControlDescriptor.SLOT_LIMIT_OFFSET, 0),
        word("lanes", "lane=0", LANE, LaneWord.free(77)),
        word("lanes", "cursor=", LANE, LaneWord.intent(1 << 20)),
        word("lanes", "beyond the cursor", LANE, LaneWord.claimed(5)),
        word("lanes", "length=", LANE, LaneWord.abandoned(5)),
        word("chunk table", "missing", TABLE, 0),
        word("chunk table", "nowhere", TABLE, ChunkEntry.of(0, 64)),
        word("chunk table", "behind the end", TABLE, ChunkEntry.of(0, 63)),
        word("chunk table", "one place", TABLE + 8, ChunkEntry.of(1, 0)),
        word("chunk table", "cannot stand there", TABLE + 8, ChunkEntry.of(2, 1)),
        word("chunk table", "cannot stand there", TABLE + 8, ChunkEntry.of(65, 1)),
        Arguments.of(
            "spill file",
            "missing",
            (Consumer<ByteBuffer>)
                control -> {
                  control.putLong(ControlDescriptor.INTENT_STATE_OFFSET, IntentState.SPILLING);
                  control.putLong(ControlDescriptor.INTENT_TO_OFFSET, 100);
                }));
  }

  private static Arguments word(String subject, String found, int offset, long value) {
    Consumer<ByteBuffer> patch =
        control -> {
          control.putLong(offset, value);
          if (offset == LANE) {
            control.putLong(LANE + SlotDescriptor.LANE_LENGTH_OFFSET, 1 << 20);
          }
        };
    return Arguments.of(subject, found, patch);
  }

  @ParameterizedTest
  @MethodSource("damage")
  void shouldNameWhatIsDamagedInTheControlFile(
      String subject, String found, Consumer<ByteBuffer> patch) throws Exception {
    fixture.killWithStagedLines(10);
    assertGood(verify());
    fixture.patchControl(patch);

    assertDamaged(verify(), subject, found);
  }

  @Test
  void shouldNameAControlFileThatIsCutShort() throws Exception {
    fixture.killWithStagedLines(10);
    byte[] whole = Files.readAllBytes(fixture.control());
    Files.write(fixture.control(), Arrays.copyOf(whole, whole.length - 4096));

    assertDamaged(verify(), "control", "cut short");
  }

  @Test
  void shouldNameAControlFileOfSomebodyElse() throws Exception {
    fixture.closeInOrder();
    Files.writeString(fixture.control(), "something else\n".repeat(1000));

    assertDamaged(verify(), "control", "not understood");
  }

  @Test
  void shouldLeaveAnotherVersionToThatVersion() throws Exception {
    fixture.killWithStagedLines(10);
    fixture.patchHeader(ControlDescriptor.VERSION_OFFSET, ControlDescriptor.VERSION + 1);

    CliRun run = CliRun.of("verify", fixture.log());

    assertThat(run.exitCode()).isEqualTo(ExitCodes.NOT_OURS);
    assertThat(run.err()).contains("another version").hasLineCount(1);
  }

  @Test
  void shouldLookAtNothingOfAnEarlierBoot() throws Exception {
    fixture.killWithStagedLines(10);
    fixture.patchHeader(ControlDescriptor.BOOT_ID_LOW_OFFSET, 4711);
    Files.delete(chunks());

    assertThat(assertGood(verify())).contains("of an earlier boot");
  }

  @Test
  void shouldMissTheChunksFile() throws Exception {
    fixture.killWithStagedLines(10);
    Files.delete(chunks());

    assertDamaged(verify(), "chunks file", "missing");
  }

  @Test
  void shouldSeeThatTheChunksFileWasCut() throws Exception {
    fixture.killWithStagedLines(10);
    try (FileChannel file = FileChannel.open(chunks(), StandardOpenOption.WRITE)) {
      file.truncate(100);
    }

    assertDamaged(verify(), "chunks file", "too short");
  }

  @Test
  void shouldSeeThatTheUnusedRestIsNotZero() throws Exception {
    fixture.killWithStagedLines(10);
    write(chunks(), 4095, 'x');

    assertDamaged(verify(), "unused rest", "position=4095");
  }

  @Test
  void shouldSeeThatStagedBytesAreGone() throws Exception {
    fixture.killWithStagedLines(10);
    write(chunks(), 0, 0);

    assertDamaged(verify(), "staged bytes", "position=0");
  }

  @Test
  void shouldSeeThatTheLogEndsWithinALine() throws Exception {
    fixture.closeInOrder();
    Files.writeString(fixture.log(), "half", StandardOpenOption.APPEND);

    assertDamaged(verify(), "log's end", "lastByte=102");
  }

  @Test
  void shouldForgiveHalfALineThatWillBeCompleted() throws Exception {
    fixture.killWithStagedLines(10);
    Files.writeString(fixture.log(), "half", StandardOpenOption.APPEND);
    fixture.patchControl(
        control -> {
          control.putLong(ControlDescriptor.INTENT_STATE_OFFSET, IntentState.WRITING);
          control.putLong(ControlDescriptor.INTENT_TO_OFFSET, 16);
        });

    assertThat(assertGood(verify())).contains("writes the rest");
  }

  @Test
  void shouldSeeARunOfNulsAtTheEndAndOnDemandAnywhere() throws Exception {
    fixture.closeInOrder();
    Files.writeString(fixture.log(), "a" + "\0".repeat(512) + "\n" + "x".repeat(100) + "\n");

    assertGood(verify("--tail-bytes", 613));
    assertDamaged(verify("--tail-bytes", 614), "log's bytes", "offset=1");
    assertDamaged(verify("--all"), "log's bytes", "offset=1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE", "US-ASCII"})
  void shouldTakeTheNulsOfAnEventForWhatTheyAre(String charset) throws Exception {
    fixture.closeInOrder();
    String lines = "a line\n\0\0\0 and NULs\n";
    Files.write(fixture.log(), lines.getBytes(charset));

    assertGood(verify("--all"));
  }

  @Test
  void shouldFindNothingWrongWithALivingLog() throws Exception {
    try (SharedLog shared = SharedLog.open(fixture.log(), DyingWriter.CONFIG)) {
      for (int round = 0; round < 200; round++) {
        StagingFixture.append(shared, "x".repeat(round * 37 + 1));
        assertGood(verify("--all"));
      }
    }
    assertThat(assertGood(verify())).contains("nothing is staged");
  }

  @Test
  void shouldFindNothingWrongWhileAWriterIsInFullSwing() throws Exception {
    try (DyingWriter writer = DyingWriter.endless(fixture.log(), "a")) {
      for (int round = 1; round <= 100; round++) {
        writer.awaitProgress(500 * round);
        assertGood(verify());
      }
      writer.kill();
    }
    assertGood(verify());
  }

  @Test
  void shouldDoWithoutALogFile() throws Exception {
    fixture.closeInOrder();
    Files.delete(fixture.log());

    assertThat(assertGood(verify())).contains("there is no file now");
  }

  @Test
  void shouldTellMachines() throws Exception {
    fixture.killWithStagedLines(10);
    Files.delete(chunks());

    CliRun run = CliRun.of("verify", "--json", fixture.log());

    JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();
    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(json.keySet())
        .containsExactly("format", "file", "stateDirectory", "staged", "good", "checks");
    assertThat(json.get("staged").getAsBoolean()).isTrue();
    assertThat(json.get("good").getAsBoolean()).isFalse();
    assertThat(json.getAsJsonArray("checks"))
        .allSatisfy(
            check ->
                assertThat(check.getAsJsonObject().keySet())
                    .containsExactly("subject", "result", "found", "advice"))
        .extracting(check -> check.getAsJsonObject().get("result").getAsString())
        .contains("ok", "damaged");
  }

  @Test
  void shouldChangeNothing() throws Exception {
    fixture.killWithStagedLines(10);
    TreeSnapshot before = TreeSnapshot.of(directory);

    assertGood(verify("--all"));
    assertThat(TreeSnapshot.of(directory)).isEqualTo(before);

    fixture.patchControl(control -> control.putLong(LANE, LaneWord.claimed(1 << 20)));
    TreeSnapshot damaged = TreeSnapshot.of(directory);
    assertDamaged(verify(), "lanes", "cursor=");
    assertThat(TreeSnapshot.of(directory)).isEqualTo(damaged);
  }

  @Test
  void shouldRefuseAnImpossibleOption() {
    assertThat(CliRun.of("verify", "--tail-bytes=-1", "x.log").exitCode())
        .isEqualTo(ExitCodes.USAGE);
  }

  private CliRun verify(Object... options) {
    List<Object> arguments = new ArrayList<>(List.of("verify", fixture.log()));
    arguments.addAll(List.of(options));
    return CliRun.of(arguments.toArray());
  }

  private static String assertGood(CliRun run) {
    assertThat(run.out()).doesNotContain("DAMAGED").endsWith("nothing is damaged\n");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    return run.out();
  }

  private static void assertDamaged(CliRun run, String subject, String found) {
    assertThat(run.exitCode()).as(run.toString()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.out().lines())
        .as(run.out())
        .filteredOn(line -> line.contains("DAMAGED"))
        .anySatisfy(line -> assertThat(line).startsWith(subject).contains(found));
    assertThat(run.out()).contains(" -> ", "damaged: ");
    assertThat(run.err()).isEmpty();
  }

  private Path chunks() throws IOException {
    try (Stream<Path> files = Files.list(fixture.stateDirectory())) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("chunks-"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static void write(Path file, long offset, int value) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {(byte) value}), offset);
    }
  }
}
