package logweir.logback;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;

/**
 * The appenders of this class loader that are started, whichever context they belong to and
 * whatever they are nested in: a reset of Logback's context forgets its listeners and objects, and
 * a SiftingAppender makes appenders when events come. Thread-safe.
 */
public final class RunningAppenders {
  private static final Set<MmapSharedAppender<?>> RUNNING = new CopyOnWriteArraySet<>();
  private static final List<Runnable> WATCHERS = new CopyOnWriteArrayList<>();

  private RunningAppenders() {}

  /** Those that run now. */
  public static List<MmapSharedAppender<?>> all() {
    return List.copyOf(RUNNING);
  }

  /**
   * Has something run after each start and stop, by the thread that starts or stops an appender; it
   * must not wait for other threads, which may be starting one themselves.
   */
  public static void addWatcher(Runnable watcher) {
    WATCHERS.add(watcher);
  }

  /** Undoes {@link #addWatcher}. */
  public static void removeWatcher(Runnable watcher) {
    WATCHERS.remove(watcher);
  }

  static void add(MmapSharedAppender<?> appender) {
    RUNNING.add(appender);
    tell(appender);
  }

  static void remove(MmapSharedAppender<?> appender) {
    if (RUNNING.remove(appender)) {
      tell(appender);
    }
  }

  private static void tell(MmapSharedAppender<?> appender) {
    for (Runnable watcher : WATCHERS) {
      try {
        watcher.run();
      } catch (RuntimeException | LinkageError e) {
        appender.addWarn("what watches the appenders failed: appender=" + appender.getName(), e);
      }
    }
  }
}
