package logweir.layout;

/** How far what the intent record describes has come; the values stand in the file. */
public final class IntentState {
  /** No batch is under way. */
  public static final long NONE = 0;

  /** The staged bytes [from, to) are being written to the log file. */
  public static final long WRITING = 1;

  /** They are all written; published is about to move. */
  public static final long WRITTEN = 2;

  /** The spill file's first {@code to} bytes are being written to the log file. */
  public static final long SPILLING = 3;

  /** The log file, of the period {@code from}, is being rolled to the index {@code to}. */
  public static final long ROLLING = 4;

  private IntentState() {}
}
