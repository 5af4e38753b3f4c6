package logweir.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ControlDescriptorTest {
  private static final int FALSE_SHARING_BYTES = 128;
  private static final Set<String> STARTS_OF_BLOCKS =
      Set.of(
          "INTENT_OFFSET",
          "TOTALS_OFFSET",
          "DEPARTED_OFFSET",
          "ROLLING_OFFSET",
          "CHUNK_TABLE_OFFSET");

  static Stream<Geometry> extremes() {
    return Stream.of(
        new Geometry(4096, 2),
        new Geometry(4096, 512),
        new Geometry(4096, 513),
        new Geometry(4096, 4096),
        new Geometry(1 << 30, 2),
        new Geometry(1 << 30, 4096));
  }

  private static Map<String, Integer> words() throws IllegalAccessException {
    Map<String, Integer> words = new TreeMap<>();
    for (Field field : ControlDescriptor.class.getFields()) {
      if (field.getName().endsWith("_OFFSET") && !STARTS_OF_BLOCKS.contains(field.getName())) {
        words.put(field.getName(), field.getInt(null));
      }
    }
    return words;
  }

  @Test
  void shouldGiveEachFieldAWordOfItsOwn() throws Exception {
    assertThat(words().values()).hasSizeGreaterThan(30).doesNotHaveDuplicates();
  }

  @Test
  void shouldAlignEachFieldToItsWord() throws Exception {
    assertThat(words()).allSatisfy((name, offset) -> assertThat(offset % 8).isZero());
  }

  @Test
  void shouldKeepEachFieldInFrontOfTheChunkTable() throws Exception {
    assertThat(words())
        .allSatisfy(
            (name, offset) ->
                assertThat(offset).isBetween(0, ControlDescriptor.CHUNK_TABLE_OFFSET - 8));
  }

  @Test
  void shouldKeepTheHeaderAwayFromWhatChanges() throws Exception {
    assertThat(ControlDescriptor.HEADER_CHECKSUM_OFFSET + 8)
        .isLessThanOrEqualTo(ControlDescriptor.CURSOR_OFFSET);
    assertThat(words().values().stream().filter(offset -> offset < 128)).hasSize(12);
  }

  @Test
  void shouldKeepContendedWordsTwoCacheLinesApart() {
    List<Integer> contended =
        List.of(
            ControlDescriptor.MAGIC_OFFSET,
            ControlDescriptor.CURSOR_OFFSET,
            ControlDescriptor.PUBLISHED_OFFSET,
            ControlDescriptor.PUBLISHER_LOCK_OFFSET,
            ControlDescriptor.GROW_LOCK_OFFSET,
            ControlDescriptor.URGENT_OFFSET,
            ControlDescriptor.SLOT_LIMIT_OFFSET,
            ControlDescriptor.INTENT_OFFSET,
            ControlDescriptor.TOTALS_OFFSET,
            ControlDescriptor.DEPARTED_OFFSET,
            ControlDescriptor.ROLLING_OFFSET,
            ControlDescriptor.TIDY_LOCK_OFFSET,
            ControlDescriptor.CHUNK_TABLE_OFFSET);

    assertApart(contended);
    assertThat(contended).allSatisfy(offset -> assertThat(offset % FALSE_SHARING_BYTES).isZero());
  }

  @Test
  void shouldKeepTheFieldsOfABlockTogether() {
    assertThat(ControlDescriptor.LIMIT_OFFSET - ControlDescriptor.PUBLISHED_OFFSET)
        .isBetween(8, FALSE_SHARING_BYTES - 8);
    assertThat(ControlDescriptor.INTENT_CUT_OFFSET - ControlDescriptor.INTENT_OFFSET)
        .isBetween(8, FALSE_SHARING_BYTES - 8);
    assertThat(ControlDescriptor.LAST_PUBLISHER_OFFSET - ControlDescriptor.TOTALS_OFFSET)
        .isBetween(8, FALSE_SHARING_BYTES - 8);
    assertThat(ControlDescriptor.DEPARTED_DEAD_OFFSET - ControlDescriptor.DEPARTED_OFFSET)
        .isBetween(8, FALSE_SHARING_BYTES - 8);
  }

  @ParameterizedTest
  @MethodSource("extremes")
  void shouldGiveEachChunkOfTheRingAnEntryOfItsOwn(Geometry geometry) {
    long first = (1L << 48) - geometry.maxChunks() - 5;
    List<Integer> entries =
        IntStream.range(0, geometry.maxChunks())
            .mapToObj(index -> ControlDescriptor.chunkEntryOffset(geometry, first + index))
            .toList();

    assertThat(entries)
        .doesNotHaveDuplicates()
        .allSatisfy(
            offset ->
                assertThat(offset)
                    .isBetween(
                        ControlDescriptor.CHUNK_TABLE_OFFSET,
                        ControlDescriptor.slotsOffset(geometry) - 8))
        .allSatisfy(offset -> assertThat(offset % 8).isZero());
  }

  @ParameterizedTest
  @MethodSource("extremes")
  void shouldGiveAnEntryAgainOneRoundLater(Geometry geometry) {
    assertThat(ControlDescriptor.chunkEntryOffset(geometry, 1L + geometry.maxChunks()))
        .isEqualTo(ControlDescriptor.chunkEntryOffset(geometry, 1));
  }

  @ParameterizedTest
  @MethodSource("extremes")
  void shouldStartTheSlotsOnThePageBehindTheChunkTable(Geometry geometry) {
    int tableEnd = ControlDescriptor.CHUNK_TABLE_OFFSET + 8 * geometry.maxChunks();

    assertThat(ControlDescriptor.slotsOffset(geometry) - tableEnd).isBetween(0, 4095);
    assertThat(ControlDescriptor.slotsOffset(geometry) % 4096).isZero();
  }

  @ParameterizedTest
  @MethodSource("extremes")
  void shouldKeepAllSlotsInsideTheFileOneBehindTheOther(Geometry geometry) {
    for (int slot = 0; slot < ControlDescriptor.MAX_WRITERS; slot++) {
      assertThat(ControlDescriptor.slotOffset(geometry, slot))
          .isEqualTo(ControlDescriptor.slotsOffset(geometry) + slot * SlotDescriptor.SLOT_BYTES);
    }
    int last = ControlDescriptor.slotOffset(geometry, ControlDescriptor.MAX_WRITERS - 1);
    assertThat(ControlDescriptor.controlBytes(geometry))
        .isEqualTo(last + SlotDescriptor.SLOT_BYTES);
  }

  @Test
  void shouldKeepTheWordsOfASlotTwoCacheLinesApart() {
    List<Integer> contended = new ArrayList<>();
    contended.add(SlotDescriptor.WRITER_ID_OFFSET);
    contended.add(SlotDescriptor.DIRECT_LINES_OFFSET);
    for (int lane = 0; lane < SlotDescriptor.LANES; lane++) {
      contended.add(
          SlotDescriptor.LANES_OFFSET
              + lane * SlotDescriptor.LANE_BYTES
              + SlotDescriptor.LANE_WORD_OFFSET);
    }
    contended.add(SlotDescriptor.SLOT_BYTES);

    assertApart(contended);
    assertThat(SlotDescriptor.SLOT_BYTES % FALSE_SHARING_BYTES).isZero();
  }

  @Test
  void shouldGiveEachFieldOfASlotAWordOfItsOwn() {
    List<Integer> words =
        List.of(
            SlotDescriptor.WRITER_ID_OFFSET,
            SlotDescriptor.JVM_ID_OFFSET,
            SlotDescriptor.PID_OFFSET,
            SlotDescriptor.PID_NAMESPACE_OFFSET,
            SlotDescriptor.START_TIME_OFFSET,
            SlotDescriptor.ATTACHED_MILLIS_OFFSET,
            SlotDescriptor.DIRECT_LINES_OFFSET,
            SlotDescriptor.DROPS_OFFSET,
            SlotDescriptor.UNSTAGED_LINES_OFFSET,
            SlotDescriptor.UNSTAGED_BYTES_OFFSET,
            SlotDescriptor.LANES_OFFSET);

    assertThat(words).isSorted().doesNotHaveDuplicates();
    assertThat(words).allSatisfy(offset -> assertThat(offset % 8).isZero());
  }

  @Test
  void shouldGiveEachFieldOfALaneAWordOfItsOwn() {
    List<Integer> words =
        List.of(
            SlotDescriptor.LANE_WORD_OFFSET,
            SlotDescriptor.LANE_LENGTH_OFFSET,
            SlotDescriptor.LANE_LINES_OFFSET,
            SlotDescriptor.LANE_BYTES_OFFSET);

    assertThat(words).isSorted().doesNotHaveDuplicates();
    assertThat(words)
        .allSatisfy(offset -> assertThat(offset).isBetween(0, SlotDescriptor.LANE_BYTES - 8))
        .allSatisfy(offset -> assertThat(offset % 8).isZero());
  }

  private static void assertApart(List<Integer> ascending) {
    for (int index = 1; index < ascending.size(); index++) {
      assertThat(ascending.get(index) - ascending.get(index - 1))
          .as("words %d and %d", index - 1, index)
          .isGreaterThanOrEqualTo(FALSE_SHARING_BYTES);
    }
  }
}
