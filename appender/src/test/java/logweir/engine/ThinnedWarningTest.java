package logweir.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ThinnedWarningTest {
  private final ManualClock clock = new ManualClock();
  private final Heard heard = new Heard();
  private final ThinnedWarning warning = new ThinnedWarning(heard, clock);

  @Test
  void shouldPassOnTheFirstAtOnceWithItsCause() {
    IOException cause = new IOException();

    warning.warn("first", cause);

    assertThat(heard.warnings()).containsExactly("first");
    assertThat(heard.causes()).containsExactly(cause);
  }

  @Test
  void shouldKeepBackWhatComesWithinTenSeconds() {
    warning.warn("first", null);
    clock.advanceMillis(9_999);

    warning.warn("second", null);

    assertThat(heard.warnings()).containsExactly("first");
  }

  @Test
  void shouldTellHowManyItKeptBackOnce() {
    warning.warn("first", null);
    warning.warn("second", null);
    warning.warn("third", null);

    clock.advanceMillis(10_000);
    warning.warn("fourth", null);
    clock.advanceMillis(10_000);
    warning.warn("fifth", null);

    assertThat(heard.warnings()).containsExactly("first", "fourth, repeated=2", "fifth");
  }
}
