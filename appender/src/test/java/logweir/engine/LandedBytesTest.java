package logweir.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static logweir.engine.StagingFixture.CHUNK;
import static logweir.engine.StagingFixture.lineOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import logweir.layout.Lane;
import logweir.layout.LaneWord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LandedBytesTest {
  private static final int BLOCK = 64 * 1024;
  private static final String BEFORE = "old 1\nold 2\n";
  private static final String FOREIGN = "~foreign\n";

  /** Three buffers: one with a whole line, one with pieces of two, one with the last piece. */
  private static final String[] PIECES = {"one\n", "two\nth", "ree\n"};

  private static final String WHOLE = String.join("", PIECES);

  @TempDir private Path directory;
  private StagingFixture staging;
  private StagingFixture.Writer writer;
  private StagingFixture.Writer abandoner;

  @BeforeEach
  void makeStagingArea() throws IOException {
    staging = new StagingFixture(directory, SharedLogConfig.defaults().withGeometry(17 * CHUNK, 8));
    writer = staging.newWriter();
    abandoner = staging.newWriter();
  }

  @AfterEach
  void close() throws IOException {
    staging.close();
  }

  /** A batch of one buffer for each piece: there is a hole of one byte behind each of them. */
  private Batch batchOf(String... pieces) throws IOException {
    long from = staging.control.cursorVolatile();
    long to = from;
    List<LaneScan.Use> holes = new ArrayList<>();
    for (String piece : pieces) {
      to = writer.stage(piece + "#");
      Lane lane = abandoner.slot.lane(holes.size());
      lane.length(1);
      holes.add(new LaneScan.Use(abandoner.id, lane, LaneWord.abandoned(to - 1)));
    }
    return Batch.staged(writer.ring(), from, to, holes);
  }

  private long count(String before, String since, Batch batch) throws IOException {
    return count(before.length(), before + since, batch);
  }

  private long count(long size, String content, Batch batch) throws IOException {
    Files.writeString(staging.file, content, ISO_8859_1);
    try (FileChannel file = FileChannel.open(staging.file, StandardOpenOption.READ)) {
      return LandedBytes.count(file, size, batch);
    }
  }

  private static String cut(int length) {
    return WHOLE.substring(0, length);
  }

  private static int wholeLines(String text) {
    return text.lastIndexOf('\n') + 1;
  }

  @Test
  void shouldBeMadeOfSeveralBuffersInTheseTests() throws Exception {
    assertThat(batchOf(PIECES).buffers()).hasSize(3);
  }

  @Test
  void shouldFindNothingWhereNothingHasLanded() throws Exception {
    assertThat(count(BEFORE, "", batchOf(PIECES))).isZero();
  }

  @Test
  void shouldFindNothingInAnEmptyFile() throws Exception {
    assertThat(count("", "", batchOf(PIECES))).isZero();
  }

  @Test
  void shouldNotTakeEqualLinesBeforeTheBatchForTheBatch() throws Exception {
    assertThat(count(WHOLE, "", batchOf(PIECES))).isZero();
    assertThat(count(WHOLE, "one\n", batchOf(PIECES))).isEqualTo(4);
  }

  @Test
  void shouldFindEveryPartThatHasLanded() throws Exception {
    Batch batch = batchOf(PIECES);
    for (int landed = 0; landed <= WHOLE.length(); landed++) {
      assertThat(count(BEFORE, cut(landed), batch)).isEqualTo(landed);
    }
  }

  @Test
  void shouldFindEveryPartInAFileThatDidNotEndWithALineEnd() throws Exception {
    Batch batch = batchOf(PIECES);
    for (int landed = 0; landed <= WHOLE.length(); landed++) {
      assertThat(count("half a line", cut(landed), batch)).isEqualTo(landed);
    }
  }

  @Test
  void shouldFindEveryPartBehindForeignLines() throws Exception {
    Batch batch = batchOf(PIECES);
    for (int landed = 0; landed <= WHOLE.length(); landed++) {
      assertThat(count(BEFORE, FOREIGN + "~2nd\n" + cut(landed), batch)).isEqualTo(landed);
    }
  }

  @Test
  void shouldFindAllInFrontOfForeignLines() throws Exception {
    assertThat(count(BEFORE, WHOLE + FOREIGN, batchOf(PIECES))).isEqualTo(WHOLE.length());
  }

  @Test
  void shouldFindAllBetweenForeignLines() throws Exception {
    assertThat(count(BEFORE, FOREIGN + WHOLE + FOREIGN, batchOf(PIECES))).isEqualTo(WHOLE.length());
  }

  @Test
  void shouldCountWholeLinesOnlyWhereAForeignLineFollowsTheCut() throws Exception {
    Batch batch = batchOf(PIECES);
    for (int landed = 0; landed < WHOLE.length(); landed++) {
      assertThat(count(BEFORE, cut(landed) + FOREIGN, batch)).isEqualTo(wholeLines(cut(landed)));
    }
  }

  @Test
  void shouldCountWholeLinesOnlyBetweenForeignLines() throws Exception {
    Batch batch = batchOf(PIECES);
    for (int landed = 0; landed < WHOLE.length(); landed++) {
      assertThat(count(BEFORE, FOREIGN + cut(landed) + FOREIGN, batch))
          .isEqualTo(wholeLines(cut(landed)));
    }
  }

  @Test
  void shouldNotCountForeignBytesThatHappenToGoOnLikeTheBatch() throws Exception {
    assertThat(count(BEFORE, "one\ntwo\nthey\n", batchOf(PIECES))).isEqualTo(8);
  }

  @Test
  void shouldNotTakeAForeignLineForTheBatchThatOnlyBeginsLikeIt() throws Exception {
    assertThat(count(BEFORE, "one thing\n", batchOf(PIECES))).isZero();
  }

  @Test
  void shouldTakeTheBatchForTheBatchAndNotALineThatEqualsItsFirst() throws Exception {
    assertThat(count(BEFORE, "one\n" + WHOLE, batchOf(PIECES))).isEqualTo(WHOLE.length());
    assertThat(count(BEFORE, "one\n" + cut(9), batchOf(PIECES))).isEqualTo(9);
    assertThat(count(BEFORE, cut(9) + "\none\n", batchOf(PIECES))).isEqualTo(8);
  }

  @Test
  void shouldCountEqualLinesOneByOne() throws Exception {
    String whole = "x\nx\nx\nx\n";
    Batch batch = batchOf("x\nx\n", "x\nx\n");
    for (int landed = 0; landed <= whole.length(); landed++) {
      assertThat(count("x\n", whole.substring(0, landed), batch)).isEqualTo(landed);
    }
    assertThat(count("x\n", "x\nx\n" + FOREIGN, batch)).isEqualTo(4);
  }

  @Test
  void shouldSearchATruncatedFileFromItsStart() throws Exception {
    Batch batch = batchOf(PIECES);

    assertThat(count(1000, "", batch)).isZero();
    assertThat(count(1000, cut(6), batch)).isEqualTo(6);
    assertThat(count(1000, FOREIGN + WHOLE, batch)).isEqualTo(WHOLE.length());
    assertThat(count(1000, FOREIGN + cut(6) + FOREIGN, batch)).isEqualTo(4);
  }

  @Test
  void shouldFindPartsOfALineThatHasNoLineEnd() throws Exception {
    Batch batch = batchOf("no end");

    assertThat(count(BEFORE, "no e", batch)).isEqualTo(4);
    assertThat(count(BEFORE, "no end" + FOREIGN, batch)).isEqualTo(6);
    assertThat(count(BEFORE, "no e" + FOREIGN, batch)).isZero();
  }

  @Test
  void shouldCountWholeLinesOnlyWhereTheRestMayNotFollow() throws Exception {
    Batch batch = batchOf(PIECES);
    for (int landed = 0; landed <= WHOLE.length(); landed++) {
      assertThat(countWholeLines(BEFORE + cut(landed), batch)).isEqualTo(wholeLines(cut(landed)));
    }
  }

  @Test
  void shouldCountAWholeBatchThatHasNoLineEndAsWhole() throws Exception {
    assertThat(countWholeLines(BEFORE + "no end", batchOf("no end"))).isEqualTo(6);
    assertThat(countWholeLines(BEFORE + "no e", batchOf("no end"))).isZero();
  }

  private long countWholeLines(String content, Batch batch) throws IOException {
    Files.writeString(staging.file, content, ISO_8859_1);
    try (FileChannel file = FileChannel.open(staging.file, StandardOpenOption.READ)) {
      return LandedBytes.countWholeLines(file, BEFORE.length(), batch);
    }
  }

  @Test
  void shouldLookForAnEmptyBatchInVain() throws Exception {
    Batch batch = Batch.staged(writer.ring(), 0, 0, List.of());

    assertThat(count(BEFORE, FOREIGN, batch)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        63,
        64,
        65,
        BLOCK - 1,
        BLOCK,
        BLOCK + 1,
        BLOCK + 63,
        BLOCK + 64,
        BLOCK + 65,
        17 * CHUNK - 1,
        17 * CHUNK,
        17 * CHUNK + 1,
        2 * BLOCK + 64,
        150_000,
        199_999,
        200_000
      })
  void shouldFindEveryPartOfABatchOfManyBlocks(int landed) throws Exception {
    String whole = lines(200_000);
    writer.stage(whole);
    Batch batch = Batch.staged(writer.ring(), 0, whole.length(), List.of());
    assertThat(batch.buffers()).hasSize(3);
    String part = whole.substring(0, landed);

    assertThat(count(BEFORE, part, batch)).isEqualTo(landed);
    assertThat(count(BEFORE, FOREIGN + part, batch)).isEqualTo(landed);
    assertThat(count(BEFORE, part + FOREIGN, batch))
        .isEqualTo(landed == whole.length() ? landed : wholeLines(part));
  }

  /** Lines that are all different, of that many bytes in all. */
  private static String lines(int length) {
    StringBuilder text = new StringBuilder();
    for (int number = 0; text.length() < length; number++) {
      text.append("line ").append(number).append(" of a batch\n");
    }
    text.setLength(length - 1);
    return text.append('\n').toString();
  }

  @Test
  void shouldNoticeADifferenceInTheLastByte() throws Exception {
    String whole = lines(200_000);
    writer.stage(whole);
    Batch batch = Batch.staged(writer.ring(), 0, whole.length(), List.of());
    String altered = whole.substring(0, 199_998) + "~\n";

    assertThat(count(BEFORE, altered, batch)).isEqualTo(wholeLines(whole.substring(0, 199_998)));
  }

  @ParameterizedTest
  @ValueSource(ints = {BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 5})
  void shouldGoBackOverManyBlocksToTheLastWholeLine(int cutAt) throws Exception {
    String whole = "first\n" + lineOf(3 * BLOCK, 'x');
    writer.stage(whole);
    Batch batch = Batch.staged(writer.ring(), 0, whole.length(), List.of());

    assertThat(count(BEFORE, whole.substring(0, cutAt) + FOREIGN, batch)).isEqualTo(6);
  }

  @ParameterizedTest
  @ValueSource(ints = {BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 3 * BLOCK - 7})
  void shouldFindTheBatchBehindALongForeignLine(int length) throws Exception {
    assertThat(count("", lineOf(length, '~') + WHOLE, batchOf(PIECES))).isEqualTo(WHOLE.length());
    assertThat(count("", lineOf(length, '~'), batchOf(PIECES))).isZero();
  }

  @Test
  void shouldFindTheBatchBehindManyForeignLines() throws Exception {
    String foreign = FOREIGN.repeat(BLOCK / FOREIGN.length() + 5);

    assertThat(count(BEFORE, foreign + WHOLE + foreign, batchOf(PIECES))).isEqualTo(WHOLE.length());
  }
}
