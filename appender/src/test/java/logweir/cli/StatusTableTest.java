package logweir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import logweir.engine.LogStatus;
import org.junit.jupiter.api.Test;

class StatusTableTest {
  private static final Instant CREATED = Instant.parse("2026-03-01T10:00:00Z");
  private static final TargetLog LOG =
      new TargetLog(
          Path.of("/var/log/app.log"), Optional.empty(), Path.of("/var/log/.app.log.logweir"));

  @Test
  void shouldAlignWhatItShows() {
    assertThat(new StatusTable(ZoneOffset.UTC).format(LOG, busy()))
        .isEqualTo(
            """
            log        /var/log/app.log
            state      /var/log/.app.log.logweir, since 2026-03-01 10:00:00Z
            chunks     3 of 16, 1,048,576 bytes each
            backlog    1,000 bytes, waiting for at most 1.5 ms
            publisher  slot 11
            published  5,000 bytes in 4 write calls, 12.5 lines a call
            lines      51, drops 3
            recovered  1 batches completed, 2 lanes reclaimed
            departed   2 writers, 1 of them dead; lines 10, bytes 900, direct 0, drops 0

            SLOT      PID                 SINCE  STATE  LINES  BYTES  DIRECT  DROPS
               0      321  2026-03-01 10:00:00Z  alive     40  4,100       1      0
              11  4123456  2026-03-01 10:01:00Z   dead      1    100       0      3
            """);
  }

  @Test
  void shouldDoWithoutAPublisherAndWrites() {
    LogStatus idle =
        new LogStatus(
            CREATED,
            false,
            4096,
            16,
            0,
            0,
            0,
            Duration.ZERO,
            OptionalLong.empty(),
            0,
            0,
            0,
            0,
            0,
            new LogStatus.Departed(0, 0, 0, 0, 0, 0),
            List.of());

    assertThat(new StatusTable(ZoneOffset.UTC).format(LOG, idle))
        .contains("publisher  none of the attached")
        .contains("published  0 bytes in 0 write calls\n")
        .endsWith("DROPS\n");
  }

  private static LogStatus busy() {
    return new LogStatus(
        CREATED,
        false,
        1 << 20,
        16,
        3,
        6_000,
        5_000,
        Duration.ofNanos(1_500_000),
        OptionalLong.of(11),
        4,
        4,
        5_000,
        1,
        2,
        new LogStatus.Departed(2, 1, 10, 900, 0, 0),
        List.of(
            new LogStatus.Writer(0, 321, CREATED, true, 40, 4_100, 1, 0),
            new LogStatus.Writer(11, 4_123_456, CREATED.plusSeconds(60), false, 1, 100, 0, 3)));
  }
}
