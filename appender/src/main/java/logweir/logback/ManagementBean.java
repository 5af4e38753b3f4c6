package logweir.logback;

import ch.qos.logback.core.spi.ContextAware;

/**
 * Makes an appender's figures an MXBean for as long as the appender runs. Whatever goes wrong with
 * it is a Status and hinders no logging. Thread-safe.
 *
 * <p>To make the platform's MBean server takes a JVM a tenth of a second or more, and this is early
 * in its life; so that is left to whoever wants one: the management agent, a framework, the
 * application. If there is none at the start of the appender, it is looked for every second.
 */
final class ManagementBean implements AutoCloseable {
  private final ContextAware appender;
  private final MmapSharedAppenderMXBean figures;
  private final String context;
  private final String name;
  private volatile boolean found;

  // Guarded by this.
  private RegisteredBean registered;
  private boolean closed;

  /**
   * @param appender gets the Status messages
   * @param context name of its context, or null
   * @param name of the appender, or null
   */
  ManagementBean(
      ContextAware appender, MmapSharedAppenderMXBean figures, String context, String name) {
    this.appender = appender;
    this.figures = figures;
    this.context = context;
    this.name = name;
  }

  /** Registers the bean if there is an MBean server. */
  void start() {
    if (findServer()) {
      register();
    }
  }

  /** Does so later, if there was none; for a thread that must not be held up. */
  void look() {
    if (!found && findServer()) {
      try {
        Thread thread = new Thread(this::register, "logweir-mxbean");
        thread.setDaemon(true);
        thread.start();
      } catch (OutOfMemoryError e) {
        warn(e);
      }
    }
  }

  /** Takes the bean away; it does not come again. */
  @Override
  public synchronized void close() {
    closed = true;
    found = true;
    if (registered != null) {
      try {
        registered.close();
      } catch (Exception | LinkageError e) {
        appender.addWarn("the MXBean could not be unregistered: name=" + registered, e);
      }
      registered = null;
    }
  }

  private boolean findServer() {
    try {
      found = RegisteredBean.isServerThere();
      return found;
    } catch (NoClassDefFoundError e) {
      found = true;
      appender.addInfo("there is no MXBean: the JVM comes without java.management");
    } catch (RuntimeException | LinkageError e) {
      found = true;
      warn(e);
    }
    return false;
  }

  private synchronized void register() {
    if (closed) {
      return;
    }
    try {
      registered = RegisteredBean.register(figures, context, name);
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      warn(e);
    }
  }

  private void warn(Throwable cause) {
    appender.addWarn("the MXBean could not be registered: appender=" + name, cause);
  }
}
