package logweir.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  private static final LineCheck.Violations WRONG = new LineCheck.Violations(7, 0, 3, 0);

  @TempDir Path directory;

  private final List<Result> results = new ArrayList<>();

  @Test
  void shouldTakeTheMedianWithItsSpread() {
    results.addAll(MadeUp.results(MadeUp.FLAT_OUT));

    Summary summary = Summary.of(MadeUp.FLAT_OUT, results);

    double unit = 1_000.0 * Contender.FILE.title().length();
    assertThat(row(summary, Contender.FILE).figure(Figure.LINES_PER_SECOND))
        .contains(new Spread(2 * unit, unit, 3 * unit));
    assertThat(
            summary.ratio(row(summary, Contender.LOGWEIR), Figure.LINES_PER_SECOND).getAsDouble())
        .isEqualTo((double) Contender.LOGWEIR.title().length() / Contender.FILE.title().length());
  }

  @Test
  void shouldHaveNoRatioWithoutFileAppender() {
    results.add(MadeUp.result(MadeUp.FLAT_OUT, Contender.LOGWEIR, 1, 1));
    Summary summary = Summary.of(MadeUp.FLAT_OUT, results);

    assertThat(summary.ratio(row(summary, Contender.LOGWEIR), Figure.LINES_PER_SECOND)).isEmpty();
  }

  @Test
  void shouldCountTheWrongLinesOfWarmUps() {
    results.addAll(MadeUp.results(MadeUp.FLAT_OUT));
    results.add(MadeUp.wrong(MadeUp.FLAT_OUT, Contender.PRUDENT, WRONG));

    Summary summary = Summary.of(MadeUp.FLAT_OUT, results);

    assertThat(row(summary, Contender.PRUDENT).violations()).isEqualTo(WRONG);
    assertThat(row(summary, Contender.FILE).violations()).isEqualTo(LineCheck.Violations.NONE);
  }

  @Test
  void shouldPrintARowForEachContender() {
    results.addAll(MadeUp.results(MadeUp.FLAT_OUT));
    results.add(MadeUp.wrong(MadeUp.FLAT_OUT, Contender.PRUDENT, WRONG));
    ByteArrayOutputStream shown = new ByteArrayOutputStream();

    new TerminalTable(new PrintStream(shown, true, StandardCharsets.UTF_8))
        .print(Summary.of(MadeUp.FLAT_OUT, results));

    List<String> lines = shown.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).contains("2 JVMs x 2 threads, 100 B, flat out");
    assertThat(line(lines, "FileAppender  ")).contains(" 24,000 ", " 1.00 ").endsWith(" 0");
    assertThat(line(lines, "FileAppender, prudent")).endsWith(" 10");
    assertThat(lines).noneMatch(line -> line.contains(Contender.LOG4J_MAPPED.title()));
  }

  @Test
  void shouldWriteARowForEachRound() throws IOException {
    Path file = directory.resolve("results.csv");
    try (CsvReport report = new CsvReport(file)) {
      report.add(MadeUp.result(MadeUp.FLAT_OUT, Contender.FILE, 2, 1.5));
      report.add(MadeUp.wrong(MadeUp.PACED, Contender.PRUDENT, WRONG));
    }

    assertThat(file).content().hasLineCount(3);
    assertThat(Files.readAllLines(file).get(0))
        .startsWith("jvms,threads_per_jvm,message_bytes,")
        .contains(",lines_per_second,call_p50_ns,", ",cpu_seconds_per_million_lines,")
        .endsWith("lost,repeated,torn,reordered");
    assertThat(Files.readAllLines(file).get(1))
        .startsWith("2,2,100,flat out,FileAppender,measured,2,1000,1.5,4.5,")
        .endsWith(",0,0,0,0");
    assertThat(Files.readAllLines(file).get(2))
        .startsWith("1,1,1024,10000,\"FileAppender, prudent\",warm up,1,1000,,,,")
        .endsWith(",7,0,3,0");
  }

  @Test
  void shouldShowEachPlotOfEachCaseWithItsTable() throws IOException {
    results.addAll(MadeUp.results(MadeUp.FLAT_OUT));
    results.addAll(MadeUp.results(MadeUp.PACED));

    String page = page();

    int all = Panel.values().length;
    // The throughput at a given rate says nothing.
    assertThat(page.split("<svg ", -1)).hasSize(1 + all + all - 1);
    assertThat(page).contains("2 JVMs x 2 threads, 100 B, flat out");
    assertThat(page).contains("1 JVM x 1 thread, 1 KB, 10,000 lines/s");
    assertThat(Arrays.stream(Panel.values()).map(Panel::meaning))
        .allMatch(meaning -> page.contains(meaning.replace("'", "&#39;")));
    assertThat(page).contains("▶ " + Contender.LOGWEIR.title(), "a processor", "other reasons");
    assertThat(page).doesNotContain("@0@", "#0102", "{{");
    assertThat(page).contains("In every file each line was there once, whole and in order.");
  }

  @Test
  void shouldNeedNothingButThePage() throws IOException {
    results.addAll(MadeUp.results(MadeUp.FLAT_OUT));

    String names = "(xmlns|xmlns:xlink)=\"[^\"]*\"";

    assertThat(page().replaceAll(names, "")).doesNotContain("http:", "https:", "<script", "<link");
  }

  @Test
  void shouldShowWrongLines() throws IOException {
    results.addAll(MadeUp.results(MadeUp.FLAT_OUT));
    results.add(MadeUp.wrong(MadeUp.FLAT_OUT, Contender.PRUDENT, WRONG));

    assertThat(page())
        .contains("Wrong lines of FileAppender, prudent: 7 lost, 0 repeated, 3 torn, 0 reordered.");
  }

  @Test
  void shouldJudgeOnlyThisProjectsAppender() {
    results.addAll(MadeUp.results(MadeUp.FLAT_OUT));
    results.add(MadeUp.wrong(MadeUp.FLAT_OUT, Contender.PRUDENT, WRONG));
    assertThat(Benchmark.wrongOfOurs(results)).isEqualTo(LineCheck.Violations.NONE);

    results.add(MadeUp.wrong(MadeUp.FLAT_OUT, Contender.LOGWEIR_0, WRONG));
    results.add(MadeUp.wrong(MadeUp.PACED, Contender.LOGWEIR, WRONG));
    assertThat(Benchmark.wrongOfOurs(results)).isEqualTo(WRONG.plus(WRONG));
  }

  private String page() throws IOException {
    Path file = directory.resolve("page.html");
    Machine machine = new Machine(Map.of("Processor", "a processor"));
    List<LeftOut> leftOut = List.of(new LeftOut("something", "other reasons"));
    new HtmlReport(machine, MadeUp.plan(List.of(MadeUp.FLAT_OUT, MadeUp.PACED)), leftOut, results)
        .write(file);
    return Files.readString(file);
  }

  private static Summary.Row row(Summary summary, Contender contender) {
    return summary.rows().stream()
        .filter(row -> row.contender() == contender)
        .findFirst()
        .orElseThrow();
  }

  private static String line(List<String> lines, String start) {
    return lines.stream().filter(line -> line.strip().startsWith(start)).findFirst().orElseThrow();
  }
}
