package logweir.layout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameTest {
  @ParameterizedTest
  @ValueSource(longs = {0, 8, 4096, 1L << 35, (1L << 42) - 8})
  void shouldTellTheLengthAtItsOwnPositionOnly(long position) {
    for (int length : new int[] {1, 7, 8, 255, 256, 1 << 20, Integer.MAX_VALUE}) {
      long word = Frame.word(position, length);

      assertThat(word).isNotZero();
      assertThat(Frame.length(position, word)).isEqualTo(length);
      assertThat(Frame.length(position + Frame.WORD_BYTES, word)).isEqualTo(Frame.NONE);
    }
  }

  @Test
  void shouldTakeNothingElseForAFrame() {
    assertThat(Frame.length(0, 0)).isEqualTo(Frame.NONE);
    assertThat(Frame.length(64, 0)).isEqualTo(Frame.NONE);
    assertThat(Frame.length(0, -1)).isEqualTo(Frame.NONE);
    assertThat(Frame.length(0, 1L << 31)).isEqualTo(Frame.NONE);
    assertThat(Frame.length(64, Frame.word(64, 0))).isEqualTo(Frame.NONE);
  }

  @Test
  void shouldTakeWholeWords() {
    assertThat(Frame.bytes(1)).isEqualTo(16);
    assertThat(Frame.bytes(8)).isEqualTo(16);
    assertThat(Frame.bytes(9)).isEqualTo(24);
    assertThat(Frame.bytes(Integer.MAX_VALUE)).isEqualTo((1L << 31) + 8);
    assertThat(Frame.isAligned(24)).isTrue();
    assertThat(Frame.isAligned(25)).isFalse();
  }
}
