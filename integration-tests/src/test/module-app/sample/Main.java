package sample;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.status.Status;
import logweir.logback.MmapSharedAppender;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs numbered lines under a stamp, as its {@code logback.xml} says, and tells of modules. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    Logger logger = LoggerFactory.getLogger(Main.class);
    int lines = Integer.parseInt(arguments[1]);
    for (int line = 0; line < lines; line++) {
      logger.info("{} {}", arguments[0], line);
    }
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.stop();
    for (Status status : context.getStatusManager().getCopyOfStatusList()) {
      if (status.getEffectiveLevel() >= Status.WARN) {
        System.out.println("complaint: " + status);
      }
    }
    System.out.println("application in " + Main.class.getModule());
    System.out.println("appender in " + MmapSharedAppender.class.getModule());
    System.out.println("Logback in " + context.getClass().getModule());
  }
}
