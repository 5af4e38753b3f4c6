package logweir.examples.shiptoacluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ArrivalTest {
  private static final Told THREE_LINES = new Told(1, 1, 3);

  @Test
  void shouldFindWholeLines() {
    Arrival arrival = arrival(lines(1, 2, 3), lines(1, 2, 3));

    assertThat(arrival.isComplete()).isTrue();
    assertThat(arrival.jvms()).containsExactly(new Arrival.OfJvm(3, 3, 3, 0, 0));
  }

  @Test
  void shouldAllowForLinesThatAKilledJvmDidNotTellOf() {
    assertThat(arrival(lines(1, 2, 3, 4), lines(1, 2, 3, 4)).isComplete()).isTrue();
  }

  @Test
  void shouldMissALineInTheTopic() {
    Arrival arrival = arrival(lines(1, 2, 3), lines(1, 3));

    assertThat(arrival.isComplete()).isFalse();
    assertThat(arrival.jvms()).containsExactly(new Arrival.OfJvm(3, 3, 2, 1, 0));
  }

  @Test
  void shouldMissALineInTheFile() {
    assertThat(arrival(lines(1, 3), lines(1, 3)).isComplete()).isFalse();
    assertThat(arrival(lines(1, 2), lines(1, 2)).isComplete()).isFalse();
    assertThat(arrival(List.of(), List.of()).jvms().get(0).missing()).isEqualTo(3);
  }

  @Test
  void shouldCountALineThatCameTwice() {
    Arrival arrival = arrival(lines(1, 2, 3), lines(1, 2, 1, 2, 3));

    assertThat(arrival.isComplete()).isTrue();
    assertThat(arrival.repeated()).isEqualTo(2);
  }

  @Test
  void shouldTellATornLine() {
    List<String> torn = List.of(line(1), line(2), line(3).substring(0, 90));

    assertThat(arrival(lines(1, 2, 3), torn)).returns(1, Arrival::torn);
    assertThat(arrival(torn, torn)).returns(1, Arrival::torn);
  }

  @Test
  void shouldTellAnotherOrder() {
    assertThat(arrival(lines(1, 2, 3), lines(2, 1, 3)).isComplete()).isFalse();
  }

  private static Arrival arrival(List<String> file, List<String> topic) {
    return Arrival.of(List.of(THREE_LINES), file, topic);
  }

  private static List<String> lines(Integer... numbers) {
    return List.of(numbers).stream().map(ArrivalTest::line).toList();
  }

  private static String line(int number) {
    return "2026-01-02 03:04:05,678 [thread-1] INFO  logweir.examples.shiptoacluster.Writer - "
        + new Message(1, 1, number).text();
  }
}
