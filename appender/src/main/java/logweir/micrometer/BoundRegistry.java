package logweir.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import logweir.logback.MmapSharedAppender;
import logweir.logback.MmapSharedAppenderMXBean;
import logweir.logback.RunningAppenders;

/**
 * Keeps the meters in one registry in step with the appenders that run. Thread-safe.
 *
 * <p>One thread at a time does it. Others leave word and go on: one that holds a lock of the
 * registry may log, and so start an appender, while the one at work waits for that lock.
 */
final class BoundRegistry implements Runnable {
  private final MeterRegistry registry;
  private final Predicate<MmapSharedAppender<?>> wanted;
  private final Tags tags;
  private volatile boolean closed;

  // How many changes are to be looked at; whoever makes it 1 is the one at work, who alone touches
  // the meters.
  private final AtomicInteger changes = new AtomicInteger();
  private final Map<MmapSharedAppenderMXBean, AppenderMeters> meters = new HashMap<>();

  BoundRegistry(MeterRegistry registry, Predicate<MmapSharedAppender<?>> wanted, Tags tags) {
    this.registry = registry;
    this.wanted = wanted;
    this.tags = tags;
  }

  /** An appender has been started or stopped. */
  @Override
  public void run() {
    if (changes.getAndIncrement() > 0) {
      return;
    }
    int seen;
    do {
      seen = changes.get();
      try {
        catchUp();
      } catch (RuntimeException | Error e) {
        changes.set(0);
        throw e;
      }
    } while (changes.addAndGet(-seen) > 0);
  }

  /** Takes all meters away. */
  void close() {
    closed = true;
    run();
  }

  private void catchUp() {
    Map<MmapSharedAppenderMXBean, MmapSharedAppender<?>> running = new HashMap<>();
    for (MmapSharedAppender<?> appender : closed ? List.<MmapSharedAppender<?>>of() : all()) {
      appender.figures().ifPresent(figures -> running.put(figures, appender));
    }
    // First those that are gone: a start anew may need their names.
    Iterator<Map.Entry<MmapSharedAppenderMXBean, AppenderMeters>> each =
        meters.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<MmapSharedAppenderMXBean, AppenderMeters> entry = each.next();
      if (!running.containsKey(entry.getKey())) {
        entry.getValue().remove();
        each.remove();
      }
    }
    running.forEach(
        (figures, appender) ->
            meters.computeIfAbsent(
                figures, key -> AppenderMeters.register(registry, key, appender.getName(), tags)));
  }

  private List<MmapSharedAppender<?>> all() {
    return RunningAppenders.all().stream().filter(wanted).toList();
  }
}
