package logweir.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static logweir.engine.StagingFixture.CHUNK;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import logweir.engine.StateDirectory.WriterName;
import logweir.layout.Control;
import logweir.layout.Control.Total;
import logweir.layout.ControlDescriptor;
import logweir.layout.IntentState;
import logweir.layout.SlotDescriptor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a newcomer makes of the files that it finds. */
class StagingFilesTest {
  @TempDir private Path directory;
  private final Heard heard = new Heard();
  private final SharedLogConfig config =
      SharedLogConfig.defaults().withGeometry(CHUNK, 2).withListener(heard);
  private Path file;
  private Path state;

  @BeforeEach
  void setPaths() {
    file = directory.resolve("app.log");
    state = directory.resolve(".app.log.logweir");
  }

  private SharedLog open() throws IOException {
    return SharedLog.open(file, config);
  }

  private static void append(SharedLog log, String line) {
    byte[] bytes = line.getBytes(ISO_8859_1);
    assertThat(log.append(bytes, 0, bytes.length)).isTrue();
  }

  private String log() throws IOException {
    return Files.readString(file, ISO_8859_1);
  }

  private Path control() {
    return state.resolve("control");
  }

  /** The control file of the area in use; for looking at, and for playing tricks on it. */
  private Control mappedControl() throws IOException {
    return StagingArea.open(StateDirectory.of(file, Optional.empty())).control();
  }

  /** A staging area that a killed JVM has left, with one line in it. */
  private void leaveDeadWriterWith(String line) throws IOException {
    try (StagingFixture staging = new StagingFixture(directory, config)) {
      StagingFixture.Writer writer = staging.newWriter();
      writer.stage(line);
      writer.die();
    }
  }

  private void alterControl(Consumer<ByteBuffer> change) throws IOException {
    byte[] bytes = Files.readAllBytes(control());
    change.accept(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()));
    Files.write(control(), bytes);
  }

  private static void seal(ByteBuffer content) {
    CRC32 checksum = new CRC32();
    checksum.update(content.slice(0, ControlDescriptor.HEADER_CHECKSUM_OFFSET));
    content.putLong(ControlDescriptor.HEADER_CHECKSUM_OFFSET, checksum.getValue());
  }

  @Test
  void shouldMakeAStagingAreaWhereThereIsNone() throws Exception {
    try (SharedLog log = open()) {
      assertThat(log.isStaged()).isTrue();
      assertThat(control()).hasSize(ControlDescriptor.controlBytes(config.geometry()));
      assertThat(state.resolve("control.new")).doesNotExist();
    }
    assertThat(heard.warnings()).isEmpty();
  }

  @Test
  void shouldWriteTheControlFileInFullAndNotLeaveHoles() throws Exception {
    try (SharedLog log = open()) {
      assertThat(log.isStaged()).isTrue();
      assertThat(Shell.allocatedBytes(control()))
          .isGreaterThanOrEqualTo(ControlDescriptor.controlBytes(config.geometry()));
    }
  }

  @Test
  void shouldJoinTheAreaOfALivingWriter() throws Exception {
    try (SharedLog one = open();
        SharedLog other = open()) {
      append(one, "1\n");
      append(other, "2\n");
      append(one, "3\n");

      assertThat(one.status().orElseThrow().writers()).hasSize(2);
      assertThat(mappedControl().cursorVolatile()).isEqualTo(3 * 16);
    }
    assertThat(log()).isEqualTo("1\n2\n3\n");
    assertThat(heard.warnings()).isEmpty();
  }

  @Test
  void shouldUseTheSizesOfTheRunningWritersAndSaySoOnce() throws Exception {
    Heard newcomers = new Heard();
    try (SharedLog one = open();
        SharedLog other =
            SharedLog.open(file, config.withGeometry(2 * CHUNK, 5).withListener(newcomers))) {
      append(one, "1\n");
      append(other, "2\n");

      assertThat(newcomers.warnings())
          .containsExactly(
              "the running writers' sizes are used: chunkSize=4096, maxChunks=2,"
                  + " configured chunkSize=8192, maxChunks=5");
      assertThat(other.status().orElseThrow().chunkBytes()).isEqualTo(CHUNK);
    }
    assertThat(heard.warnings()).isEmpty();
    assertThat(log()).isEqualTo("1\n2\n");
  }

  @Test
  void shouldPublishWhatDeadWritersHaveLeftAndBeginAnew() throws Exception {
    leaveDeadWriterWith("left\n");

    try (SharedLog log = open()) {
      assertThat(log()).isEqualTo("left\n");
      assertThat(mappedControl().cursorVolatile()).isZero();
      assertThat(log.status().orElseThrow().writers()).hasSize(1);
      append(log, "new\n");
    }

    assertThat(log()).isEqualTo("left\nnew\n");
    assertThat(heard.infos())
        .containsExactly("published what dead writers had staged: path=" + file + ", bytes=5");
    assertThat(heard.warnings()).isEmpty();
  }

  @Test
  void shouldUseItsOwnSizesOnceTheDeadAreGone() throws Exception {
    leaveDeadWriterWith("left\n");

    try (SharedLog log = SharedLog.open(file, config.withGeometry(2 * CHUNK, 5))) {
      assertThat(log.status().orElseThrow().chunkBytes()).isEqualTo(2 * CHUNK);
    }

    assertThat(log()).isEqualTo("left\n");
    assertThat(heard.warnings()).isEmpty();
  }

  @Test
  void shouldSettleTheLanesOfTheDeadAndPublishTheRest() throws Exception {
    try (StagingFixture staging = new StagingFixture(directory, config)) {
      StagingFixture.Writer one = staging.newWriter();
      StagingFixture.Writer other = staging.newWriter();
      one.stage("1\n");
      one.claims("claimed\n").copy(4);
      other.stage("2\n");
      other.reserves("reserved\n");
      one.stage("3\n");
      other.claims("failed\n").abandon();
      one.stage("4\n");
      other.intends("intended\n");
      one.die();
      other.die();
    }

    open().close();

    assertThat(log()).isEqualTo("1\n2\n3\n4\n");
  }

  @Test
  void shouldFinishTheBatchThatTheDeadHaveBegun() throws Exception {
    try (StagingFixture staging = new StagingFixture(directory, config)) {
      StagingFixture.Writer writer = staging.newWriter();
      writer.stage("one\n");
      writer.stage("two\n");
      FileId id = FileId.of(file);
      staging.control.intentRelease(IntentState.WRITING, 0, 32, id.device(), id.inode(), 0);
      assertThat(staging.control.publisherLock().tryTake(writer.id)).isTrue();
      Files.writeString(file, "one\nt");
      writer.die();
    }

    open().close();

    assertThat(log()).isEqualTo("one\ntwo\n");
  }

  @Test
  void shouldRemoveTheLockFilesOfTheDead() throws Exception {
    leaveDeadWriterWith("left\n");

    try (SharedLog log = open()) {
      assertThat(StateDirectory.of(log.file(), Optional.empty()).writersWithLocks()).hasSize(1);
    }
  }

  @Test
  void shouldClearTheSlotOfADeadWriterWhileOthersLive() throws Exception {
    try (StagingFixture staging = new StagingFixture(directory, config)) {
      StagingFixture.Writer dead = staging.newWriter();
      dead.stage("dead\n");
      dead.slot.addDrop();
      staging.newWriter().stage("living\n");
      dead.die();

      try (SharedLog log = open()) {
        assertThat(log.isStaged()).isTrue();
        assertThat(staging.control.slot(0).writerIdVolatile()).isNotZero().isNotEqualTo(dead.id);
        assertThat(staging.directory.writersWithLocks())
            .extracting(WriterName::writerId)
            .containsExactly(staging.control.slot(0).writerIdVolatile());
      }

      assertThat(staging.control.total(Total.DEPARTED_DEAD)).isEqualTo(1);
      assertThat(staging.control.total(Total.DEPARTED_LINES)).isEqualTo(1);
      assertThat(staging.control.total(Total.DEPARTED_BYTES)).isEqualTo(5);
      assertThat(staging.control.total(Total.DEPARTED_DROPS)).isEqualTo(1);
      assertThat(staging.control.total(Total.DEPARTED_WRITERS)).isEqualTo(2);
    }
    assertThat(log()).isEqualTo("dead\nliving\n");
  }

  @Test
  void shouldKeepTheSlotOfADeadWriterWhoseLanesAreNotSettled() throws Exception {
    try (StagingFixture staging = new StagingFixture(directory, config)) {
      StagingFixture.Writer dead = staging.newWriter();
      StagingFixture.Writer living = staging.newWriter();
      SlowLine slow = living.claims("slow\n");
      dead.reserves("dead\n");
      dead.die();

      try (SharedLog log = open()) {
        assertThat(log.isStaged()).isTrue();
        assertThat(staging.control.slot(0).writerIdVolatile()).isEqualTo(dead.id);
        assertThat(staging.control.slot(2).writerIdVolatile()).isNotZero();
        slow.copy().commit();
      }
    }
  }

  @Test
  void shouldDiscardAnAreaOfAnEarlierBoot() throws Exception {
    leaveDeadWriterWith("lost\n");
    alterControl(
        content -> {
          content.putLong(
              ControlDescriptor.BOOT_ID_LOW_OFFSET,
              content.getLong(ControlDescriptor.BOOT_ID_LOW_OFFSET) + 1);
          seal(content);
        });

    try (SharedLog log = open()) {
      assertThat(log.isStaged()).isTrue();
      append(log, "new\n");
    }

    assertThat(log()).isEqualTo("new\n");
    assertThat(heard.warnings())
        .containsExactly("discarded the staging area of an earlier boot: path=" + state);
    assertThat(state.resolve("control.unusable")).doesNotExist();
  }

  @Test
  void shouldSetADamagedControlFileAside() throws Exception {
    leaveDeadWriterWith("lost\n");
    alterControl(content -> content.put(ControlDescriptor.MAX_CHUNKS_OFFSET, (byte) 7));
    byte[] damaged = Files.readAllBytes(control());

    try (SharedLog log = open()) {
      assertThat(log.isStaged()).isTrue();
      append(log, "new\n");
    }

    assertThat(log()).isEqualTo("new\n");
    assertThat(state.resolve("control.unusable")).hasBinaryContent(damaged);
    assertThat(heard.warnings())
        .containsExactly(
            "set an unusable staging area aside: path=" + state.resolve("control.unusable"));
    assertThat(heard.causes().get(0)).hasMessageContaining("header checksum");
  }

  /** Its positions make sense, but not to whoever has seen them before. */
  @Test
  void shouldNotPublishWhatOthersHaveFoundDamaged() throws Exception {
    leaveDeadWriterWith("half a li");
    mappedControl().spoil();

    try (SharedLog log = open()) {
      assertThat(log.isStaged()).isTrue();
      append(log, "new\n");
    }

    assertThat(log()).isEqualTo("new\n");
    assertThat(heard.warnings())
        .containsExactly(
            "set an unusable staging area aside: path=" + state.resolve("control.unusable"));
  }

  /** Only that version can tell who lives, and publish what the dead have left. */
  @Test
  void shouldLeaveAControlFileOfANewerVersionAloneWhoeverUsesIt() throws Exception {
    leaveDeadWriterWith("staged by a newer version\n");
    makeControlNewer();
    byte[] newer = Files.readAllBytes(control());

    try (SharedLog log = open()) {
      assertThat(log.isStaged()).isFalse();
      append(log, "direct\n");
    }

    assertThat(control()).hasBinaryContent(newer);
    assertThat(log()).isEqualTo("direct\n");
    assertThat(heard.warnings())
        .containsExactly("lines are not staged, each is a write: path=" + file);
    assertThat(heard.causes().get(0))
        .hasMessage("control file is of another version: version=2, understood=1");
  }

  private void makeControlNewer() throws IOException {
    alterControl(
        content -> {
          content.putLong(ControlDescriptor.VERSION_OFFSET, 2);
          seal(content);
        });
  }

  @ParameterizedTest
  @CsvSource({"0", "100", "4095", "4096", "300000"})
  void shouldSetAControlFileOfAnotherLengthAside(int bytes) throws Exception {
    leaveDeadWriterWith("lost\n");
    Files.write(control(), Arrays.copyOf(Files.readAllBytes(control()), bytes));

    try (SharedLog log = open()) {
      assertThat(log.isStaged()).isTrue();
    }

    assertThat(state.resolve("control.unusable")).hasSize(bytes);
    assertThat(heard.warnings()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    ControlDescriptor.PUBLISHED_OFFSET + ", -1",
    ControlDescriptor.PUBLISHED_OFFSET + ", 4",
    ControlDescriptor.PUBLISHED_OFFSET + ", 24",
    ControlDescriptor.PUBLISHED_OFFSET + ", " + Long.MAX_VALUE,
    ControlDescriptor.CURSOR_OFFSET + ", -1",
    ControlDescriptor.CURSOR_OFFSET + ", 12",
    ControlDescriptor.CURSOR_OFFSET + ", " + (2 * CHUNK + 8),
    ControlDescriptor.PHYSICAL_CHUNKS_OFFSET + ", 3",
    ControlDescriptor.PHYSICAL_CHUNKS_OFFSET + ", -1",
    ControlDescriptor.SLOT_LIMIT_OFFSET + ", 129",
    ControlDescriptor.SLOT_LIMIT_OFFSET + ", -1",
  })
  void shouldSetAControlFileWithImpossibleWordsAside(int offset, long value) throws Exception {
    leaveDeadWriterWith("lost\n");
    alterControl(content -> content.putLong(offset, value));

    try (SharedLog log = open()) {
      assertThat(log.isStaged()).isTrue();
      append(log, "new\n");
    }

    assertThat(log()).isEqualTo("new\n");
    assertThat(heard.causes().get(0)).hasMessageContaining("impossible positions");
  }

  /** Else a dead writer could look alive, and keep the publisher lock for ever. */
  @Test
  void shouldSetAControlFileAsideThatDoesNotSayWhoItsWritersAre() throws Exception {
    leaveDeadWriterWith("lost\n");
    int slot = ControlDescriptor.slotOffset(mappedControl().geometry(), 0);
    alterControl(
        content -> {
          content.putLong(slot + SlotDescriptor.JVM_ID_OFFSET, 1);
          content.putLong(slot + SlotDescriptor.PID_NAMESPACE_OFFSET, 2);
        });

    try (SharedLog log = open()) {
      assertThat(log.isStaged()).isTrue();
      append(log, "new\n");
    }

    assertThat(log()).isEqualTo("new\n");
    assertThat(heard.causes().get(0)).hasMessageContaining("does not say who its writers are");
  }

  @Test
  void shouldKeepOneUnusableControlFileOnly() throws Exception {
    leaveDeadWriterWith("lost\n");
    Files.writeString(control(), "first");
    open().close();
    Files.writeString(control(), "second");

    open().close();

    assertThat(state.resolve("control.unusable")).hasContent("second");
  }

  @Test
  void shouldNotFollowALinkInPlaceOfTheControlFile() throws Exception {
    leaveDeadWriterWith("lost\n");
    Path target = Files.move(control(), directory.resolve("target"));
    byte[] before = Files.readAllBytes(target);
    Files.createSymbolicLink(control(), target);

    try (SharedLog log = open()) {
      assertThat(log.isStaged()).isFalse();
      append(log, "direct\n");
    }

    assertThat(target).hasBinaryContent(before);
    assertThat(log()).isEqualTo("direct\n");
  }

  @Test
  void shouldNotBeMisledByAnUnfinishedControlFile() throws Exception {
    Files.createDirectory(state);
    Files.write(state.resolve("control.new"), new byte[1_000_000]);

    try (SharedLog log = open();
        SharedLog other = open()) {
      assertThat(log.isStaged()).isTrue();
      assertThat(other.isStaged()).isTrue();
    }
    assertThat(heard.warnings()).isEmpty();
  }

  @Test
  void shouldRemoveTheChunksOfOtherTimes() throws Exception {
    leaveDeadWriterWith("left\n");
    Path older = Files.writeString(state.resolve("chunks-4711"), "old\n");
    Path spilled = Files.writeString(state.resolve("spill-4711"), "old\n");

    try (SharedLog log = open()) {
      append(log, "new\n");
      assertThat(older).doesNotExist();
      assertThat(spilled).doesNotExist();
    }

    assertThat(log()).isEqualTo("left\nnew\n");
  }

  @Test
  void shouldSetAnAreaAsideWhoseChunksAreGone() throws Exception {
    leaveDeadWriterWith("lost\n");
    Files.delete(StateDirectory.of(file, Optional.empty()).chunks(mappedControl().areaId()));

    try (SharedLog log = open()) {
      assertThat(log.isStaged()).isTrue();
      append(log, "new\n");
    }

    assertThat(log()).isEqualTo("new\n");
    assertThat(state.resolve("control.unusable")).exists();
    assertThat(heard.warnings())
        .containsExactly(
            "set an unusable staging area aside: path=" + state.resolve("control.unusable"));
    assertThat(heard.causes().get(0)).isInstanceOf(StagingLostException.class);
  }

  @Test
  void shouldNotMixUpTwoAreasOneAfterTheOther() throws Exception {
    try (SharedLog one = open()) {
      append(one, "1\n");
      Files.delete(control());
      try (SharedLog other = open()) {
        append(other, "2\n");
        append(one, "3\n");
        append(other, "4\n");
      }
      append(one, "5\n");
    }

    assertThat(log().lines()).containsExactlyInAnyOrder("1", "2", "3", "4", "5");
    assertThat(heard.warnings()).isEmpty();
  }
}
