package logweir.engine;

/**
 * The control file or the chunks say what no writer has put there. Whoever looks later may find
 * nothing wrong with them, so the staging area is marked; see {@link Publisher#lose}.
 */
final class DamagedStagingException extends StagingLostException {
  private static final long serialVersionUID = 1L;

  DamagedStagingException(String message) {
    super(message);
  }
}
