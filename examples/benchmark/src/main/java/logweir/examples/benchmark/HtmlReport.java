package logweir.examples.benchmark;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** One page with all figures, which needs nothing else. Its text stands in a template. */
final class HtmlReport {
  private final Machine machine;
  private final Plan plan;
  private final List<LeftOut> leftOut;
  private final List<Summary> summaries;

  HtmlReport(Machine machine, Plan plan, List<LeftOut> leftOut, List<Result> results) {
    this.machine = machine;
    this.plan = plan;
    this.leftOut = leftOut;
    this.summaries =
        plan.cases().stream()
            .map(what -> Summary.of(what, results))
            .filter(summary -> !summary.rows().isEmpty())
            .toList();
  }

  void write(Path file) throws IOException {
    try (InputStream in = HtmlReport.class.getResourceAsStream("/benchmark.html");
        Reader template = new InputStreamReader(in, StandardCharsets.UTF_8)) {
      Template compiled = Mustache.compiler().compile(template);
      Files.writeString(file, compiled.execute(page()));
    }
  }

  private Map<String, Object> page() {
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("colours", Plots.styleRules());
    page.put("facts", facts());
    page.put("method", method());
    page.put("contenders", contenders());
    page.put("overview", overview());
    page.put("cases", cases());
    page.put("panels", panels());
    page.put("leftOut", leftOut());
    return page;
  }

  private List<Map<String, Object>> facts() {
    List<Map<String, Object>> facts = new ArrayList<>();
    machine.facts().forEach((name, value) -> facts.add(Map.of("name", name, "value", value)));
    return facts;
  }

  private Map<String, Object> method() {
    return Map.of(
        "rounds",
        plan.rounds(),
        "warmUps",
        plan.warmUps(),
        "millis",
        plan.nanos() / 1_000_000,
        "megabytes",
        plan.maxBytes() / 1_000_000,
        "jvmOptions",
        String.join(" ", plan.jvmOptions()),
        "pattern",
        LineText.PATTERN);
  }

  private List<Map<String, Object>> contenders() {
    List<Map<String, Object>> contenders = new ArrayList<>();
    for (Contender contender : plan.contenders()) {
      contenders.add(
          Map.of(
              "title", contender.title(),
              "kind", kind(contender),
              "files", files(contender),
              "configuration", contender.appender()));
    }
    return contenders;
  }

  private static String files(Contender contender) {
    return switch (contender.files()) {
      case SHARED -> "one for all JVMs";
      case ONE_EACH -> "one for each JVM, since several JVMs lose lines in one";
      case ONE_JVM -> "one; takes part with one JVM only";
      case NONE -> "none";
    };
  }

  private static String kind(Contender contender) {
    if (contender.isOurs()) {
      return "ours";
    }
    return contender == Contender.FILE ? "reference" : "other";
  }

  /** Throughput beside FileAppender's, of each case that runs flat out. */
  private Map<String, Object> overview() {
    List<Summary> flatOut =
        summaries.stream().filter(summary -> Panel.THROUGHPUT.isOf(summary)).toList();
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Contender contender : plan.contenders()) {
      List<String> cells = new ArrayList<>();
      flatOut.forEach(summary -> cells.add(ratio(summary, contender)));
      rows.add(
          Map.of("title", contender.title(), "kind", kind(contender), "cells", List.copyOf(cells)));
    }
    return Map.of(
        "any", !flatOut.isEmpty(),
        "heads", flatOut.stream().map(summary -> summary.what().title()).toList(),
        "rows", rows);
  }

  private static String ratio(Summary summary, Contender contender) {
    return summary.rows().stream()
        .filter(row -> row.contender() == contender)
        .findFirst()
        .map(row -> ratio(summary, row, Figure.LINES_PER_SECOND))
        .orElse("–");
  }

  private static String ratio(Summary summary, Summary.Row row, Figure figure) {
    OptionalDouble ratio = summary.ratio(row, figure);
    return ratio.isPresent() ? "%.2f".formatted(ratio.getAsDouble()) : "–";
  }

  private List<Map<String, Object>> cases() {
    List<Map<String, Object>> cases = new ArrayList<>();
    for (Summary summary : summaries) {
      cases.add(
          Map.of(
              "id", "case-" + (cases.size() + 1),
              "title", summary.what().title(),
              "check", check(summary),
              "plots", plots(summary)));
    }
    return cases;
  }

  private static List<Map<String, Object>> check(Summary summary) {
    return summary.rows().stream()
        .filter(row -> row.violations().sum() > 0)
        .map(
            row ->
                Map.<String, Object>of(
                    "title", row.contender().title(), "wrong", row.violations().toString()))
        .toList();
  }

  private static List<Map<String, Object>> plots(Summary summary) {
    return Arrays.stream(Panel.values())
        .filter(panel -> panel.isOf(summary))
        .map(panel -> plot(panel, summary))
        .toList();
  }

  private static Map<String, Object> plot(Panel panel, Summary summary) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Summary.Row row : summary.rows()) {
      if (row.figure(panel.figures().get(0)).isPresent()) {
        rows.add(
            Map.of(
                "title", row.contender().title(),
                "kind", kind(row.contender()),
                "cells", cells(panel, summary, row)));
      }
    }
    List<String> heads = new ArrayList<>();
    for (Figure figure : panel.figures()) {
      heads.add(figure.title());
      heads.add("min – max");
      heads.add("x File");
    }
    return Map.of(
        "title", panel.title(), "svg", Plots.svg(panel, summary), "heads", heads, "rows", rows);
  }

  private static List<String> cells(Panel panel, Summary summary, Summary.Row row) {
    List<String> cells = new ArrayList<>();
    for (Figure figure : panel.figures()) {
      Spread spread = row.figure(figure).orElseThrow();
      cells.add(figure.format(spread.median()));
      cells.add(figure.format(spread.min()) + " – " + figure.format(spread.max()));
      cells.add(ratio(summary, row, figure));
    }
    return cells;
  }

  private static List<Map<String, Object>> panels() {
    return Arrays.stream(Panel.values())
        .map(panel -> Map.<String, Object>of("title", panel.title(), "meaning", panel.meaning()))
        .toList();
  }

  private List<Map<String, Object>> leftOut() {
    List<LeftOut> all = new ArrayList<>(leftOut);
    for (Contender contender : plan.contenders()) {
      contender
          .refusal(Integer.MAX_VALUE)
          .ifPresent(why -> all.add(new LeftOut(contender.title() + ", several JVMs", why)));
      contender
          .invisibility()
          .ifPresent(why -> all.add(new LeftOut(contender.title() + ", time until visible", why)));
    }
    return all.stream()
        .map(left -> Map.<String, Object>of("what", left.what(), "why", left.why()))
        .toList();
  }
}
