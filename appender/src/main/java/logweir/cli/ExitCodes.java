package logweir.cli;

/** What the command line says by its exit code. */
final class ExitCodes {
  /** Done; or there was nothing to do. */
  static final int OK = 0;

  /** Not done, or not all of it: a file cannot be read or written, or somebody is in the way. */
  static final int FAILED = 1;

  /** The command was not understood; picocli's own choice. */
  static final int USAGE = 2;

  /** The file is no log of ours, or its staging area is not to be trusted. Nothing was changed. */
  static final int NOT_OURS = 3;

  private ExitCodes() {}
}
