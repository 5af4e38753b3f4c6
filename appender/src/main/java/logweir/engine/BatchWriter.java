package logweir.engine;

import java.io.IOException;
import java.util.function.LongSupplier;
import logweir.layout.Control;
import logweir.layout.IntentState;

/**
 * Appends batches to the log file and keeps the books about it. For the holder of the publisher
 * lock, with an intent recorded.
 */
final class BatchWriter {
  private final Control control;
  private final ChunkRing ring;
  private final OwnerLock lock;
  private final long writerId;
  private final LogFile log;
  private final SpillFile spill;
  private final LongSupplier clock;

  BatchWriter(StagingArea area, LogFile log, SpillFile spill, LongSupplier clock) {
    this.control = area.control();
    this.ring = area.ring();
    this.lock = area.publisherLock();
    this.writerId = area.writerId();
    this.log = log;
    this.spill = spill;
    this.clock = clock;
  }

  /**
   * Appends what is left of a batch.
   *
   * @throws StagingLostException if its bytes are gone, or the lock is
   * @throws IOException if the file does not take it; it may have a part of it
   */
  void append(Batch batch) throws IOException {
    if (!lock.isHeld()) {
      throw new StagingLostException("the publisher lock was taken away");
    }
    int calls;
    try {
      calls = batch.length() == 0 ? 0 : log.append(batch.buffers(), this::noteCut);
    } catch (IOException e) {
      if (isSourceCut()) {
        // The kernel found no bytes to read, and the rest will never come.
        log.endLine();
        throw new StagingLostException("staged bytes are gone: path=" + log.path(), e);
      }
      noteCut();
      throw e;
    }
    control.intentCutVolatile(false);
    control.addToTotal(Control.Total.WRITE_CALLS, calls);
    control.addToTotal(Control.Total.PUBLISHES, 1);
    control.addToTotal(Control.Total.PUBLISHED_BYTES, batch.length());
    control.lastPublishRelease(writerId, clock.getAsLong());
  }

  // Whoever would go past the staging area must know that the file may end in half a line.
  private void noteCut() {
    control.intentCutVolatile(true);
  }

  private boolean isSourceCut() throws IOException {
    return control.intentStateAcquire() == IntentState.SPILLING
        ? spill.isShorterThan(control.intentTo())
        : ring.isCut();
  }
}
