package logweir.examples.benchmark;

import java.util.ArrayList;
import java.util.List;

/** The cases that one can ask for. Those with the same number of JVMs stand together. */
final class Cases {
  private static final int SMALL = 100;
  private static final int KB = 1024;

  private Cases() {}

  /** A first look. */
  static List<Case> quick() {
    return List.of(
        new Case(1, 1, SMALL, Case.FLAT_OUT),
        new Case(1, 1, SMALL, 10_000),
        new Case(2, 2, SMALL, Case.FLAT_OUT));
  }

  /** JVMs and threads flat out, then larger messages and steady rates for some of these. */
  static List<Case> whole() {
    List<Case> cases = new ArrayList<>();
    for (int jvms : List.of(1, 2, 4, 8)) {
      for (int threads : List.of(1, 2, 4, 16)) {
        cases.add(new Case(jvms, threads, SMALL, Case.FLAT_OUT));
      }
      if (jvms <= 2) {
        for (int kilobytes : List.of(1, 10)) {
          cases.add(new Case(jvms, jvms, kilobytes * KB, Case.FLAT_OUT));
        }
        for (int rate : List.of(1_000, 10_000, 100_000)) {
          cases.add(new Case(jvms, jvms, SMALL, rate));
        }
      }
    }
    return cases;
  }

  /** Each with each. */
  static List<Case> product(
      List<Integer> jvms, List<Integer> threads, List<Integer> sizes, List<Integer> rates) {
    List<Case> cases = new ArrayList<>();
    for (int ofJvms : jvms) {
      for (int ofThreads : threads) {
        for (int size : sizes) {
          for (int rate : rates) {
            cases.add(new Case(ofJvms, ofThreads, size, rate));
          }
        }
      }
    }
    return cases;
  }
}
