package logweir.engine;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import logweir.layout.Control;
import logweir.layout.IntentState;

/**
 * The way of a line that is too long for the ring: through the spill file, so that whoever finds
 * the intent can finish it. For the holder of the publisher lock.
 */
final class SpilledLine {
  private final Control control;
  private final SpillFile spill;
  private final LogFile log;
  private final IntentRecovery recovery;
  private final BatchWriter batches;

  SpilledLine(
      Control control, SpillFile spill, LogFile log, IntentRecovery recovery, BatchWriter batches) {
    this.control = control;
    this.spill = spill;
    this.log = log;
    this.recovery = recovery;
    this.batches = batches;
  }

  /**
   * Stores a line.
   *
   * @throws IOException if there is no space for it
   */
  Void store(byte[] source, int offset, int length) throws IOException {
    try {
      spill.store(source, offset, length);
      return null;
    } catch (NoSuchFileException e) {
      throw new StagingLostException("the state directory is gone", e);
    }
  }

  /** Records that the stored line is meant for the log file, which has that size. */
  void record(int length, long size) {
    Failpoint.SPILL_STORED.reach();
    FileId file = log.id();
    control.intentRelease(IntentState.SPILLING, 0, length, file.device(), file.inode(), size);
    Failpoint.SPILL_RECORDED.reach();
  }

  /** Writes what the log file does not have yet of the line; may be repeated. */
  Void finish() throws IOException {
    // It may be done but for the clearing, if an interrupt came in between.
    if (control.intentStateAcquire() == IntentState.SPILLING) {
      Batch line = Batch.of(spill.read(control.intentTo()));
      recovery.skipLanded(line);
      batches.append(line);
      Failpoint.SPILL_APPENDED.reach();
      control.intentStateRelease(IntentState.NONE);
    }
    spill.clear();
    return null;
  }
}
