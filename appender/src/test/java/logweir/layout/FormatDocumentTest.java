package logweir.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the offsets in FORMAT.md against the descriptors, in both directions. */
class FormatDocumentTest {
  private static final Pattern LINE = Pattern.compile(" +(\\d+)  (\\S+(?: \\S+)*)(?:  .*)?");
  private static final Set<String> STARTS_OF_BLOCKS =
      Set.of("intent", "totals", "departed", "rolling");

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
        .contains("128 slots of " + SlotDescriptor.SLOT_BYTES + " bytes")
        .contains(SlotDescriptor.LANES + " lanes of " + SlotDescriptor.LANE_BYTES + " bytes");
    assertThat(ControlDescriptor.MAX_WRITERS).isEqualTo(128);
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
