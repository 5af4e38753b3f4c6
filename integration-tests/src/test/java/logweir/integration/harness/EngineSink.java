package logweir.integration.harness;

import java.io.IOException;
import java.time.Duration;
import logweir.engine.LogListener;
import logweir.engine.SharedLog;
import logweir.engine.SharedLogConfig;

/** Lines that go straight into the engine. */
final class EngineSink implements LogSink {
  /**
   * So long that a machine which stalls for a second does not make lines go past the staging area,
   * and so out of order.
   */
  private static final Duration MAX_BLOCK_TIME = Hang.LIMIT.dividedBy(2);

  private final SharedLog log;

  private EngineSink(SharedLog log) {
    this.log = log;
  }

  static EngineSink open(WorkerOrders orders) throws IOException {
    Duration maxBlockTime =
        orders.maxBlockMillis().stream()
            .mapToObj(Duration::ofMillis)
            .findFirst()
            .orElse(MAX_BLOCK_TIME);
    SharedLogConfig config =
        SharedLogConfig.defaults()
            .withGeometry(orders.chunkBytes(), orders.maxChunks())
            .withPublishInterval(Duration.ofMillis(orders.publishMillis()))
            .withMaxBlockTime(maxBlockTime)
            .withListener(new Complaints());
    config = orders.stateDirectory().map(config::withStateDirectory).orElse(config);
    return new EngineSink(SharedLog.open(orders.file(), config));
  }

  @Override
  public boolean log(int thread, byte[] line) {
    return log.append(line, 0, line.length);
  }

  @Override
  public void close() {
    log.close();
  }

  private static final class Complaints implements LogListener {
    @Override
    public void info(String message) {
      System.out.println("info: " + message);
    }

    @Override
    public void warn(String message, Throwable cause) {
      System.out.println(COMPLAINT + message + (cause == null ? "" : ", " + cause));
    }
  }
}
