package logweir.cli;

/** The file that the command line names has no staging area of ours; nothing was changed. */
final class NotOursException extends Exception {
  private static final long serialVersionUID = 1L;

  NotOursException(String message) {
    super(message);
  }

  NotOursException(String message, Throwable cause) {
    super(message, cause);
  }
}
