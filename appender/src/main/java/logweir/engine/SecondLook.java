package logweir.engine;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Tells damage from what is merely under way. Words that are read one after the other, while others
 * write them, need not fit together; so a fault counts only if it is there at every one of many
 * looks.
 *
 * <p>Who looks asks for nothing that a process may leave behind by dying or stopping at any step:
 * such a state could last.
 */
final class SecondLook {
  private static final int LOOKS = 60;
  private static final long PAUSE_NANOS = 5_000_000;

  private SecondLook() {}

  /** A look for one fault. */
  interface Look {
    /**
     * Describes the fault; empty if all is well.
     *
     * @throws StagingLostException the same, as those tell it who hold the locks
     * @throws InternalError if a mapped file was cut
     */
    Optional<String> fault() throws IOException;
  }

  /** The fault as it was seen last, if it was there at every look. */
  static Optional<String> lastingFault(Look look) throws IOException {
    Optional<String> fault = once(look);
    for (int looks = 1; looks < LOOKS && fault.isPresent(); looks++) {
      LockSupport.parkNanos(PAUSE_NANOS);
      fault = once(look);
    }
    return fault;
  }

  private static Optional<String> once(Look look) throws IOException {
    try {
      return look.fault();
    } catch (StagingLostException e) {
      return Optional.of(e.getMessage());
    } catch (RuntimeException e) {
      return Optional.of("an impossible value: " + e);
    } catch (InternalError e) {
      Faults.swallowPending();
      return Optional.of("a mapped file was cut");
    }
  }
}
