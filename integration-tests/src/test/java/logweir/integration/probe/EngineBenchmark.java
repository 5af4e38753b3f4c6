package logweir.integration.probe;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import logweir.engine.SharedLog;
import logweir.engine.SharedLogConfig;
import logweir.engine.StepBenchmark;
import logweir.integration.harness.ForkedJvm;
import logweir.integration.harness.ScratchDirectory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
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

/**
 * Time and allocation of one append to the engine, without Logback, while the publisher writes what
 * comes; threads do nothing else, so that the disk's and the publisher's share is in it.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx256m", "-XX:+UseSerialGC"})
public class EngineBenchmark {
  private static final List<String> JVM_OPTIONS = List.of("-Xmx256m", "-XX:+UseSerialGC");
  private static final int[] THREADS = {1, 2, 4, 16};

  /** A log with the default settings. */
  @State(Scope.Benchmark)
  public static class Log {
    @Param({"16", "120", "1024", "10240", "65536"})
    int bytes;

    /** How many other JVMs append to the same log flat out. */
    @Param({"0"})
    int otherJvms;

    private final List<ForkedJvm> others = new ArrayList<>();
    private byte[] line;
    private Path file;
    private ScratchDirectory directory;
    private SharedLog log;

    @Setup
    public void open() throws IOException {
      line = ("x".repeat(bytes - 1) + "\n").getBytes(US_ASCII);
      directory = ScratchDirectory.create("logweir-benchmark");
      file = directory.resolve("log");
      log = SharedLog.open(file, SharedLogConfig.defaults());
      List<String> arguments = List.of(file.toString(), Integer.toString(bytes));
      for (int jvm = 0; jvm < otherJvms; jvm++) {
        others.add(ForkedJvm.start("other " + jvm, FlatOutJvm.class, JVM_OPTIONS, arguments));
      }
      others.forEach(jvm -> jvm.awaitPrinted(FlatOutJvm.APPENDING));
    }

    /** Else the disk fills up, or its writing back is what is measured. */
    @TearDown(Level.Iteration)
    public void truncate() throws IOException {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(0);
      }
    }

    @TearDown
    public void close() throws IOException {
      others.forEach(jvm -> jvm.say("go"));
      others.forEach(ForkedJvm::awaitSuccess);
      log.close();
      directory.close();
    }
  }

  @Benchmark
  public boolean append(Log state) {
    return state.log.append(state.line, 0, state.line.length);
  }

  /**
   * Runs it, and then the steps alone, with the GC profiler; arguments: parameters, as {@code
   * bytes=120 otherJvms=0,1}.
   */
  public static void main(String[] arguments) throws RunnerException {
    for (int threads : THREADS) {
      new Runner(options(EngineBenchmark.class, arguments).threads(threads).build()).run();
    }
    new Runner(options(StepBenchmark.class).build()).run();
  }

  private static OptionsBuilder options(Class<?> benchmark, String... parameters) {
    OptionsBuilder options = new OptionsBuilder();
    options.include(benchmark.getName()).addProfiler(GCProfiler.class);
    for (String parameter : parameters) {
      String[] words = parameter.split("=", 2);
      options.param(words[0], words[1].split(",", -1));
    }
    return options;
  }
}
