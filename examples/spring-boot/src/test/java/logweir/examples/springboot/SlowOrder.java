package logweir.examples.springboot;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * An order whose items come in two parts, so that its request is under way for as long as we like.
 */
final class SlowOrder implements AutoCloseable {
  private static final String FIRST = "3 apples, ";
  private static final String REST = "2 pears";

  private final Socket socket;

  private SlowOrder(Socket socket) {
    this.socket = socket;
  }

  /** Sends the first part. */
  static SlowOrder begin(URI uri) throws IOException {
    SlowOrder order = new SlowOrder(new Socket(uri.getHost(), uri.getPort()));
    int length = FIRST.length() + REST.length();
    order.send("POST " + uri.getPath() + " HTTP/1.1\r\nHost: " + uri.getHost() + "\r\n");
    order.send("Connection: close\r\nContent-Length: " + length + "\r\n\r\n" + FIRST);
    return order;
  }

  /** Sends the rest and returns the answer's last line. */
  String finish() throws IOException {
    send(REST);
    String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    return answer.strip().lines().reduce("", (before, line) -> line);
  }

  private void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
