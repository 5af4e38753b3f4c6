package logweir.engine;

/**
 * Faults in mapped memory, as the JVM reports them: an {@link InternalError}, thrown when the
 * thread next looks whether there is one, which may be a little after the access. A copy over
 * several pages that are gone can leave a second one behind the first.
 */
final class Faults {
  private static final int MAX_PENDING = 4;

  private Faults() {}

  /**
   * Takes what the calling thread has met and not been told of yet; for a handler that must get to
   * its end. A call into the JVM's own code is where it is told at the latest.
   */
  static void swallowPending() {
    for (int i = 0; i < MAX_PENDING; i++) {
      try {
        Backoff.yieldProcessor();
        return;
      } catch (InternalError e) {
        // What the caller knows already.
      }
    }
  }
}
