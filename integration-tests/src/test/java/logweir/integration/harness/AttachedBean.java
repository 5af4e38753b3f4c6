package logweir.integration.harness;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Set;
import javax.management.JMX;
import javax.management.MBeanServerConnection;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import logweir.logback.MmapSharedAppenderMXBean;

/**
 * The MXBean of the only appender of another JVM, read as jconsole does it: the JVM is attached to,
 * and then starts its management agent, if it has not done so before.
 */
public final class AttachedBean implements AutoCloseable {
  private final JMXConnector connector;
  private final MmapSharedAppenderMXBean figures;
  private final ThreadMXBean threads;

  private AttachedBean(
      JMXConnector connector, MmapSharedAppenderMXBean figures, ThreadMXBean threads) {
    this.connector = connector;
    this.figures = figures;
    this.threads = threads;
  }

  /** Attaches to a worker, and waits for its appender's bean. */
  public static AttachedBean of(Worker worker) throws IOException {
    JMXConnector connector = connect(worker.jvm().pid());
    try {
      MBeanServerConnection server = connector.getMBeanServerConnection();
      worker.jvm().await("MXBean of " + worker.jvm().name(), () -> names(server).size() == 1);
      return new AttachedBean(
          connector,
          JMX.newMXBeanProxy(
              server, names(server).iterator().next(), MmapSharedAppenderMXBean.class),
          ManagementFactory.newPlatformMXBeanProxy(
              server, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class));
    } catch (IOException | RuntimeException | Error e) {
      connector.close();
      throw e;
    }
  }

  @SuppressWarnings("BanJNDI") // The other end is a JVM that the test has started.
  private static JMXConnector connect(long pid) throws IOException {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
      try {
        return JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
      } finally {
        machine.detach();
      }
    } catch (AttachNotSupportedException e) {
      throw new IOException(e);
    }
  }

  private static Set<ObjectName> names(MBeanServerConnection server) {
    try {
      return server.queryNames(new ObjectName("logweir:type=MmapSharedAppender,*"), null);
    } catch (IOException | MalformedObjectNameException e) {
      throw new IllegalStateException(e);
    }
  }

  public MmapSharedAppenderMXBean figures() {
    return figures;
  }

  /** Whether a call of that JVM waits for room in the staging area. */
  public boolean isWaitingForRoom() {
    return Arrays.stream(threads.dumpAllThreads(false, false))
        .map(thread -> Arrays.toString(thread.getStackTrace()))
        .anyMatch(stack -> stack.contains("Backoff.pause") && stack.contains("RoomWait.append"));
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
