package logweir.engine;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import logweir.layout.Control;
import logweir.layout.Control.Total;
import logweir.layout.ControlDescriptor;
import logweir.layout.Slot;

/** Reads the {@link StagingCounts} of an attached writer's staging area. Thread-safe. */
final class StagingGauge {
  private final Control control;
  private final long writerId;
  private final LongSupplier clock;

  // When the publisher's thread saw last that nothing waits.
  private volatile long emptyNanos;

  StagingGauge(StagingArea area, LongSupplier clock) {
    this.control = area.control();
    this.writerId = area.writerId();
    this.clock = clock;
    this.emptyNanos = clock.getAsLong();
  }

  /**
   * Looks whether something waits to be published; for the publisher's thread, in each round. The
   * first line after an hour would else seem to have waited for an hour.
   */
  void look() {
    if (control.publishedVolatile() == control.cursorVolatile()) {
      emptyNanos = clock.getAsLong();
    }
  }

  /**
   * The figures now.
   *
   * @throws InternalError if the control file was cut
   */
  StagingCounts read() {
    // Published first: read the other way round, the backlog could come out negative.
    long published = control.publishedVolatile();
    long backlog = control.cursorVolatile() - published;
    long publisher = control.lastPublisher();
    int writers = 0;
    long lines = control.total(Total.DEPARTED_LINES);
    long directLines = control.total(Total.DEPARTED_DIRECT_LINES);
    long drops = control.total(Total.DEPARTED_DROPS);
    for (int index = 0; index < slots(); index++) {
      Slot slot = control.slot(index);
      if (slot.writerIdVolatile() != 0) {
        writers++;
        lines += slot.lines();
        directLines += slot.directLines();
        drops += slot.drops();
      }
    }
    return new StagingCounts(
        writers,
        pidOf(publisher),
        publisher == writerId,
        backlog,
        backlog == 0 ? Duration.ZERO : lag(),
        lines,
        directLines,
        drops,
        control.total(Total.PUBLISHES),
        control.total(Total.WRITE_CALLS),
        control.total(Total.PUBLISHED_BYTES),
        control.total(Total.COMPLETED_BATCHES),
        control.total(Total.RECLAIMED_LANES),
        control.total(Total.DEPARTED_DEAD));
  }

  private int slots() {
    return Math.min(control.slotLimitVolatile(), ControlDescriptor.MAX_WRITERS);
  }

  // Neither was anything left waiting when the last batch was written, but for what came meanwhile.
  private Duration lag() {
    long now = clock.getAsLong();
    long sincePublish = now - control.lastPublishNanosAcquire();
    long sinceEmpty = now - emptyNanos;
    return Duration.ofNanos(Math.max(0, Math.min(sincePublish, sinceEmpty)));
  }

  private OptionalLong pidOf(long publisher) {
    int index = WriterId.slot(publisher);
    if (publisher == 0 || index >= ControlDescriptor.MAX_WRITERS) {
      return OptionalLong.empty();
    }
    Slot slot = control.slot(index);
    long pid = slot.pid();
    return slot.writerIdVolatile() == publisher ? OptionalLong.of(pid) : OptionalLong.empty();
  }
}
