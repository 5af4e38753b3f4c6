package logweir.examples.shiptoacluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The main program of a JVM that logs. A line on its standard input says how many lines each of its
 * threads shall log next; when they have, it answers with the same line. It ends when its input
 * does.
 */
public final class Writer {
  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

  private final int jvm;
  private final int threads;

  private Writer(int jvm, int threads) {
    this.jvm = jvm;
    this.threads = threads;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    Writer writer = new Writer(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    int logged = 0;
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      int lines = Integer.parseInt(order);
      writer.log(logged, lines);
      logged += lines;
      System.out.println(order);
    }
  }

  private void log(int before, int lines) throws InterruptedException {
    List<Thread> running = new ArrayList<>();
    for (int thread = 1; thread <= threads; thread++) {
      int number = thread;
      running.add(new Thread(() -> log(number, before, lines), "thread-" + number));
    }
    running.forEach(Thread::start);
    for (Thread thread : running) {
      thread.join();
    }
  }

  private void log(int thread, int before, int lines) {
    for (int line = before + 1; line <= before + lines; line++) {
      LOG.info("{}", new Message(jvm, thread, line).text());
    }
  }
}
