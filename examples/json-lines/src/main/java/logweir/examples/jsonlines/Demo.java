package logweir.examples.jsonlines;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.Strictness;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import logweir.examples.support.ChildJvm;
import logweir.examples.support.ChildJvms;
import logweir.examples.support.LineCount;

/**
 * For each encoder, two JVMs write one file; then each line of it has to be one JSON object, and
 * each event has to be there once.
 */
public final class Demo {
  private static final Gson STRICT = new GsonBuilder().setStrictness(Strictness.STRICT).create();
  private static final List<String> SHOPS = List.of("north", "south");

  private final Path directory;
  private final int orders;
  private final PrintStream out;

  Demo(Path directory, int orders, PrintStream out) {
    this.directory = directory;
    this.orders = orders;
    this.out = out;
  }

  public static void main(String[] args) throws Exception {
    Path directory = Files.createTempDirectory(Path.of("target"), "demo-");
    boolean clean = true;
    for (JsonFormat format : JsonFormat.values()) {
      clean &= new Demo(directory, 5_000, System.out).run(format).isClean();
    }
    System.exit(clean ? 0 : 1);
  }

  /** Says whether each event is there once, with its shop, order and message. */
  LineCount run(JsonFormat format) throws IOException, InterruptedException {
    Path log = log(format);
    logWith(format, log);
    List<String> lines = Files.readAllLines(log);
    List<JsonObject> events = lines.stream().map(Demo::parse).toList();
    LineCount count =
        LineCount.of(expected(), events.stream().map(event -> identity(format, event)).toList());
    print(format, lines, count);
    return count;
  }

  Path log(JsonFormat format) {
    return directory.resolve(format.name().toLowerCase(Locale.ROOT) + ".json");
  }

  private void logWith(JsonFormat format, Path log) throws IOException, InterruptedException {
    List<String> options =
        List.of("-Dlogback.configurationFile=" + format.configuration(), "-DLOG_FILE=" + log);
    try (ChildJvms jvms = new ChildJvms()) {
      List<ChildJvm> shops = new ArrayList<>();
      for (String shop : SHOPS) {
        shops.add(jvms.start(options, Shop.class, shop, Integer.toString(orders)));
      }
      for (ChildJvm shop : shops) {
        shop.finish().forEach(out::println); // Logback's warnings, if there are any
      }
    }
  }

  /** Throws an exception if the line is anything but one JSON object. */
  static JsonObject parse(String line) {
    return STRICT.fromJson(line, JsonObject.class);
  }

  private List<String> expected() {
    List<String> identities = new ArrayList<>();
    for (String shop : SHOPS) {
      for (int order = 1; order <= orders; order++) {
        identities.add(shop + " " + order + " " + Shop.message(order));
      }
    }
    return identities;
  }

  private static String identity(JsonFormat format, JsonObject event) {
    return format.mdc(event, "shop")
        + " "
        + format.mdc(event, "order")
        + " "
        + format.message(event);
  }

  private void print(JsonFormat format, List<String> lines, LineCount count) {
    out.printf(
        "%n%s, %d JVMs, %s%n", format.title(), SHOPS.size(), directory.relativize(log(format)));
    out.printf(
        "  %,d events logged, %,d lines in the file, all of them JSON; events lost %d, repeated %d%n",
        count.written(), lines.size(), count.lost(), count.repeated());
    lines.stream().filter(line -> line.contains("failed")).limit(1).forEach(out::println);
  }
}
