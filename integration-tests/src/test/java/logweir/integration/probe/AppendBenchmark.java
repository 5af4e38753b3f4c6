package logweir.integration.probe;

import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import logweir.engine.SharedLog;
import logweir.engine.SharedLogConfig;
import logweir.integration.harness.Contexts;
import logweir.integration.harness.ScratchDirectory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.slf4j.Logger;

/**
 * Time and allocation of one call. {@code gc.alloc.rate.norm} of {@code SHARED} less that of {@code
 * ENCODE_ONLY} is what the appender allocates, its publisher's thread included.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx256m", "-XX:+UseSerialGC"})
public class AppendBenchmark {

  /** A logger with one of the appenders. */
  @State(Scope.Benchmark)
  public static class ThroughLogback {
    @Param({"ENCODE_ONLY", "FILE", "SHARED"})
    String route;

    private ScratchDirectory directory;
    private LoggerContext context;
    private Logger logger;
    private int number;

    @Setup
    public void open() throws IOException {
      directory = ScratchDirectory.create("logweir-benchmark");
      context = Contexts.start(Route.valueOf(route).configuration(directory.resolve("log")));
      logger = Load.logger(context);
    }

    @TearDown
    public void close() throws IOException {
      context.stop();
      directory.close();
    }
  }

  /** The engine without Logback. */
  @State(Scope.Benchmark)
  public static class Engine {
    private final byte[] line = (Load.message(0) + "\n").getBytes(StandardCharsets.US_ASCII);
    private ScratchDirectory directory;
    private SharedLog log;

    @Setup
    public void open() throws IOException {
      directory = ScratchDirectory.create("logweir-benchmark");
      Path file = directory.resolve("log");
      log = SharedLog.open(file, SharedLogConfig.defaults());
    }

    @TearDown
    public void close() throws IOException {
      log.close();
      directory.close();
    }
  }

  @Benchmark
  public void log(ThroughLogback state) {
    state.logger.info(Load.message(state.number++));
  }

  @Benchmark
  public boolean append(Engine state) {
    return state.log.append(state.line, 0, state.line.length);
  }

  /** Runs it with the GC profiler. */
  public static void main(String[] arguments) throws RunnerException {
    new Runner(
            new OptionsBuilder()
                .include(AppendBenchmark.class.getName())
                .addProfiler(GCProfiler.class)
                .build())
        .run();
  }
}
