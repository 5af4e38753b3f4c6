package logweir.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EverGrowingTest {
  private final AtomicLong count = new AtomicLong(-1);
  private final EverGrowing counter = new EverGrowing(count::get);

  private double countIs(long now) {
    count.set(now);
    return counter.applyAsDouble(counter);
  }

  @Test
  void shouldStartWithWhatIsThere() {
    assertThat(countIs(7)).isEqualTo(7);
    assertThat(countIs(9)).isEqualTo(9);
  }

  @Test
  void shouldCountOnInANewArea() {
    countIs(7);
    assertThat(countIs(2)).isEqualTo(9);
    assertThat(countIs(3)).isEqualTo(10);
  }

  @Test
  void shouldStayWhereItIsWithoutAnArea() {
    assertThat(countIs(-1)).isZero();
    countIs(7);
    assertThat(countIs(-1)).isEqualTo(7);
    assertThat(countIs(8)).isEqualTo(8);
  }
}
