package logweir.layout;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import logweir.memory.MappedRegion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds FORMAT.md against the code: the offsets in both directions, sizes, states, checksums. */
class FormatDocumentTest {
  private static final Geometry GEOMETRY = new Geometry(4096, 3);
  private static final Pattern LINE = Pattern.compile(" +(\\d+)  (\\S+(?: \\S+)*)(?:  .*)?");
  private static final Set<String> STARTS_OF_BLOCKS =
      Set.of("intent", "totals", "departed", "rolling");

  @TempDir private Path directory;

  @Test
  void shouldGiveTheOffsetsOfTheControlFile() throws Exception {
    assertThat(documented("control")).isEqualTo(offsetsOf(ControlDescriptor.class, name -> true));
  }

  @Test
  void shouldGiveTheOffsetsOfASlot() throws Exception {
    assertThat(documented("slot"))
        .isEqualTo(
            offsetsOf(
                SlotDescriptor.class, name -> name.equals("lanes") || !name.startsWith("lane ")));
  }

  @Test
  void shouldGiveTheOffsetsOfALane() throws Exception {
    assertThat(documented("lane"))
        .isEqualTo(offsetsOf(SlotDescriptor.class, name -> name.startsWith("lane ")));
  }

  @Test
  void shouldGiveTheSizes() throws Exception {
    assertThat(document())
        .contains("Format version **" + ControlDescriptor.VERSION + "**")
        .contains(
            ControlDescriptor.CHUNK_TABLE_OFFSET
                + " bytes, the chunk table rounded up to 4096, then "
                + ControlDescriptor.MAX_WRITERS
                + " slots of "
                + SlotDescriptor.SLOT_BYTES
                + " bytes")
        .contains(
            "no control file is shorter than " + ControlDescriptor.CHUNK_TABLE_OFFSET + " bytes")
        .contains(SlotDescriptor.LANES + " lanes of " + SlotDescriptor.LANE_BYTES + " bytes");
  }

  @Test
  void shouldGiveTheBoundsOfTheSizes() throws Exception {
    assertThat(document())
        .contains(
            "`chunk bytes` is a multiple of "
                + Geometry.PAGE_BYTES
                + " from "
                + Geometry.PAGE_BYTES,
            " to 2^" + Integer.numberOfTrailingZeros(Geometry.MAX_CHUNK_BYTES) + ", ",
            "`max chunks` from " + Geometry.MIN_CHUNKS + " to " + Geometry.MAX_CHUNKS,
            "`max writers` " + ControlDescriptor.MAX_WRITERS,
            "`lanes` " + SlotDescriptor.LANES);
    assertThat(Integer.bitCount(Geometry.MAX_CHUNK_BYTES)).isEqualTo(1);
  }

  @Test
  void shouldGiveTheStatesOfALane() throws Exception {
    assertThat(numbers("(?m)^\\| (?<name>[A-Z]+) \\| (?<number>\\d) \\|", document()))
        .isEqualTo(constantsOf(LaneWord.class, int.class));
    assertThat(LaneWord.free(5)).isEqualTo(5L << 2 | LaneWord.FREE);
    assertThat(LaneWord.claimed(9)).isEqualTo(9L << 2 | LaneWord.CLAIMED);
  }

  @Test
  void shouldGiveTheStatesOfAnIntent() throws Exception {
    String line =
        document().lines().filter(it -> it.contains(" intent state ")).findFirst().orElseThrow();
    assertThat(numbers("(?<number>\\d) (?<name>[a-z]+)", line))
        .isEqualTo(constantsOf(IntentState.class, long.class));
  }

  @Test
  void shouldGiveTheWordsOfTheChunkTable() throws Exception {
    assertThat(document()).contains("`k << 16 | (p + 1)`");
    assertThat(ChunkEntry.of(7, 5)).isEqualTo(7L << 16 | (5 + 1));
  }

  @Test
  void shouldGiveWhatAHeaderBeginsAndEndsWith() throws Exception {
    byte[] file = written(region -> new ControlHeader(GEOMETRY, 1, 2, 3, 4).write(region));
    CRC32 crc = new CRC32();
    crc.update(file, 0, 88);
    assertThat(document())
        .contains("magic               \"LOGWEIR\" and a NUL")
        .contains("header checksum     CRC-32 of bytes 0 to 87; -1 once found damaged");
    assertThat(new String(file, 0, 8, US_ASCII)).isEqualTo("LOGWEIR\0");
    assertThat(wordAt(file, 88)).isEqualTo(crc.getValue());
    assertThat(ControlDescriptor.SPOILED_CHECKSUM).isEqualTo(-1);
  }

  @Test
  void shouldGiveTheChecksumOfAWritersIdentity() throws Exception {
    Matcher said =
        Pattern.compile(
                "starts as (\\d+);.* multiplied by (\\p{XDigit}+) .*rotated left by (\\d+) bits")
            .matcher(document());
    assertThat(said.find()).isTrue();
    long sum = Long.parseLong(said.group(1));
    for (long word : new long[] {11, 12, 13, 14, 15}) {
      long product = (sum ^ word) * Long.parseUnsignedLong(said.group(2), 16);
      sum = Long.rotateLeft(product, Integer.parseInt(said.group(3)));
    }
    byte[] file =
        written(region -> new Control(region, GEOMETRY).slot(0).identity(11, 12, 13, 14, 15));
    int slot = ControlDescriptor.slotsOffset(GEOMETRY);
    assertThat(wordAt(file, slot + documented("slot").get("identity checksum"))).isEqualTo(sum);
  }

  private byte[] written(Consumer<MappedRegion> writer) throws IOException {
    Path file = directory.resolve("control");
    int bytes = ControlDescriptor.controlBytes(GEOMETRY);
    Files.write(file, new byte[bytes]);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      writer.accept(MappedRegion.map(channel, 0, bytes));
    }
    return Files.readAllBytes(file);
  }

  private static long wordAt(byte[] file, int offset) {
    return ByteBuffer.wrap(file).order(ByteOrder.nativeOrder()).getLong(offset);
  }

  private static Map<String, Long> numbers(String pattern, String text) {
    Map<String, Long> numbers = new TreeMap<>();
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    while (matcher.find()) {
      String name = matcher.group("name").toUpperCase(Locale.ROOT);
      numbers.put(name, Long.parseLong(matcher.group("number")));
    }
    return numbers;
  }

  private static Map<String, Long> constantsOf(Class<?> states, Class<?> type)
      throws IllegalAccessException {
    Map<String, Long> numbers = new TreeMap<>();
    for (Field field : states.getFields()) {
      if (field.getType() == type) {
        numbers.put(field.getName(), field.getLong(null));
      }
    }
    return numbers;
  }

  private static Map<String, Integer> documented(String block) throws IOException {
    Map<String, Integer> offsets = new TreeMap<>();
    String text = document();
    int start = text.indexOf("```" + block + "\n") + block.length() + 4;
    List<String> lines = text.substring(start, text.indexOf("```", start)).lines().toList();
    for (String line : lines) {
      Matcher matcher = LINE.matcher(line);
      assertThat(matcher.matches()).as(line).isTrue();
      offsets.put(matcher.group(2), Integer.parseInt(matcher.group(1)));
    }
    return offsets;
  }

  private static Map<String, Integer> offsetsOf(Class<?> descriptor, Predicate<String> filter)
      throws IllegalAccessException {
    Map<String, Integer> offsets = new TreeMap<>();
    for (Field field : descriptor.getDeclaredFields()) {
      if (!field.getName().endsWith("_OFFSET") || !Modifier.isPublic(field.getModifiers())) {
        continue;
      }
      String name =
          field.getName().replaceAll("_OFFSET$", "").replace('_', ' ').toLowerCase(Locale.ROOT);
      if (!STARTS_OF_BLOCKS.contains(name) && filter.test(name)) {
        offsets.put(name, field.getInt(null));
      }
    }
    return offsets;
  }

  private static String document() throws IOException {
    return Files.readString(Path.of("FORMAT.md"));
  }
}
