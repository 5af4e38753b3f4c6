package logweir.integration.harness;

/** One thread of one JVM: the unit within which lines keep their order. */
public record Source(int jvm, int thread) implements Comparable<Source> {
  @Override
  public int compareTo(Source other) {
    return jvm != other.jvm
        ? Integer.compare(jvm, other.jvm)
        : Integer.compare(thread, other.thread);
  }

  @Override
  public String toString() {
    return "jvm " + jvm + " thread " + thread;
  }
}
