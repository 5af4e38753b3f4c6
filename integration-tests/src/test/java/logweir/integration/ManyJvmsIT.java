package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.LineFormat;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.WorkerOrders.Way;
import logweir.integration.harness.Workers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every line exactly once, whole, and in the order of its thread, whatever is logged at once; and
 * nothing is left behind when the last JVM has gone.
 */
class ManyJvmsIT {
  private static final int[] SIZES = {16, 128, 512, 2048, 8192, 40_000, 200_000};
  private static final int BYTES_OF_A_THREAD = 4_000_000;

  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;
  private Path file;
  private TestReporter reporter;

  @BeforeEach
  void setUp(TestReporter testReporter) {
    file = directory.resolve("app.log");
    reporter = testReporter;
  }

  private static Stream<Arguments> waysAndIntervals() {
    return Stream.of(Way.values())
        .flatMap(way -> IntStream.of(0, 1).mapToObj(millis -> Arguments.of(way, millis)));
  }

  @ParameterizedTest
  @MethodSource("waysAndIntervals")
  void shouldKeepTheLinesOfEightJvms(Way way, int publishMillis) {
    WorkerOrders orders =
        WorkerOrders.logTo(file)
            .through(way)
            .publishMillis(publishMillis)
            .geometry(16 * 1024, 16)
            .lines(1000);

    assertEveryLineOnce(same(8, orders));
  }

  @ParameterizedTest
  @MethodSource("waysAndIntervals")
  void shouldKeepTheLinesOfManyThreads(Way way, int publishMillis) {
    WorkerOrders orders =
        WorkerOrders.logTo(file)
            .through(way)
            .publishMillis(publishMillis)
            .geometry(4096, 16)
            .threads(16)
            .lines(500);

    assertEveryLineOnce(same(2, orders));
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 128, 512, 2048, 8192, 40_000, 200_000})
  void shouldKeepLinesOfOneSize(int size) {
    WorkerOrders orders =
        WorkerOrders.logTo(file)
            .geometry(4096, 16)
            .threads(2)
            .sizes(size)
            .lines(Math.min(4000, BYTES_OF_A_THREAD / size));

    assertEveryLineOnce(same(3, orders));
  }

  @ParameterizedTest
  @MethodSource("waysAndIntervals")
  void shouldKeepLinesOfMixedSizes(Way way, int publishMillis) {
    WorkerOrders orders =
        WorkerOrders.logTo(file)
            .through(way)
            .publishMillis(publishMillis)
            .geometry(4096, 16)
            .threads(2)
            .sizes(SIZES)
            .lines(30 * SIZES.length);

    assertEveryLineOnce(same(3, orders));
  }

  /** Lines of every length around the size of a chunk, and of every remainder. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void shouldKeepLinesThatStraddleChunks(int publishMillis) {
    int[] sizes =
        IntStream.concat(
                IntStream.rangeClosed(4090, 4100),
                IntStream.range(LineFormat.LONG_OVERHEAD, LineFormat.LONG_OVERHEAD + 101))
            .toArray();
    WorkerOrders orders =
        WorkerOrders.logTo(file)
            .publishMillis(publishMillis)
            .geometry(4096, 4)
            .threads(2)
            .sizes(sizes)
            .lines(10 * sizes.length);

    assertEveryLineOnce(same(2, orders));
  }

  /** With 16 chunks such a line is longer than the ring, with 256 it fits. */
  @ParameterizedTest
  @CsvSource({"16, 0", "16, 1", "256, 0", "256, 1"})
  void shouldKeepLinesOfFiveMegabytes(int maxChunks, int publishMillis) {
    WorkerOrders orders =
        WorkerOrders.logTo(file)
            .publishMillis(publishMillis)
            .geometry(64 * 1024, maxChunks)
            .heapMegabytes(256);
    WorkerOrders big = orders.threads(2).sizes(5_000_000).lines(4);
    WorkerOrders small = orders.asJvm(2).threads(2).lines(3000);

    assertEveryLineOnce(List.of(big, big.asJvm(1), small));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void shouldKeepALineOfAHundredMegabytesAmongShortOnes(int publishMillis) {
    WorkerOrders orders =
        WorkerOrders.logTo(file).publishMillis(publishMillis).geometry(64 * 1024, 16);
    WorkerOrders giant = orders.sizes(128, 100_000_000, 128).lines(3).heapMegabytes(1024);
    WorkerOrders small = orders.threads(2).lines(3000);

    assertEveryLineOnce(List.of(giant, small.asJvm(1), small.asJvm(2)));
  }

  private static List<WorkerOrders> same(int jvms, WorkerOrders orders) {
    return IntStream.range(0, jvms).mapToObj(orders::asJvm).toList();
  }

  private void assertEveryLineOnce(List<WorkerOrders> orders) {
    Workers workers = jvms.startAll(orders).go().awaitDone();

    reporter.publishEntry(workers.summary());
    workers.assertEveryLineOnce(file);
    assertThat(bytesBesideTheLog()).as("bytes left in the state directory").isZero();
  }

  private long bytesBesideTheLog() {
    long bytes = 0;
    try (var paths = Files.walk(directory)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        bytes += path.equals(file) ? 0 : Files.size(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes;
  }
}
