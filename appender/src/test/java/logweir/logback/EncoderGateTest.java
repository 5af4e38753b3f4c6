package logweir.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import logweir.engine.SharedLog;
import logweir.engine.SharedLogConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncoderGateTest {
  private static final int THREADS = 4;
  private static final int LINES = 5000;

  private final ILoggingEvent event = new LoggingEvent();
  @TempDir private Path directory;

  @Test
  void shouldKeepTheLinesOfAStatefulEncoderInTheOrderItMadeThem() throws Exception {
    Path log = directory.resolve("app.log");
    SharedLog sharedLog = SharedLog.open(log, SharedLogConfig.defaults());
    try (EncoderGate<ILoggingEvent> gate =
        new EncoderGate<>(new TestEncoders.Numbering(), true, sharedLog)) {
      inAllThreads(
          () -> {
            for (int i = 0; i < LINES; i++) {
              gate.pass(event, new int[2]);
            }
          });
    }

    assertThat(Files.readAllLines(log).stream().mapToLong(Long::parseLong))
        .containsExactlyElementsOf(
            LongStream.rangeClosed(1, (long) THREADS * LINES).boxed().toList());
  }

  @Test
  void shouldLetThreadsThroughAStatelessEncoderTogether() throws Exception {
    CyclicBarrier together = new CyclicBarrier(THREADS);
    Encoder<ILoggingEvent> meeting =
        new TestEncoders.Plain() {
          @Override
          public byte[] encode(ILoggingEvent event) {
            meet(together);
            return null;
          }
        };
    SharedLog sharedLog = SharedLog.open(directory.resolve("app.log"), SharedLogConfig.defaults());
    try (EncoderGate<ILoggingEvent> gate = new EncoderGate<>(meeting, false, sharedLog)) {
      inAllThreads(() -> gate.pass(event, new int[2]));
    }

    assertThat(together.isBroken()).isFalse();
  }

  @Test
  void shouldAskTheEncoderWhetherItIsStatefulWhereLogbackKnowsThat() {
    boolean known =
        Arrays.stream(Encoder.class.getMethods())
            .anyMatch(method -> method.getName().equals("isStateful"));

    assertThat(EncoderGate.isStateful(new TestEncoders.Numbering())).isEqualTo(known);
    assertThat(EncoderGate.isStateful(new TestEncoders.Plain())).isFalse();
  }

  private static void inAllThreads(Runnable task) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> ends = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        ends.add(threads.submit(task));
      }
      for (Future<?> end : ends) {
        end.get(1, TimeUnit.MINUTES);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
