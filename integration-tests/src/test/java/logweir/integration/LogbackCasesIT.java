package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.status.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import logweir.integration.harness.ForkedJvm;
import logweir.integration.harness.Hang;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.RolledLog;
import logweir.integration.harness.Run;
import logweir.integration.harness.StampedLines;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.WorkerOrders.Way;
import logweir.integration.harness.Workers;
import logweir.logback.MmapSharedAppender;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What Logback tries its file appenders with where several JVMs share a file, and where a JVM ends:
 * here nothing may be missing. What else it tries is in the tests of the single faults: {@link
 * ThreadsIT} (a thread that is interrupted while it logs), {@link FullDiskIT} (a disk that is
 * filled and emptied), {@link MissingDiskIT} (a disk that goes away), {@link KilledInRollIT} (a JVM
 * that ends while it compresses).
 */
class LogbackCasesIT {
  private static final int JVMS = 3;
  private static final int LINES = 10_000;
  private static final int ROLLS = 3;

  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void setUp() {
    file = directory.resolve("app.log");
  }

  /** Each configured by a program, with a stamp of its own in the pattern. */
  @Test
  void shouldKeepTheLinesOfEachJvmInSequence() throws IOException {
    List<ForkedJvm> all =
        IntStream.range(0, JVMS)
            .mapToObj(
                jvm ->
                    jvms.fork(
                        "jvm" + jvm,
                        StampingJvm.class,
                        List.of(),
                        List.of("jvm" + jvm, Integer.toString(LINES), file.toString())))
            .toList();
    Map<String, Integer> expected = new TreeMap<>();
    for (ForkedJvm jvm : all) {
      jvm.awaitSuccess();
      assertThat(jvm.output()).isEmpty();
      expected.put(jvm.name(), LINES);
    }

    StampedLines.assertInSequence(List.of(file), expected);
  }

  /** As prudent mode has it: no file is named, and each second has one. */
  @Test
  void shouldKeepTheLinesOfEachJvmThroughTheSeconds() throws IOException {
    String date = "yyyy-MM-dd_HH-mm-ss";
    RolledLog log = new RolledLog(directory.resolve(".app-%d{" + date + "}.log"));
    String policy = RolledLog.withSuffix(RolledLog.byTime(log.file(), date, ""), "");
    WorkerOrders orders =
        WorkerOrders.logTo(log.file())
            .rolling("<prudent>true</prudent>" + policy)
            .unnamed()
            .threads(2)
            .pauseMicros(500)
            .lines(WorkerOrders.UNTIL_STOPPED);
    Workers workers = startAll(orders).go();
    Hang.await("a file of each second").until(() -> archives(log) > ROLLS);
    workers.stop().awaitDone();

    workers.assertEveryLineOnce(log);
  }

  /** All is still staged then. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldPublishWhenTheJvmIsToldToEnd(boolean shutdownHook) {
    WorkerOrders orders =
        WorkerOrders.logTo(file).through(Way.LOGBACK).publishMillis(60_000).lines(1000).rounds(2);
    Workers workers = startAll(shutdownHook ? orders.shutdownHook() : orders).go();
    workers.all().forEach(worker -> worker.awaitRoundEnd(0));

    workers.all().forEach(LogbackCasesIT::tellToEnd);
    workers.all().forEach(LogbackCasesIT::awaitEnd);

    workers.assertEveryLineOnce(file);
  }

  /** Without a hook of Logback's, which would stop the appender under them. */
  @Test
  void shouldKeepWhatIsLoggedWhileTheJvmEnds() {
    WorkerOrders orders =
        WorkerOrders.logTo(file)
            .through(Way.LOGBACK)
            .threads(3)
            .pauseMicros(100)
            .lines(WorkerOrders.UNTIL_STOPPED);
    Workers workers = startAll(orders).go();

    for (Worker worker : workers.all()) {
      worker.awaitAcknowledged(worker.acknowledged() + 1000);
      tellToEnd(worker);
    }
    workers.all().forEach(LogbackCasesIT::awaitEnd);

    workers.assertEveryLineOnceInAnyOrder(file);
  }

  private Workers startAll(WorkerOrders orders) {
    return jvms.startAll(IntStream.range(0, JVMS).mapToObj(orders.shortLived()::asJvm).toList());
  }

  private static int archives(RolledLog log) {
    try {
      return log.archives().size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGTERM. */
  private static void tellToEnd(Worker worker) {
    Run.ok("kill", "-TERM", Long.toString(worker.jvm().pid()));
  }

  private static void awaitEnd(Worker worker) {
    worker.jvm().await("end", () -> !worker.jvm().isAlive());
  }

  /** Logs numbered lines through an appender that a program has set up. */
  static final class StampingJvm {
    private StampingJvm() {}

    public static void main(String[] arguments) {
      LoggerContext context = new LoggerContext();
      context.setMDCAdapter(new LogbackMDCAdapter());
      PatternLayoutEncoder encoder = new PatternLayoutEncoder();
      encoder.setContext(context);
      encoder.setPattern(arguments[0] + " %msg%n");
      encoder.start();
      MmapSharedAppender<ILoggingEvent> appender = new MmapSharedAppender<>();
      appender.setContext(context);
      appender.setEncoder(encoder);
      appender.setFile(arguments[2]);
      appender.start();
      Logger logger = context.getLogger(Logger.ROOT_LOGGER_NAME);
      logger.addAppender(appender);

      int lines = Integer.parseInt(arguments[1]);
      for (int line = 0; line < lines; line++) {
        logger.info("{}", line);
      }
      context.stop();
      context.getStatusManager().getCopyOfStatusList().stream()
          .filter(status -> status.getEffectiveLevel() >= Status.WARN)
          .forEach(System.out::println);
    }
  }
}
