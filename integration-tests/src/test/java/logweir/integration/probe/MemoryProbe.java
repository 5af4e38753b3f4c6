package logweir.integration.probe;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import logweir.integration.harness.ForkedJvm;
import logweir.integration.harness.Run;
import logweir.integration.harness.ScratchDirectory;
import logweir.integration.harness.TestJava;

/**
 * Resident memory of a JVM that logs at a steady rate, with each appender: in steady load, after a
 * collection, and when the C heap has given back what it holds in reserve. The heap is fixed and
 * touched; many JVMs, one after the other, since compilers leave more behind in one than in the
 * other.
 *
 * <p>Arguments, each with a default: JVMs of each kind (7), seconds of load before the look (30),
 * lines a second (10000), and further options for the JVMs. With {@code
 * -XX:NativeMemoryTracking=summary} among them, what the JVM has committed for each purpose is
 * shown too; the tracking itself takes memory.
 */
final class MemoryProbe {
  private static final List<String> JVM_OPTIONS =
      List.of("-Xms64m", "-Xmx64m", "-Xmn32m", "-XX:+AlwaysPreTouch");
  private static final String TRACKING = "-XX:NativeMemoryTracking=summary";
  private static final Pattern TRACKED =
      Pattern.compile("- +(\\w[\\w ]*) \\(reserved=\\d+KB, committed=(\\d+)KB");
  private static final int SECONDS_OF_LOOKS = 60;
  private static final Route[] ROUTES = {Route.ENCODE_ONLY, Route.FILE, Route.SHARED};

  private final int jvms;
  private final int seconds;
  private final int linesPerSecond;
  private final List<String> jvmOptions;

  private MemoryProbe(int jvms, int seconds, int linesPerSecond, List<String> moreOptions) {
    this.jvms = jvms;
    this.seconds = seconds;
    this.linesPerSecond = linesPerSecond;
    this.jvmOptions = new ArrayList<>(JVM_OPTIONS);
    jvmOptions.addAll(moreOptions);
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    new MemoryProbe(
            argument(arguments, 0, 7),
            argument(arguments, 1, 30),
            argument(arguments, 2, 10_000),
            Arrays.asList(arguments).subList(Math.min(3, arguments.length), arguments.length))
        .measure();
  }

  private static int argument(String[] arguments, int index, int byDefault) {
    return index < arguments.length ? Integer.parseInt(arguments[index]) : byDefault;
  }

  /** When it is looked. */
  private enum Moment {
    STEADY("in steady load"),
    COLLECTED("after System.gc"),
    TRIMMED("after the C heap's trim");

    private final String title;

    Moment(String title) {
      this.title = title;
    }
  }

  private void measure() throws IOException, InterruptedException {
    Map<Route, Map<Moment, Map<String, Samples>>> figures = new EnumMap<>(Route.class);
    for (int jvm = 0; jvm < jvms; jvm++) {
      for (Route route : ROUTES) {
        look(route, figures.computeIfAbsent(route, any -> new EnumMap<>(Moment.class)));
      }
    }
    System.out.printf(
        "%nkB of a JVM, %,d lines/s, %d s, %d JVMs each%n", linesPerSecond, seconds, jvms);
    for (Moment moment : Moment.values()) {
      print(moment, figures);
    }
  }

  private void look(Route route, Map<Moment, Map<String, Samples>> figures)
      throws IOException, InterruptedException {
    try (ScratchDirectory directory = ScratchDirectory.create("logweir-memory")) {
      List<String> arguments =
          List.of(
              route.name(),
              directory.resolve("app.log").toString(),
              Integer.toString(linesPerSecond),
              Integer.toString(seconds + SECONDS_OF_LOOKS));
      try (ForkedJvm jvm = ForkedJvm.start(route.title(), PacedJvm.class, jvmOptions, arguments)) {
        Thread.sleep(seconds * 1000L);
        add(figures, Moment.STEADY, jvm);
        ask(jvm, "GC.run");
        add(figures, Moment.COLLECTED, jvm);
        ask(jvm, "System.trim_native_heap");
        add(figures, Moment.TRIMMED, jvm);
      }
    }
  }

  private static String ask(ForkedJvm jvm, String command) {
    String jcmd = TestJava.executable().replaceFirst("java$", "jcmd");
    return Run.ok(jcmd, Long.toString(jvm.pid()), command).out();
  }

  private void add(Map<Moment, Map<String, Samples>> figures, Moment moment, ForkedJvm jvm)
      throws IOException {
    Map<String, Long> parts = ResidentMemory.of(jvm.pid()).parts();
    if (jvmOptions.contains(TRACKING)) {
      Matcher matcher = TRACKED.matcher(ask(jvm, "VM.native_memory"));
      while (matcher.find()) {
        parts.put("committed: " + matcher.group(1), Long.parseLong(matcher.group(2)));
      }
    }
    Map<String, Samples> samples = figures.computeIfAbsent(moment, any -> new TreeMap<>());
    parts.forEach(
        (part, kilobytes) ->
            samples.computeIfAbsent(part, any -> new Samples()).add(kilobytes.doubleValue()));
  }

  private static void print(Moment moment, Map<Route, Map<Moment, Map<String, Samples>>> figures) {
    System.out.printf("%n%-26s", moment.title);
    for (Route route : ROUTES) {
      System.out.printf(" %30s", route.title());
    }
    System.out.printf(" %12s%n", "beyond");
    for (String part : figures.get(Route.SHARED).get(moment).keySet()) {
      System.out.printf("%-26s", part);
      for (Route route : ROUTES) {
        Samples samples = figures.get(route).get(moment).get(part);
        System.out.printf(
            Locale.ROOT,
            " %,10.0f (%,8.0f-%,8.0f)",
            samples.median(),
            samples.min(),
            samples.max());
      }
      double beyond =
          figures.get(Route.SHARED).get(moment).get(part).median()
              - figures.get(Route.ENCODE_ONLY).get(moment).get(part).median();
      System.out.printf(Locale.ROOT, " %,+12.0f%n", beyond);
    }
  }
}
