package logweir.layout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaneWordTest {
  /** The highest position that a word has room for. */
  private static final long MAX_START = (1L << 62) - 1;

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4096, (1L << 32) + 1, 1L << 61, MAX_START})
  void shouldGiveBackTheStateAndTheStart(long start) {
    assertThat(LaneWord.state(LaneWord.intent(start))).isEqualTo(LaneWord.INTENT);
    assertThat(LaneWord.start(LaneWord.intent(start))).isEqualTo(start);
    assertThat(LaneWord.state(LaneWord.claimed(start))).isEqualTo(LaneWord.CLAIMED);
    assertThat(LaneWord.start(LaneWord.claimed(start))).isEqualTo(start);
    assertThat(LaneWord.state(LaneWord.abandoned(start))).isEqualTo(LaneWord.ABANDONED);
    assertThat(LaneWord.start(LaneWord.abandoned(start))).isEqualTo(start);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 0xff, 1L << 8, (1L << 61) - 1})
  void shouldBeFreeWhateverTheWritersId(long writerId) {
    assertThat(LaneWord.state(LaneWord.free(writerId))).isEqualTo(LaneWord.FREE);
    assertThat(LaneWord.free(writerId)).isNotEqualTo(LaneWord.RETIRED);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 0xff, 1L << 8, (1L << 61) - 2})
  void shouldTellTheFreeLanesOfTwoWritersApart(long writerId) {
    assertThat(LaneWord.free(writerId)).isNotEqualTo(LaneWord.free(writerId + 1));
  }

  @Test
  void shouldTakeARetiredLaneForAFreeOne() {
    assertThat(LaneWord.state(LaneWord.RETIRED)).isEqualTo(LaneWord.FREE);
  }
}
