package logweir.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Events of any content and any length, from none to longer than the ring, of two logs that share a
 * file which is rolled by size: each is in one file, whole, byte for byte, and in its order.
 */
class OpaqueEventsTest {
  private static final int EVENTS = 400;
  private static final int RING_CHUNKS = 4;
  private static final int LONGEST = 2 * RING_CHUNKS * StagingFixture.CHUNK;
  private static final byte[] FAVOURITES = {0, 0, 0, '\n', '\n', '\r', 'a', (byte) 0xff};

  @TempDir private Path directory;
  private final Heard heard = new Heard();
  private final ByteArrayOutputStream expected = new ByteArrayOutputStream();
  private final Set<Long> ends = new HashSet<>(Set.of(0L));

  static Stream<Integer> seeds() {
    return Stream.iterate(1, seed -> seed + 1).limit(12);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void shouldKeepEachEventWholeInOneFile(int seed) throws Exception {
    Random random = new Random(seed);
    TestRollPolicy policy = new TestRollPolicy(directory).maxBytes(1 + random.nextInt(20_000));
    SharedLogConfig config =
        SharedLogConfig.defaults()
            .withGeometry(StagingFixture.CHUNK, RING_CHUNKS)
            .withPublishInterval(Duration.ofMillis(seed % 3))
            .withMaxBlockTime(Duration.ofSeconds(60))
            .withRollPolicy(policy)
            .withListener(heard);
    Path file = directory.resolve("app.log");
    try (SharedLog one = SharedLog.open(file, config);
        SharedLog other = SharedLog.open(file, config)) {
      for (int count = 0; count < EVENTS; count++) {
        append(random.nextBoolean() ? one : other, event(random));
      }
    }

    ByteArrayOutputStream found = new ByteArrayOutputStream();
    for (int index = 0; Files.exists(archive(index)); index++) {
      found.write(Files.readAllBytes(archive(index)));
      assertThat(ends).as("end of file %d", index).contains((long) found.size());
    }
    found.write(Files.readAllBytes(file));
    assertThat(found.toByteArray()).isEqualTo(expected.toByteArray());
    assertThat(archive(0)).exists();
    assertThat(heard.warnings()).isEmpty();
  }

  private Path archive(int index) {
    return directory.resolve("old.0." + index);
  }

  private void append(SharedLog log, byte[] event) throws IOException {
    assertThat(log.append(event, 0, event.length)).isTrue();
    expected.write(event);
    ends.add((long) expected.size());
  }

  private static byte[] event(Random random) {
    int length =
        switch (random.nextInt(20)) {
          case 0 -> 0;
          case 1 -> random.nextInt(LONGEST);
          case 2, 3 -> random.nextInt(2 * StagingFixture.CHUNK);
          default -> random.nextInt(200);
        };
    byte[] event = new byte[length];
    if (random.nextBoolean()) {
      random.nextBytes(event);
    } else {
      for (int index = 0; index < length; index++) {
        event[index] = FAVOURITES[random.nextInt(FAVOURITES.length)];
      }
    }
    return event;
  }
}
