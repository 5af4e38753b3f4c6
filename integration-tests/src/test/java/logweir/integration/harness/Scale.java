package logweir.integration.harness;

/** How much a test does: enough to notice a break in the default run, far more in the long one. */
public final class Scale {
  private static final boolean LONG = Boolean.getBoolean("logweir.long");

  private Scale() {}

  /** The number for this run. */
  public static int of(int byDefault, int inLongRun) {
    return LONG ? inLongRun : byDefault;
  }

  public static boolean isLong() {
    return LONG;
  }
}
