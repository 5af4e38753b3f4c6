package logweir.integration.probe;

import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
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

  @Benchmark
  public void log(ThroughLogback state) {
    state.logger.info(Load.message(state.number++));
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
