package logweir.examples.jsonlines;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DemoTest {
  private static final int ORDERS = 500;

  @TempDir Path directory;

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

  @ParameterizedTest
  @EnumSource
  void shouldWriteEachEventOfBothJvmsAsOneJsonLine(JsonFormat format) throws Exception {
    Demo demo = new Demo(directory, ORDERS, new PrintStream(shown, true, StandardCharsets.UTF_8));

    assertThat(demo.run(format).isClean()).as(shown()).isTrue();
    assertThat(shown()).contains(format.title(), "order 10 failed");
    List<String> lines = Files.readAllLines(demo.log(format));
    assertThat(lines).hasSize(2 * ORDERS);
    for (String line : lines) {
      assertThatEventIsWhole(format, Demo.parse(line));
    }
  }

  private static void assertThatEventIsWhole(JsonFormat format, JsonObject event) {
    int order = Integer.parseInt(format.mdc(event, "order"));
    if (Shop.fails(order)) {
      assertThat(format.exception(event).orElseThrow().toString())
          .contains("order=" + order + "\\nsecond line", "the \\\"cause\\\"\\n");
    } else {
      assertThat(format.exception(event)).isEmpty();
      assertThat(format.keyValue(event, "cents").getAsInt()).isEqualTo(order * 100);
    }
  }

  private String shown() {
    return shown.toString(StandardCharsets.UTF_8);
  }
}
