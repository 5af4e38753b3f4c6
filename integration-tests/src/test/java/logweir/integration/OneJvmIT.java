package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import logweir.integration.harness.Expectation;
import logweir.integration.harness.ForkedJvm;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.LineOracle;
import logweir.integration.harness.LogSink;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.WorkerOrders.Way;
import logweir.integration.harness.Workers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several writers of one file in one JVM, beside another JVM. */
class OneJvmIT {
  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void setUp() {
    file = directory.resolve("app.log");
  }

  @ParameterizedTest
  @CsvSource({"ENGINE, 0", "ENGINE, 1", "LOGBACK, 0", "LOGBACK, 1"})
  void shouldKeepTheLinesOfTwoClassLoaders(Way way, int publishMillis) throws IOException {
    WorkerOrders orders = orders().through(way).publishMillis(publishMillis);
    WorkerOrders first = jvms.withLedger(orders.asJvm(1));
    WorkerOrders second = jvms.withLedger(orders.asJvm(2));
    List<String> arguments = new ArrayList<>(first.toArguments());
    arguments.add(ClassLoaderWorker.SEPARATOR);
    arguments.addAll(second.toArguments());

    ForkedJvm loaders =
        jvms.fork("loaders", ClassLoaderWorker.class, List.of("-Xmx256m"), arguments);
    Worker other = jvms.start(orders);
    loaders.awaitPrinted(ClassLoaderWorker.LOADED);
    other.awaitReady().go();
    loaders.say(ClassLoaderWorker.GO);
    loaders.awaitSuccess();
    other.awaitDone();

    assertThat(loaders.allPrinted(LogSink.COMPLAINT)).isEmpty();
    LineOracle.check(file, 0, new Expectation().of(other.ledger()).of(first).of(second))
        .assertClean();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void shouldKeepTheLinesOfTwoAppendersInOneContext(int publishMillis) {
    WorkerOrders orders = orders().through(Way.LOGBACK).publishMillis(publishMillis).appenders(2);

    Workers workers = jvms.startAll(orders, orders.asJvm(1)).go().awaitDone();

    workers.assertEveryLineOnce(file);
  }

  private WorkerOrders orders() {
    return WorkerOrders.logTo(file)
        .geometry(16 * 1024, 8)
        .threads(4)
        .sizes(40, 128, 3000)
        .lines(2000);
  }
}
