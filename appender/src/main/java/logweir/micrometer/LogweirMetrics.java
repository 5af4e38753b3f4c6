package logweir.micrometer;

import ch.qos.logback.core.Context;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import logweir.logback.MmapSharedAppender;
import logweir.logback.RunningAppenders;

/**
 * Binds the figures of appenders to a Micrometer registry: counters of what each appender does,
 * and, with names that begin with {@code logweir.shared}, figures of the file that it shares, which
 * are the same in every JVM and must not be summed up over them. The tags are {@code appender}, its
 * name, {@code file}, the log file's path, and those that are given here.
 *
 * <p>An appender's meters are there from its start to its stop, whenever that is: one that is
 * started after this was bound, by a reset of Logback's context or by a SiftingAppender, gets them
 * then. They are read when the registry is read; no line is slower for it. A start begins its
 * counters anew.
 *
 * <p>A registry has one meter of a name and tags: give the binders of two contexts different tags
 * if they have appenders of one name that write one file.
 *
 * <p>Thread-safe. Until it is closed, it is held by the appenders' class; so close it if the
 * registry goes before that does.
 */
public final class LogweirMetrics implements MeterBinder, AutoCloseable {
  private final Predicate<MmapSharedAppender<?>> wanted;
  private final Tags tags;
  private final List<BoundRegistry> bound = new ArrayList<>();

  /** For all appenders of the class loader that this class is of. */
  public LogweirMetrics() {
    this(Tags.empty());
  }

  /** The same with further tags. */
  public LogweirMetrics(Tags tags) {
    this(appender -> true, tags);
  }

  private LogweirMetrics(Predicate<MmapSharedAppender<?>> wanted, Tags tags) {
    this.wanted = wanted;
    this.tags = tags;
  }

  /** For all appenders of a Logback context, before and after it is reset. */
  public static LogweirMetrics of(Context context, Tags tags) {
    return new LogweirMetrics(appender -> appender.getContext() == context, tags);
  }

  /** For one appender, whether it is started already or not. */
  public static LogweirMetrics of(MmapSharedAppender<?> appender, Tags tags) {
    return new LogweirMetrics(other -> other == appender, tags);
  }

  /** Binds to a registry, or to one more. */
  @Override
  public synchronized void bindTo(MeterRegistry registry) {
    BoundRegistry next = new BoundRegistry(registry, wanted, tags);
    bound.add(next);
    RunningAppenders.addWatcher(next);
    next.run();
  }

  /** Takes the meters away from all registries. */
  @Override
  public synchronized void close() {
    for (BoundRegistry each : bound) {
      RunningAppenders.removeWatcher(each);
      each.close();
    }
    bound.clear();
  }
}
