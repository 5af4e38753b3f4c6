package logweir.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarkTest {
  @TempDir Path directory;

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

  @Test
  void shouldCompareAllContenders() throws IOException {
    int exit =
        run(
            "--jvms=2",
            "--rates=20000",
            "--millis=20",
            "--rounds=1",
            "--warm-ups=0",
            "--visibility-rounds=1",
            "--system-call-rounds=1");

    assertThat(exit).as(shown()).isZero();
    List<String> rows = Files.readAllLines(directory.resolve("out/benchmark.csv"));
    for (Contender contender : Contender.values()) {
      boolean takesPart = contender.refusal(2).isEmpty();
      assertThat(rows.stream().anyMatch(row -> isOf(contender, row)))
          .as(contender.title())
          .isEqualTo(takesPart);
      assertThat(shown().lines().anyMatch(line -> line.strip().startsWith(contender.title() + " ")))
          .as(contender.title())
          .isEqualTo(takesPart);
    }
    // Whatever a contender does to its lines when several JVMs write its file: not these.
    assertThat(rows.stream().filter(row -> !isOf(Contender.PRUDENT, row)).skip(1))
        .allMatch(row -> row.endsWith(",0,0,0,0"));
    assertThat(Files.readString(directory.resolve("out/benchmark.html")))
        .contains("2 JVMs x 1 thread, 100 B, 20,000 lines/s", "<h3>Time until visible</h3>");
    assertThat(directory.resolve("logs")).isEmptyDirectory();
  }

  @Test
  void shouldCheckAFileThatOneJvmMaps() throws IOException {
    int exit =
        run(
            "--threads=2",
            "--contenders=LOG4J_MAPPED,LOGWEIR_ROLLING",
            "--millis=20",
            "--rounds=1",
            "--warm-ups=0",
            "--visibility-rounds=0",
            "--system-call-rounds=0");

    assertThat(exit).as(shown()).isZero();
    assertThat(Files.readAllLines(directory.resolve("out/benchmark.csv")).stream().skip(1))
        .hasSize(2)
        .allMatch(row -> row.endsWith(",0,0,0,0"));
  }

  @Test
  void shouldRefuseWhatIsOutOfBounds() {
    assertThat(run("--jvms=0")).isEqualTo(2);
    assertThat(run("--sizes=10")).isEqualTo(2);
    assertThat(run("--rounds=0")).isEqualTo(2);
    assertThat(directory).isEmptyDirectory();
  }

  private static boolean isOf(Contender contender, String row) {
    String title = contender.title();
    return row.contains("," + (title.contains(",") ? '"' + title + '"' : title) + ",");
  }

  private int run(String... options) {
    String[] arguments = new String[options.length + 3];
    arguments[0] = "--directory=" + directory.resolve("logs");
    arguments[1] = "--output=" + directory.resolve("out");
    arguments[2] = "--jvm-option=-Xmx64m";
    System.arraycopy(options, 0, arguments, 3, options.length);
    return Benchmark.run(new PrintStream(shown, true, StandardCharsets.UTF_8), arguments);
  }

  private String shown() {
    return shown.toString(StandardCharsets.UTF_8);
  }
}
