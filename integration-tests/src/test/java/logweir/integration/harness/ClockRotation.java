package logweir.integration.harness;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Rotation by the JVMs themselves, when the clock that they roll by has gone on by a day. */
public final class ClockRotation implements Rotation {
  private final WallClock clock;
  private final Path log;
  private Instant now = Instant.parse("2026-01-01T12:00:00Z");

  private ClockRotation(Path log) throws IOException {
    this.clock = WallClock.open(clockOf(log));
    this.log = log;
    clock.set(now);
  }

  public static ClockRotation of(Path log) throws IOException {
    return new ClockRotation(log);
  }

  /** To roll by this clock. */
  public static WorkerOrders byIt(WorkerOrders orders) {
    Path log = orders.file();
    String policy = RolledLog.withSuffix(RolledLog.byTime(log, "yyyy-MM-dd, UTC", ""), "");
    return orders.rolling(policy).wallClock(clockOf(log));
  }

  private static Path clockOf(Path log) {
    return log.resolveSibling("clock");
  }

  /** The file is rolled when the next line comes. */
  @Override
  public void rotate() {
    now = now.plus(Duration.ofDays(1));
    clock.set(now);
  }

  @Override
  public List<Path> files() throws IOException {
    return new RolledLog(log).files();
  }

  @Override
  public void close() {}
}
