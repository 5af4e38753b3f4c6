package logweir.integration.harness;

/**
 * Which line of which thread of which JVM of which run.
 *
 * @param sequence counts the lines of one thread from 0
 */
public record LineId(int run, int jvm, int thread, int sequence) {
  public LineId {
    if (run < 0 || jvm < 0 || thread < 0 || sequence < 0) {
      throw new IllegalArgumentException(
          "run=" + run + ", jvm=" + jvm + ", thread=" + thread + ", sequence=" + sequence);
    }
  }

  /** The thread that logged it. */
  public Source source() {
    return new Source(jvm, thread);
  }

  @Override
  public String toString() {
    return "run " + run + " " + source() + " sequence " + sequence;
  }
}
