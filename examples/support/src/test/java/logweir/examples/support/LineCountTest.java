package logweir.examples.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LineCountTest {
  private static final List<String> WRITTEN = List.of("one", "two", "three");

  @Test
  void shouldFindEachLineInAnyOrder() {
    LineCount count = LineCount.of(WRITTEN, List.of("two", "three", "one"));

    assertThat(count).isEqualTo(new LineCount(3, 3, 0, 0));
    assertThat(count.isClean()).isTrue();
  }

  @Test
  void shouldMissALine() {
    LineCount count = LineCount.of(WRITTEN, List.of("one", "three"));

    assertThat(count.lost()).isEqualTo(1);
    assertThat(count.isClean()).isFalse();
  }

  @Test
  void shouldCountARepeatedLine() {
    LineCount count = LineCount.of(WRITTEN, List.of("one", "two", "two", "three", "two"));

    assertThat(count).isEqualTo(new LineCount(3, 3, 2, 0));
    assertThat(count.isClean()).isFalse();
  }

  @Test
  void shouldTellAPieceOfALine() {
    LineCount count = LineCount.of(WRITTEN, List.of("one", "tw", "two", "three"));

    assertThat(count).isEqualTo(new LineCount(3, 3, 0, 1));
    assertThat(count.isClean()).isFalse();
  }
}
