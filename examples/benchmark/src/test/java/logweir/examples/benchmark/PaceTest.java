package logweir.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PaceTest {
  @Test
  void shouldSpreadTheCallsOfAllThreadsEvenly() {
    Case what = new Case(2, 3, 100, 1_000);
    TreeSet<Long> due = new TreeSet<>();
    for (int jvm = 1; jvm <= 2; jvm++) {
      for (int thread = 1; thread <= 3; thread++) {
        Pace pace = Pace.of(what, jvm, thread, 0);
        for (long call = 0; call < 10; call++) {
          due.add(pace.due(call));
        }
      }
    }

    assertThat(due).hasSize(60);
    long before = -1_000_000;
    for (long time : due) {
      assertThat(time - before).isBetween(999_998L, 1_000_002L);
      before = time;
    }
  }

  @Test
  void shouldNotWaitForACallThatIsOverdue() {
    Pace pace = new Pace(System.nanoTime() - 1_000_000_000L, 1, true);

    pace.await(pace.due(0));

    assertThat(pace.spunNanos()).isZero();
  }

  @Test
  void shouldReturnNoEarlierThanTheCallIsDue() {
    for (boolean spins : new boolean[] {true, false}) {
      long due = System.nanoTime() + 3_000_000;

      new Pace(0, 1, spins).await(due);

      assertThat(System.nanoTime() - due).isNotNegative();
    }
  }
}
