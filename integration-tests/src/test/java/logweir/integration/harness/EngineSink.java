package logweir.integration.harness;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import logweir.engine.LogListener;
import logweir.engine.SharedLog;
import logweir.engine.SharedLogConfig;

/** Lines that go straight into the engine, through one writer or several. */
final class EngineSink implements LogSink {
  private static final long BUSY_PAUSE_NANOS = 1_000_000;

  private final List<SharedLog> logs;

  private EngineSink(List<SharedLog> logs) {
    this.logs = logs;
  }

  static EngineSink open(WorkerOrders orders) throws IOException {
    SharedLogConfig config =
        SharedLogConfig.defaults()
            .withGeometry(orders.chunkBytes(), orders.maxChunks())
            .withPublishInterval(Duration.ofMillis(orders.publishMillis()))
            .withMaxBlockTime(Duration.ofMillis(orders.maxBlockMillis()))
            .withListener(new Complaints());
    config = orders.stateDirectory().map(config::withStateDirectory).orElse(config);
    List<SharedLog> logs = new ArrayList<>();
    for (int appender = 0; appender < orders.appenders(); appender++) {
      logs.add(SharedLog.open(orders.file(), config));
    }
    return new EngineSink(logs);
  }

  @Override
  public boolean log(int thread, byte[] line) {
    return logs.get(thread % logs.size()).append(line, 0, line.length);
  }

  @Override
  public void trim() throws IOException {
    for (SharedLog log : logs) {
      while (!log.trim()) {
        LockSupport.parkNanos(BUSY_PAUSE_NANOS);
      }
    }
  }

  @Override
  public void close() {
    logs.forEach(SharedLog::close);
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
