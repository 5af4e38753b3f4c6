package logweir.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import logweir.examples.springboot.SharedLogFile.Line;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo, and what it leaves in the log file. */
class TwoInstancesIT {
  @TempDir Path directory;

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

  @Test
  void shouldLogEachOrderOnceAndBothGracefulEnds() throws Exception {
    int exit;
    try {
      exit = Demo.run(directory, new PrintStream(shown, true, StandardCharsets.UTF_8));
    } catch (Exception e) {
      throw new AssertionError(shown(), e);
    }

    assertThat(exit).as(this::shown).isZero();
    SharedLogFile log = new SharedLogFile(directory.resolve("orders.log"));
    assertThat(log.torn()).isEmpty();
    assertThat(log.accepted())
        .as(this::shown)
        .hasSize(502)
        .allSatisfy((n, lines) -> assertThat(lines).isOne());
    assertThat(log.lastWithoutOrders(4))
        .as("the shutdown of both")
        .filteredOn(line -> line.message().equals("Graceful shutdown complete"))
        .extracting(Line::pid)
        .doesNotHaveDuplicates()
        .hasSize(2);
  }

  private String shown() {
    return shown.toString(StandardCharsets.UTF_8);
  }
}
