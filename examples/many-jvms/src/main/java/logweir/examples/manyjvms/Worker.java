package logweir.examples.manyjvms;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.util.StatusPrinter2;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The main program of a JVM that logs. It does what it is told on its standard input, and answers
 * each order by repeating its first word:
 *
 * <pre>
 *   open LOG TALLY   sets Logback up to write that log
 *   log LINES        lets each thread log that many lines
 *   close            stops Logback: all lines are in the file then
 * </pre>
 *
 * It ends when its input does, which is also when whoever started it is gone.
 */
public final class Worker {
  private final int jvm;
  private final int threads;
  private final String configuration;
  private LoggerContext context;
  private Tally tally;

  private Worker(int jvm, int threads, String configuration) {
    this.jvm = jvm;
    this.threads = threads;
    this.configuration = configuration;
  }

  public static void main(String[] args) throws Exception {
    Worker worker = new Worker(Integer.parseInt(args[0]), Integer.parseInt(args[1]), args[2]);
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      String[] words = order.split("\t", -1);
      worker.obey(words);
      System.out.println(words[0]);
    }
  }

  private void obey(String[] order) throws Exception {
    switch (order[0]) {
      case "open" -> open(order[1], Path.of(order[2]));
      case "log" -> log(Integer.parseInt(order[1]));
      case "close" -> close();
      default -> throw new IllegalArgumentException("order=" + order[0]);
    }
  }

  // What Logback does by itself at its first use, but it can be done again for another file.
  private void open(String log, Path tallyFile) throws IOException, JoranException {
    tally = Tally.open(tallyFile);
    context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    context.putProperty("LOG_FILE", log);
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(Worker.class.getResource("/" + configuration));
    context.start();
  }

  private void close() {
    context.stop();
    StatusPrinter2 printer = new StatusPrinter2();
    printer.setPrintStream(System.err);
    printer.printInCaseOfErrorsOrWarnings(context);
  }

  private void log(int lines) throws InterruptedException {
    Logger logger = context.getLogger(Worker.class);
    List<Thread> running = new ArrayList<>();
    for (int thread = 1; thread <= threads; thread++) {
      int number = thread;
      running.add(new Thread(() -> log(logger, number, lines), "thread-" + number));
    }
    running.forEach(Thread::start);
    for (Thread thread : running) {
      thread.join();
    }
  }

  private void log(Logger logger, int thread, int lines) {
    for (int line = 1; line <= lines; line++) {
      logger.info(new Message(jvm, thread, line).text());
      tally.logged(thread, line);
    }
  }
}
