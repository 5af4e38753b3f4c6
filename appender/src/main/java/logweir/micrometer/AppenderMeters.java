package logweir.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import logweir.logback.MmapSharedAppenderMXBean;

/**
 * The meters of one appender in one registry. Micrometer holds what it reads from weakly, mostly;
 * each of these meters also holds it by its function, and no longer than it is in the registry.
 */
final class AppenderMeters {
  private static final String EVENTS = "events";

  private final MeterRegistry registry;
  private final MmapSharedAppenderMXBean figures;
  private final Tags tags;
  private final List<Meter> meters = new ArrayList<>();

  private AppenderMeters(MeterRegistry registry, MmapSharedAppenderMXBean figures, Tags tags) {
    this.registry = registry;
    this.figures = figures;
    this.tags = tags;
  }

  /**
   * Registers them.
   *
   * @param appender its name, or null
   */
  static AppenderMeters register(
      MeterRegistry registry, MmapSharedAppenderMXBean figures, String appender, Tags tags) {
    String name = Objects.requireNonNullElse(appender, "");
    AppenderMeters meters =
        new AppenderMeters(
            registry, figures, tags.and("appender", name, "file", figures.getFile()));
    try {
      meters.registerOwn();
      meters.registerShared();
    } catch (RuntimeException e) {
      meters.remove();
      throw e;
    }
    return meters;
  }

  /** Removes them from the registry. */
  void remove() {
    meters.forEach(registry::remove);
  }

  private void registerOwn() {
    own("logweir.events", EVENTS, "Events that the appender appended", figures::getEvents);
    own("logweir.bytes", BaseUnits.BYTES, "Bytes of them", figures::getBytes);
    own(
        "logweir.direct",
        EVENTS,
        "Those of them that were a write of their own",
        figures::getDirectEvents);
    own("logweir.drops", EVENTS, "Events that the disk refused", figures::getDrops);
    own("logweir.failed", EVENTS, "Events that could not be encoded", figures::getFailedEvents);
    meters.add(
        FunctionTimer.builder(
                "logweir.blocked",
                figures,
                unused -> figures.getBlockedEvents(),
                unused -> figures.getBlockedNanos(),
                TimeUnit.NANOSECONDS)
            .description("Calls that found no room in the staging area at once")
            .tags(tags)
            .register(registry));
    gauge(
        "logweir.staged",
        null,
        "1 if events are staged, 0 if each is a write of its own",
        () -> figures.isStaged() ? 1 : 0);
    gauge(
        "logweir.publishing",
        null,
        "1 if the appender was the last to publish",
        () -> figures.isPublishing() ? 1 : 0);
  }

  private void registerShared() {
    gauge(
        "logweir.shared.writers",
        "writers",
        "Writers, of all JVMs, that are attached",
        () -> known(figures.getSharedWriters()));
    gauge(
        "logweir.shared.backlog",
        BaseUnits.BYTES,
        "Staged and not yet in the file",
        () -> known((double) figures.getSharedBacklogBytes()));
    Supplier<Number> lag = () -> known((double) figures.getSharedLagNanos());
    meters.add(
        TimeGauge.builder("logweir.shared.lag", lag, TimeUnit.NANOSECONDS)
            .description("How long the backlog has been waiting at most")
            .tags(tags)
            .strongReference(true)
            .register(registry));
    gauge(
        "logweir.shared.events.per.publish",
        EVENTS,
        "Events in a batch, on the average",
        () -> known(figures.getSharedLinesPerPublish()));
    shared("logweir.shared.publishes", "batches", "Batches", figures::getSharedPublishes);
    shared(
        "logweir.shared.published",
        BaseUnits.BYTES,
        "Bytes of all batches",
        figures::getSharedPublishedBytes);
    recoveries("batch", figures::getSharedCompletedBatches);
    recoveries("lane", figures::getSharedReclaimedLanes);
    recoveries("writer", figures::getSharedDeadWriters);
  }

  private void own(String name, String unit, String description, LongSupplier figure) {
    counter(name, unit, description, tags, unused -> figure.getAsLong());
  }

  private void shared(String name, String unit, String description, LongSupplier figure) {
    counter(name, unit, description, tags, new EverGrowing(figure));
  }

  private void recoveries(String of, LongSupplier figure) {
    counter(
        "logweir.shared.recoveries",
        null,
        "What dead JVMs left behind and others settled",
        tags.and("of", of),
        new EverGrowing(figure));
  }

  private void counter(
      String name, String unit, String description, Tags tags, ToDoubleFunction<Object> figure) {
    meters.add(
        FunctionCounter.builder(name, (Object) figure, figure)
            .baseUnit(unit)
            .description(description)
            .tags(tags)
            .register(registry));
  }

  private void gauge(String name, String unit, String description, Supplier<Number> figure) {
    meters.add(
        Gauge.builder(name, figure)
            .baseUnit(unit)
            .description(description)
            .tags(tags)
            .strongReference(true)
            .register(registry));
  }

  // A gauge of what is not known has no number.
  private static double known(double figure) {
    return figure < 0 ? Double.NaN : figure;
  }
}
