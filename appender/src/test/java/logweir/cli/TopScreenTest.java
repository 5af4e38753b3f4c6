package logweir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import logweir.cli.TopSnapshot.Row;
import logweir.cli.TopSnapshot.State;
import logweir.engine.LogStatus;
import org.junit.jupiter.api.Test;

class TopScreenTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:34:56Z");
  private static final int COLUMNS = 80;

  private final TopScreen screen = new TopScreen("/var/log/app/app.log", ZoneOffset.UTC);

  @Test
  void shouldFitEightyColumns() {
    assertThat(draw(busy(), 24))
        .isEqualTo(
            """
            logweir top  12:34:56  /var/log/app/app.log
            file     1.18 GB, 30.5 MB/s    lines 98,123/s    writes 812/s
            staging  since 10:00:00    backlog 34.0 KB    lag 1.5 ms
            chunks   2 of 16, 1.00 MB each    publisher pid 1000 in slot 0 (*)
            lines    1,000    drops 0    recovered 1 batches, 2 lanes    left 3, dead 1

            SLOT     PID SINCE    STATE    LINES/S BYTES/S       LINES   BYTES DIRECT DROPS
               0    1000 10:00:00 alive*    49,061 6.24 MB  12,345,678 1.46 GB      0     0
             127 4194303 26-02-27 dead   9,999,999 1.00 TB       9.22E 8.00 EB  1.00G 99.9k
              12       1 10:01:00 gone           -       -           0     0 B      0     0
            """);
  }

  @Test
  void shouldNotBeWiderThanTheTerminal() {
    for (int columns = 1; columns <= COLUMNS; columns++) {
      int width = columns;
      assertThat(screen.draw(busy(), NOW, columns, 24))
          .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(width));
    }
  }

  @Test
  void shouldShowTheEndOfALongPath() {
    TopScreen deep = new TopScreen("/a-directory/".repeat(20) + "app.log", ZoneOffset.UTC);

    assertThat(deep.draw(busy(), NOW, COLUMNS, 24).get(0))
        .hasSize(COLUMNS)
        .startsWith("logweir top  12:34:56  ...")
        .endsWith("/app.log");
  }

  @Test
  void shouldCountTheWritersThatFindNoRoom() {
    List<Row> rows = new ArrayList<>(Collections.nCopies(20, busy().rows().get(0)));
    TopSnapshot crowded = withRows(rows);

    assertThat(screen.draw(crowded, NOW, COLUMNS, 27)).hasSize(27).noneMatch(TopScreenTest::isMore);
    assertThat(screen.draw(crowded, NOW, COLUMNS, 26))
        .hasSize(26)
        .last()
        .isEqualTo("... and 2 more");
    assertThat(screen.draw(crowded, NOW, COLUMNS, 9))
        .hasSize(9)
        .last()
        .isEqualTo("... and 19 more");
    for (int height = 1; height < 9; height++) {
      assertThat(screen.draw(crowded, NOW, COLUMNS, height)).hasSize(height);
    }
  }

  private static boolean isMore(String line) {
    return line.startsWith("...");
  }

  @Test
  void shouldSayThatNothingIsStaged() {
    TopSnapshot nothing =
        new TopSnapshot(
            Optional.empty(),
            Optional.empty(),
            OptionalLong.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            List.of());

    assertThat(draw(nothing, 24))
        .isEqualTo(
            """
            logweir top  12:34:56  /var/log/app/app.log
            file     none
            staging  no writer is attached, nothing is staged

            SLOT     PID SINCE    STATE    LINES/S BYTES/S       LINES   BYTES DIRECT DROPS
            """);
  }

  @Test
  void shouldSayWhatIsWrongAndLeaveUnknownRatesOut() {
    TopSnapshot trouble =
        new TopSnapshot(
            Optional.empty(),
            Optional.of("not understood"),
            OptionalLong.of(5),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            List.of());

    assertThat(draw(trouble, 24))
        .contains("file     5 B, -/s    lines -/s    writes -/s\n")
        .contains("staging  not understood\n");
  }

  private String draw(TopSnapshot snapshot, int rows) {
    return String.join("\n", screen.draw(snapshot, NOW, COLUMNS, rows)) + "\n";
  }

  private static TopSnapshot withRows(List<Row> rows) {
    LogStatus status = Statuses.of(1000);
    return new TopSnapshot(
        Optional.of(status),
        Optional.empty(),
        OptionalLong.of(1_270_000_000),
        OptionalDouble.of(32_000_000),
        OptionalDouble.of(98_123),
        OptionalDouble.of(812),
        rows);
  }

  private static TopSnapshot busy() {
    return withRows(
        List.of(
            new Row(
                0,
                1000,
                Statuses.CREATED,
                State.PUBLISHER,
                OptionalDouble.of(49_061),
                OptionalDouble.of(6_543_210),
                12_345_678,
                1_567_890_123,
                0,
                0),
            new Row(
                127,
                4_194_303,
                Instant.parse("2026-02-27T23:59:59Z"),
                State.DEAD,
                OptionalDouble.of(9_999_999),
                OptionalDouble.of(1_098_000_000_000.0),
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                999_999_999,
                99_900),
            new Row(
                12,
                1,
                Statuses.CREATED.plusSeconds(60),
                State.GONE,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                0,
                0,
                0,
                0)));
  }
}
