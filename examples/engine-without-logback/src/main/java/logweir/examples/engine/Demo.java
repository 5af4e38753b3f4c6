package logweir.examples.engine;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import logweir.examples.support.ChildJvm;
import logweir.examples.support.ChildJvms;
import logweir.examples.support.LineCount;

/** Two HTTP servers with one access log, which has to have each request once. */
public final class Demo {
  private static final List<String> SERVERS = List.of("north", "south");
  private static final int SHOWN_LINES = 3;
  private static final Pattern LINE =
      Pattern.compile(
          "(\\w+) 127\\.0\\.0\\.1 \\[[-:.\\dTZ]+] \"GET (/order/\\d+) HTTP/1\\.1\" 404");

  private final Path log;
  private final int requests;
  private final PrintStream out;

  Demo(Path log, int requests, PrintStream out) {
    this.log = log;
    this.requests = requests;
    this.out = out;
  }

  public static void main(String[] args) throws Exception {
    Path directory = Files.createTempDirectory(Path.of("target"), "demo-");
    LineCount count = new Demo(directory.resolve("access.log"), 2_000, System.out).run();
    System.exit(count.isClean() ? 0 : 1);
  }

  LineCount run() throws IOException, InterruptedException {
    List<String> written = new ArrayList<>();
    try (ChildJvms jvms = new ChildJvms()) {
      List<ChildJvm> servers = new ArrayList<>();
      List<URI> addresses = new ArrayList<>();
      for (String name : SERVERS) {
        ChildJvm server = jvms.start(List.of(), Server.class, name, log.toString());
        servers.add(server);
        addresses.add(URI.create("http://127.0.0.1:" + server.readLine()));
      }
      ask(addresses, written);
      for (ChildJvm server : servers) {
        server.finish();
      }
    }
    return count(written);
  }

  // Of both servers in turns, so that their lines stand in turns.
  private void ask(List<URI> addresses, List<String> written)
      throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    for (int order = 1; order <= requests; order++) {
      int server = order % SERVERS.size();
      String path = "/order/" + order;
      HttpRequest request = HttpRequest.newBuilder(addresses.get(server).resolve(path)).build();
      client.send(request, BodyHandlers.discarding());
      written.add(SERVERS.get(server) + " " + path);
    }
  }

  private LineCount count(List<String> written) throws IOException {
    List<String> lines = Files.readAllLines(log);
    LineCount count = LineCount.of(written, lines.stream().map(Demo::request).toList());
    out.printf("%n%d servers, %s%n", SERVERS.size(), log.getFileName());
    lines.stream().limit(SHOWN_LINES).forEach(line -> out.println("  " + line));
    out.printf(
        "  ...%n%,d requests answered, of them in the access log: %,d; lost %d, repeated %d%n",
        count.written(), count.found(), count.lost(), count.repeated());
    out.println("Logback on the class path: " + (hasLogback() ? "yes" : "no"));
    return count;
  }

  /** Server and path of a whole line; the line itself if it is not whole. */
  private static String request(String line) {
    Matcher matcher = LINE.matcher(line);
    return matcher.matches() ? matcher.group(1) + " " + matcher.group(2) : line;
  }

  /** Whether a class of Logback or SLF4J can be found, as the servers would find it. */
  static boolean hasLogback() {
    ClassLoader classes = Demo.class.getClassLoader();
    return classes.getResource("ch/qos/logback/core/Context.class") != null
        || classes.getResource("ch/qos/logback/classic/Logger.class") != null
        || classes.getResource("org/slf4j/Logger.class") != null;
  }
}
