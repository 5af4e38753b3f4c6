package logweir.integration.probe;

import ch.qos.logback.classic.LoggerContext;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;

/** Threads that log as fast as they can. */
final class Load {
  // Some of them, so that not one and the same line is encoded all the time.
  private static final String[] MESSAGES = messages();

  private Load() {}

  /** Logs, and returns when all threads have done so. */
  static void run(LoggerContext context, int threads, int linesPerThread)
      throws InterruptedException {
    Logger logger = logger(context);
    List<Thread> running = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      running.add(new Thread(() -> log(logger, linesPerThread), "thread-" + i));
    }
    running.forEach(Thread::start);
    for (Thread thread : running) {
      thread.join();
    }
  }

  static Logger logger(LoggerContext context) {
    return context.getLogger("com.example.orders.OrderService");
  }

  /** A message of about 90 bytes, which makes a line of about 140. */
  static String message(int number) {
    return MESSAGES[number & (MESSAGES.length - 1)];
  }

  static void log(Logger logger, int lines) {
    for (int i = 0; i < lines; i++) {
      logger.info(message(i));
    }
  }

  private static String[] messages() {
    String[] messages = new String[64];
    for (int i = 0; i < messages.length; i++) {
      messages[i] =
          "order %06d of customer %05d is paid: %4d.%02d EUR, to be shipped from depot %02d tomorrow"
              .formatted(i * 7919, i * 613, i * 31, i, i);
    }
    return messages;
  }
}
