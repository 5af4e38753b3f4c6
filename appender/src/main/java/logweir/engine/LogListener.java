package logweir.engine;

/**
 * What a {@link SharedLog} tells its owner about itself. Called from any thread, seldom; must not
 * log to the same log and must not block.
 */
public interface LogListener {
  /** Nothing is listened to. */
  LogListener NONE =
      new LogListener() {
        @Override
        public void info(String message) {}

        @Override
        public void warn(String message, Throwable cause) {}
      };

  /**
   * Something worth knowing, such as a repair that succeeded.
   *
   * @param message what, with its figures as {@code name=value}
   */
  void info(String message);

  /**
   * Something that an operator should look at; repeated ones are thinned.
   *
   * @param message what, with its figures as {@code name=value}
   * @param cause what failed, or null
   */
  void warn(String message, Throwable cause);
}
