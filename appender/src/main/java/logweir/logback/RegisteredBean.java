package logweir.logback;

import java.lang.management.ManagementFactory;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;

/**
 * An MXBean under a name of its own at the platform's MBean server. The only class that needs the
 * module java.management: without it, each use is a {@link NoClassDefFoundError}. Immutable.
 */
final class RegisteredBean implements AutoCloseable {
  private static final int MOST_OF_A_NAME = 10_000;
  private static final Pattern SPECIAL = Pattern.compile("[,=:\"*?\\n]");

  private final MBeanServer server;
  private final ObjectName name;

  private RegisteredBean(MBeanServer server, ObjectName name) {
    this.server = server;
    this.name = name;
  }

  /** Whether somebody in this JVM has made an MBean server, as the platform's is one. */
  static boolean isServerThere() {
    return !MBeanServerFactory.findMBeanServer(null).isEmpty();
  }

  /**
   * Registers a bean. Another one of this name, of another class loader say, keeps it: then there
   * is a number behind it.
   */
  static RegisteredBean register(MmapSharedAppenderMXBean bean, String context, String appender)
      throws JMException {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    String plain =
        "logweir:type=MmapSharedAppender,context=" + quoted(context) + ",name=" + quoted(appender);
    String name = plain;
    for (int number = 2; ; number++) {
      try {
        ObjectName objectName = new ObjectName(name);
        server.registerMBean(bean, objectName);
        return new RegisteredBean(server, objectName);
      } catch (InstanceAlreadyExistsException e) {
        if (number > MOST_OF_A_NAME) {
          throw e;
        }
        name = plain + ",number=" + number;
      }
    }
  }

  private static String quoted(String text) {
    String value = Objects.requireNonNullElse(text, "");
    boolean plain = !value.isEmpty() && !SPECIAL.matcher(value).find();
    return plain ? value : ObjectName.quote(value);
  }

  @Override
  public void close() throws JMException {
    try {
      server.unregisterMBean(name);
    } catch (InstanceNotFoundException e) {
      // Somebody else has done it.
    }
  }

  @Override
  public String toString() {
    return name.toString();
  }
}
