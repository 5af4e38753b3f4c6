package logweir.cli;

import static logweir.cli.Statuses.dead;
import static logweir.cli.Statuses.writer;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalDouble;
import logweir.cli.TopSample.LogFileSize;
import logweir.cli.TopSnapshot.Row;
import logweir.cli.TopSnapshot.State;
import logweir.engine.LogStatus;
import org.junit.jupiter.api.Test;

class TopRatesTest {
  private static final long SECOND = 1_000_000_000;

  private final TopRates rates = new TopRates();
  private long nanos = -5 * SECOND;

  @Test
  void shouldKnowNoRatesAtFirst() {
    TopSnapshot first = look(Statuses.of(writer(0, 100, 10_000)), 5_000);

    assertThat(first.growth()).isEmpty();
    assertThat(first.linesRate()).isEmpty();
    assertThat(first.rows().get(0).linesRate()).isEmpty();
    assertThat(first.rows().get(0).lines()).isEqualTo(100);
  }

  @Test
  void shouldTellWhatHappenedASecondSinceTheLookBefore() {
    look(Statuses.of(writer(0, 100, 10_000)), 5_000);
    nanos += SECOND;
    TopSnapshot next = look(Statuses.of(50, writer(0, 300, 40_000)), 65_000);

    assertRates(next.rows().get(0), 100, 15_000);
    assertThat(next.linesRate()).hasValue(125);
    assertThat(next.writesRate()).hasValue(25);
    assertThat(next.growth()).hasValue(30_000);
  }

  @Test
  void shouldPutTheBusiestFirst() {
    look(Statuses.of(writer(0, 0, 900), writer(1, 0, 100), writer(2, 0, 200)), 0);
    TopSnapshot next =
        look(Statuses.of(writer(0, 0, 900), writer(1, 9, 800), writer(2, 1, 300)), 0);

    assertThat(next.rows()).extracting(Row::slot).containsExactly(1, 2, 0);
  }

  @Test
  void shouldOrderTheIdleByWhatTheyHaveWritten() {
    TopSnapshot only = look(Statuses.of(writer(0, 1, 1), writer(1, 1, 7), writer(2, 1, 1)), 0);

    assertThat(only.rows()).extracting(Row::slot).containsExactly(1, 0, 2);
  }

  @Test
  void shouldCountANewcomerFromNothing() {
    look(Statuses.of(writer(0, 100, 1_000)), 0);
    TopSnapshot next = look(Statuses.of(writer(0, 100, 1_000), writer(1, 70, 700)), 0);

    assertRates(next.rows().get(0), 70, 700);
  }

  @Test
  void shouldCountTheNextOneInASlotFromNothing() {
    look(Statuses.of(writer(0, 100, 1_000)), 0);
    LogStatus.Writer later =
        new LogStatus.Writer(0, 4711, Statuses.CREATED.plusSeconds(99), true, 7, 700, 0, 0);
    TopSnapshot next = look(Statuses.of(later), 0);

    assertThat(next.rows()).extracting(Row::state).containsExactly(State.PUBLISHER, State.GONE);
    assertRates(next.rows().get(0), 7, 700);
  }

  @Test
  void shouldCountFromNothingWhatHasGoneBack() {
    look(Statuses.of(900, writer(0, 100, 1_000)), 5_000);
    TopSnapshot next = look(Statuses.of(writer(0, 30, 300)), 400);

    assertRates(next.rows().get(0), 30, 300);
    assertThat(next.linesRate()).hasValue(30);
    assertThat(next.growth()).hasValue(400);
  }

  @Test
  void shouldCountARolledFileFromNothing() {
    look(sample(Optional.empty(), new LogFileSize("one", 5_000)));
    TopSnapshot next = look(sample(Optional.empty(), new LogFileSize("two", 6_000)));

    assertThat(next.growth()).hasValue(6_000);
  }

  @Test
  void shouldShowTheDeadAndForAWhileTheGone() {
    look(Statuses.of(writer(0, 100, 1_000), writer(1, 5, 50)), 0);
    TopSnapshot died = look(Statuses.of(writer(0, 100, 1_000), dead(writer(1, 5, 50))), 0);
    TopSnapshot cleared = look(Statuses.of(writer(0, 100, 1_000)), 0);
    nanos += TopRates.SHOWN_AFTER_NANOS - SECOND;
    TopSnapshot still = look(Statuses.of(writer(0, 100, 1_000)), 0);
    TopSnapshot later = look(Statuses.of(writer(0, 100, 1_000)), 0);

    assertThat(died.rows()).extracting(Row::state).containsExactly(State.PUBLISHER, State.DEAD);
    assertThat(cleared.rows()).extracting(Row::state).containsExactly(State.PUBLISHER, State.GONE);
    assertThat(cleared.rows().get(1).linesRate()).isEmpty();
    assertThat(cleared.rows().get(1).lines()).isEqualTo(5);
    assertThat(still.rows()).hasSize(2);
    assertThat(later.rows()).hasSize(1);
  }

  @Test
  void shouldShowThatAllHaveGone() {
    look(Statuses.of(writer(0, 100, 1_000)), 0);
    TopSnapshot none = look(sample(Optional.empty(), new LogFileSize("one", 0)));

    assertThat(none.linesRate()).isEmpty();
    assertThat(none.rows()).extracting(Row::state).containsExactly(State.GONE);
  }

  @Test
  void shouldTakeNobodyForGoneWhoCannotBeSeen() {
    look(Statuses.of(writer(0, 100, 1_000)), 0);
    TopSnapshot blind =
        look(
            new TopSample(
                nanos += SECOND, Optional.empty(), Optional.empty(), Optional.of("no sight")));

    assertThat(blind.rows()).isEmpty();
    assertThat(blind.trouble()).hasValue("no sight");
    assertThat(blind.fileBytes()).isEmpty();
  }

  @Test
  void shouldKnowNoRatesWhileTheClockStands() {
    look(Statuses.of(writer(0, 100, 1_000)), 0);
    nanos -= SECOND;
    TopSnapshot same = look(Statuses.of(writer(0, 200, 2_000)), 0);

    assertThat(same.rows().get(0).linesRate()).isEmpty();
  }

  private TopSnapshot look(LogStatus status, long fileBytes) {
    return look(sample(Optional.of(status), new LogFileSize("one", fileBytes)));
  }

  private TopSnapshot look(TopSample sample) {
    return rates.next(sample);
  }

  private TopSample sample(Optional<LogStatus> status, LogFileSize size) {
    nanos += SECOND;
    return new TopSample(nanos, status, Optional.of(size), Optional.empty());
  }

  private static void assertRates(Row row, double lines, double bytes) {
    assertThat(row.linesRate()).isEqualTo(OptionalDouble.of(lines));
    assertThat(row.bytesRate()).isEqualTo(OptionalDouble.of(bytes));
  }
}
