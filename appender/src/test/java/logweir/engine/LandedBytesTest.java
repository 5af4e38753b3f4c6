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

  /** Events end where they end, whatever they contain. */
  private static final String[] EVENTS = {"one\n", "two\nth", "ree\n"};

  private static final String WHOLE = String.join("", EVENTS);

  @TempDir private Path directory;
  private StagingFixture staging;
  private StagingFixture.Writer writer;

  @BeforeEach
  void makeStagingArea() throws IOException {
    staging = new StagingFixture(directory, SharedLogConfig.defaults().withGeometry(17 * CHUNK, 8));
    writer = staging.newWriter();
  }

  @AfterEach
  void close() throws IOException {
    staging.close();
  }

  private Batch batchOf(String... events) throws IOException {
    long from = staging.control.cursorVolatile();
    long to = from;
    for (String event : events) {
      to = writer.stage(event);
    }
    return new BatchAssembler(writer.ring()).again(from, to, List.of());
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

  private static int wholeEvents(String landed, String... events) {
    int whole = 0;
    for (String event : events) {
      if (whole + event.length() > landed.length()) {
        break;
      }
      whole += event.length();
    }
    return whole;
  }

  @Test
  void shouldFindNothingWhereNothingHasLanded() throws Exception {
    assertThat(count(BEFORE, "", batchOf(EVENTS))).isZero();
  }

  @Test
  void shouldFindNothingInAnEmptyFile() throws Exception {
    assertThat(count("", "", batchOf(EVENTS))).isZero();
  }

  @Test
  void shouldNotTakeEqualLinesBeforeTheBatchForTheBatch() throws Exception {
    assertThat(count(WHOLE, "", batchOf(EVENTS))).isZero();
    assertThat(count(WHOLE, "one\n", batchOf(EVENTS))).isEqualTo(4);
  }

  @Test
  void shouldFindEveryPartThatHasLanded() throws Exception {
    Batch batch = batchOf(EVENTS);
    for (int landed = 0; landed <= WHOLE.length(); landed++) {
      assertThat(count(BEFORE, cut(landed), batch)).isEqualTo(landed);
    }
  }

  @Test
  void shouldFindEveryPartInAFileThatDidNotEndWithALineEnd() throws Exception {
    Batch batch = batchOf(EVENTS);
    for (int landed = 0; landed <= WHOLE.length(); landed++) {
      assertThat(count("half a line", cut(landed), batch)).isEqualTo(landed);
    }
  }

  @Test
  void shouldFindEveryPartBehindForeignLines() throws Exception {
    Batch batch = batchOf(EVENTS);
    for (int landed = 0; landed <= WHOLE.length(); landed++) {
      assertThat(count(BEFORE, FOREIGN + "~2nd\n" + cut(landed), batch)).isEqualTo(landed);
    }
  }

  @Test
  void shouldFindAllInFrontOfForeignLines() throws Exception {
    assertThat(count(BEFORE, WHOLE + FOREIGN, batchOf(EVENTS))).isEqualTo(WHOLE.length());
  }

  @Test
  void shouldFindAllBetweenForeignLines() throws Exception {
    assertThat(count(BEFORE, FOREIGN + WHOLE + FOREIGN, batchOf(EVENTS))).isEqualTo(WHOLE.length());
  }

  @Test
  void shouldCountWholeEventsOnlyWhereAForeignLineFollowsTheCut() throws Exception {
    Batch batch = batchOf(EVENTS);
    for (int landed = 0; landed < WHOLE.length(); landed++) {
      assertThat(count(BEFORE, cut(landed) + FOREIGN, batch))
          .isEqualTo(wholeEvents(cut(landed), EVENTS));
    }
  }

  @Test
  void shouldCountWholeEventsOnlyBetweenForeignLines() throws Exception {
    Batch batch = batchOf(EVENTS);
    for (int landed = 0; landed < WHOLE.length(); landed++) {
      assertThat(count(BEFORE, FOREIGN + cut(landed) + FOREIGN, batch))
          .isEqualTo(wholeEvents(cut(landed), EVENTS));
    }
  }

  @Test
  void shouldNotCountForeignBytesThatHappenToGoOnLikeTheBatch() throws Exception {
    assertThat(count(BEFORE, "one\ntwo\nthey\n", batchOf(EVENTS))).isEqualTo(10);
  }

  @Test
  void shouldNotTakeAForeignLineForTheBatchThatOnlyBeginsLikeIt() throws Exception {
    assertThat(count(BEFORE, "one thing\n", batchOf(EVENTS))).isZero();
  }

  @Test
  void shouldTakeTheBatchForTheBatchAndNotALineThatEqualsItsFirst() throws Exception {
    assertThat(count(BEFORE, "one\n" + WHOLE, batchOf(EVENTS))).isEqualTo(WHOLE.length());
    assertThat(count(BEFORE, "one\n" + cut(9), batchOf(EVENTS))).isEqualTo(9);
    assertThat(count(BEFORE, cut(9) + "\none\n", batchOf(EVENTS))).isEqualTo(4);
  }

  @Test
  void shouldCountEqualLinesOneByOne() throws Exception {
    String whole = "x\nx\nx\nx\n";
    Batch batch = batchOf("x\n", "x\n", "x\n", "x\n");
    for (int landed = 0; landed <= whole.length(); landed++) {
      assertThat(count("x\n", whole.substring(0, landed), batch)).isEqualTo(landed);
    }
    assertThat(count("x\n", "x\nx\n" + FOREIGN, batch)).isEqualTo(4);
  }

  @Test
  void shouldSearchATruncatedFileFromItsStart() throws Exception {
    Batch batch = batchOf(EVENTS);

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
  void shouldCountWholeEventsOnlyWhereTheRestMayNotFollow() throws Exception {
    Batch batch = batchOf(EVENTS);
    for (int landed = 0; landed <= WHOLE.length(); landed++) {
      assertThat(countWholeEvents(BEFORE + cut(landed), batch))
          .isEqualTo(wholeEvents(cut(landed), EVENTS));
    }
  }

  @Test
  void shouldCountAWholeBatchThatHasNoLineEndAsWhole() throws Exception {
    assertThat(countWholeEvents(BEFORE + "no end", batchOf("no end"))).isEqualTo(6);
    assertThat(countWholeEvents(BEFORE + "no e", batchOf("no end"))).isZero();
  }

  private long countWholeEvents(String content, Batch batch) throws IOException {
    Files.writeString(staging.file, content, ISO_8859_1);
    try (FileChannel file = FileChannel.open(staging.file, StandardOpenOption.READ)) {
      return LandedBytes.countWholeEvents(file, BEFORE.length(), batch);
    }
  }

  @Test
  void shouldLookForAnEmptyBatchInVain() throws Exception {
    Batch batch = batchOf();

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
    String[] lines = lines(200_000);
    String whole = String.join("", lines);
    Batch batch = batchOf(lines);
    String part = whole.substring(0, landed);

    assertThat(count(BEFORE, part, batch)).isEqualTo(landed);
    assertThat(count(BEFORE, FOREIGN + part, batch)).isEqualTo(landed);
    assertThat(count(BEFORE, part + FOREIGN, batch)).isEqualTo(wholeEvents(part, lines));
  }

  @ParameterizedTest
  @ValueSource(ints = {63, BLOCK, BLOCK + 65, 17 * CHUNK - 8, 17 * CHUNK, 199_999, 200_000})
  void shouldFindEveryPartOfALargeEvent(int landed) throws Exception {
    String event = String.join("", lines(200_000));
    Batch batch = batchOf(event);
    assertThat(batch.buffers()).hasSize(3);
    String part = event.substring(0, landed);

    assertThat(count(BEFORE, part, batch)).isEqualTo(landed);
    assertThat(count(BEFORE, FOREIGN + part, batch)).isEqualTo(landed);
    assertThat(count(BEFORE, part + FOREIGN, batch)).isEqualTo(wholeEvents(part, event));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
  void shouldFindTheBatchBehindForeignLinesOfWideCharacters(String charset) throws Exception {
    String foreign = new String(FOREIGN.repeat(3).getBytes(charset), ISO_8859_1);
    String event = new String("an event\n".getBytes(charset), ISO_8859_1);
    Batch batch = batchOf(event, event, "\0\n\0");

    assertThat(count(BEFORE, foreign + event + event + "\0\n\0", batch))
        .isEqualTo(2L * event.length() + 3);
    assertThat(count(BEFORE, foreign + event + "\0" + foreign, batch)).isEqualTo(event.length());
  }

  /** Lines that are all different, of that many bytes in all. */
  private static String[] lines(int length) {
    List<String> lines = new ArrayList<>();
    int left = length;
    for (int number = 0; left > 0; number++) {
      String line = "line " + number + " of a batch\n";
      lines.add(line.length() + 1 < left ? line : lineOf(left, 'x'));
      left -= lines.get(number).length();
    }
    return lines.toArray(new String[0]);
  }

  @Test
  void shouldNoticeADifferenceInTheLastByte() throws Exception {
    String[] lines = lines(200_000);
    String whole = String.join("", lines);
    String altered = whole.substring(0, 199_998) + "~\n";

    assertThat(count(BEFORE, altered, batchOf(lines)))
        .isEqualTo(wholeEvents(whole.substring(0, 199_998), lines));
  }

  @ParameterizedTest
  @ValueSource(ints = {BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 3 * BLOCK - 7})
  void shouldFindTheBatchBehindALongForeignLine(int length) throws Exception {
    assertThat(count("", lineOf(length, '~') + WHOLE, batchOf(EVENTS))).isEqualTo(WHOLE.length());
    assertThat(count("", lineOf(length, '~'), batchOf(EVENTS))).isZero();
  }

  @Test
  void shouldFindTheBatchBehindManyForeignLines() throws Exception {
    String foreign = FOREIGN.repeat(BLOCK / FOREIGN.length() + 5);

    assertThat(count(BEFORE, foreign + WHOLE + foreign, batchOf(EVENTS))).isEqualTo(WHOLE.length());
  }
}
