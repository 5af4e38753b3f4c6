package logweir.integration.probe;

import ch.qos.logback.classic.LoggerContext;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;

/** Threads that log as fast as they can. */
final class Load {
  // Of a line with the pattern of Route, logged by run: all but the message.
  private static final String AROUND_MESSAGE =
      "00:00:00.000 [thread-0] INFO  com.example.orders.OrderService - \n";

  // Some of them, so that not one and the same line is encoded all the time.
  private static final String[] MESSAGES = messages();

  private Load() {}

  /** Logs, and returns when all threads have done so. */
  static void run(LoggerContext context, int threads, int linesPerThread, String[] messages)
      throws InterruptedException {
    Logger logger = logger(context);
    List<Thread> running = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      running.add(new Thread(() -> log(logger, linesPerThread, messages), "thread-" + i));
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

  /**
   * What is logged.
   *
   * @param lineBytes length of the lines that it makes; 0 for that of {@link #message}
   */
  static String[] messages(int lineBytes) {
    if (lineBytes == 0) {
      return MESSAGES;
    }
    int length = lineBytes - AROUND_MESSAGE.length();
    String padding = "x".repeat(length);
    String[] messages = new String[MESSAGES.length];
    for (int i = 0; i < messages.length; i++) {
      messages[i] = (MESSAGES[i] + padding).substring(0, length);
    }
    return messages;
  }

  private static void log(Logger logger, int lines, String[] messages) {
    for (int i = 0; i < lines; i++) {
      logger.info(messages[i & (messages.length - 1)]);
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
