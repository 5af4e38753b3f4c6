package logweir.examples.benchmark;

import java.util.List;

/**
 * What is to be done.
 *
 * @param warmUps rounds before each case that do not count; before the first one with a number of
 *     JVMs, whose code is cold, there are three times as many
 * @param rounds that count
 * @param visibilityRounds with a reader
 * @param systemCallRounds with strace
 * @param nanos of a round
 * @param maxBytes of all files of a round
 * @param jvmOptions of the JVMs that log
 */
record Plan(
    List<Case> cases,
    List<Contender> contenders,
    int warmUps,
    int rounds,
    int visibilityRounds,
    int systemCallRounds,
    long nanos,
    long maxBytes,
    List<String> jvmOptions) {
  private static final int COLD = 3;

  Plan {
    cases = cases.stream().distinct().toList();
    contenders = List.copyOf(contenders);
    jvmOptions = List.copyOf(jvmOptions);
    requireAtLeast(0, warmUps, "warmUps");
    requireAtLeast(1, rounds, "rounds");
    requireAtLeast(0, visibilityRounds, "visibilityRounds");
    requireAtLeast(0, systemCallRounds, "systemCallRounds");
    requireAtLeast(1_000_000, nanos, "nanos");
    requireAtLeast(1 << 20, maxBytes, "maxBytes");
  }

  /** Rounds of a pass for each contender. */
  int rounds(Pass pass, boolean cold) {
    return switch (pass) {
      case WARM_UP -> cold ? COLD * warmUps : warmUps;
      case MEASURED -> rounds;
      case VISIBILITY -> visibilityRounds;
      case SYSTEM_CALLS -> systemCallRounds;
    };
  }

  private static void requireAtLeast(long min, long value, String name) {
    if (value < min) {
      throw new IllegalArgumentException(name + "=" + value + ", allowed: " + min + " or more");
    }
  }
}
