package logweir.engine;

import java.io.IOException;

/**
 * What was staged cannot be read any more: somebody removed, replaced or cut the staging area's
 * files. No retry helps; the log file itself may be fine.
 */
class StagingLostException extends IOException {
  private static final long serialVersionUID = 1L;

  StagingLostException(String message) {
    super(message);
  }

  StagingLostException(String message, Throwable cause) {
    super(message, cause);
  }
}
