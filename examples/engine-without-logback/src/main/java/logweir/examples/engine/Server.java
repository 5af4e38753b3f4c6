package logweir.examples.engine;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** An HTTP server that finds nothing, and logs who asked. It ends when its standard input does. */
public final class Server {
  private static final int THREADS = 4;
  private static final int NOT_FOUND = 404;

  private Server() {}

  /** Takes the server's name, and the access log. */
  public static void main(String[] args) throws Exception {
    try (AccessLog log = AccessLog.open(Path.of(args[1]), args[0])) {
      serve(log);
    } catch (IOException e) {
      System.err.println("cannot serve: " + e);
      System.exit(1);
    }
  }

  private static void serve(AccessLog log) throws IOException, InterruptedException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    server.setExecutor(threads);
    server
        .createContext(
            "/",
            exchange -> {
              exchange.sendResponseHeaders(NOT_FOUND, -1);
              exchange.close();
            })
        .getFilters()
        .add(log);
    server.start();
    System.out.println(server.getAddress().getPort());
    System.in.read();
    server.stop(0);
    threads.shutdown();
    threads.awaitTermination(1, TimeUnit.MINUTES);
  }
}
