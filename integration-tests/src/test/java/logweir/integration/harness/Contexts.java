package logweir.integration.harness;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

/** Logger contexts of their own, configured by XML. */
public final class Contexts {
  private Contexts() {}

  /**
   * Starts a context. Its warnings and errors are printed as complaints.
   *
   * @param xml a {@code logback.xml}
   */
  public static LoggerContext start(String xml) {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    context.getStatusManager().add(Contexts::printComplaint);
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    try {
      configurator.doConfigure(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    } catch (JoranException e) {
      throw new IllegalArgumentException(xml, e);
    }
    context.start();
    return context;
  }

  private static void printComplaint(Status status) {
    if (status.getEffectiveLevel() >= Status.WARN) {
      System.out.println(LogSink.COMPLAINT + status);
    }
  }
}
