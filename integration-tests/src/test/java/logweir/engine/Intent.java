package logweir.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import logweir.layout.Control;
import logweir.layout.Frame;
import logweir.layout.IntentState;

/**
 * What the intent record in a log's staging area says.
 *
 * @param isUnderWay whether something is being written, or was when its writer died
 * @param bytes how many are being written, if they are one event and nothing is abandoned
 * @param fileSize of the log file before
 */
public record Intent(boolean isUnderWay, long bytes, long fileSize) {
  /** The intent now. */
  public static Intent of(Path log) throws IOException {
    StateDirectory directory = StateDirectory.of(SharedLog.resolveExisting(log), Optional.empty());
    Control control = StagingArea.openReadOnly(directory).control();
    long state = control.intentStateAcquire();
    return new Intent(
        state == IntentState.WRITING || state == IntentState.SPILLING,
        bytes(state, control.intentTo() - control.intentFrom()),
        control.intentSize());
  }

  // Of an event whose length is a multiple of a word; the spill file has no frames.
  private static long bytes(long state, long extent) {
    return state == IntentState.SPILLING ? extent : extent - Frame.WORD_BYTES;
  }
}
