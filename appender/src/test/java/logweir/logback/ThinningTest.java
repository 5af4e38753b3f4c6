package logweir.logback;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ThinningTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final Thinning thinning = new Thinning(now::get);

  @Test
  void shouldReportTheFirstAtOnce() {
    assertThat(thinning.add()).isEqualTo(1);
  }

  @Test
  void shouldReportWhatHappenedInThePauseWithTheNextOne() {
    thinning.add();
    assertThat(thinning.add()).isZero();
    assertThat(thinning.add()).isZero();

    now.addAndGet(Thinning.PAUSE_NANOS);

    assertThat(thinning.add()).isEqualTo(3);
    assertThat(thinning.add()).isZero();
  }

  @Test
  void shouldGiveOutWhatIsNotReportedOnce() {
    thinning.add();
    thinning.add();

    assertThat(thinning.takeUnreported()).isEqualTo(1);
    assertThat(thinning.takeUnreported()).isZero();
  }

  @Test
  void shouldGiveOutWhatWasKeptBackAfterThePauseWithoutAnother() {
    thinning.add();
    thinning.add();
    assertThat(thinning.takeIfDue()).isZero();

    now.addAndGet(Thinning.PAUSE_NANOS);

    assertThat(thinning.takeIfDue()).isEqualTo(1);
    assertThat(thinning.takeIfDue()).isZero();
  }
}
