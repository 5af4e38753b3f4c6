package logweir.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.Set;
import logweir.layout.LaneWord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WriterIdTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 127, WriterId.NO_SLOT})
  void shouldKnowItsSlotAndFitIntoALanesWord(int slot) {
    for (int round = 0; round < 1000; round++) {
      long id = WriterId.draw(slot);

      assertThat(WriterId.slot(id)).isEqualTo(slot);
      assertThat(id).isBetween(1L, (1L << 61) - 1);
      assertThat(LaneWord.free(id) >>> 2).isEqualTo(id);
    }
  }

  @Test
  void shouldNeverComeTwice() {
    Set<Long> ids = new HashSet<>();
    for (int round = 0; round < 10_000; round++) {
      assertThat(ids.add(WriterId.draw(0))).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 254, 256})
  void shouldRefuseASlotThatThereIsNot(int slot) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WriterId.draw(slot))
        .withMessage("slot=" + slot + ", allowed: below 128");
  }
}
