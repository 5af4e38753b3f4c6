package logweir.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several logs of one JVM, several threads each, over a tiny ring. */
class ManyThreadsTest {
  private static final int LOGS = 3;
  private static final int THREADS = 3;
  private static final int LINES = 500;

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void shouldKeepEachThreadsLinesInOrderWholeAndOnce(int maxChunks) throws Exception {
    Path file = directory.resolve("app.log");
    Heard heard = new Heard();
    SharedLogConfig config =
        SharedLogConfig.defaults()
            .withGeometry(StagingFixture.CHUNK, maxChunks)
            .withMaxBlockTime(Duration.ofSeconds(60))
            .withListener(heard);
    ExecutorService threads = Executors.newFixedThreadPool(LOGS * THREADS);
    List<SharedLog> logs = new ArrayList<>();
    List<Future<?>> running = new ArrayList<>();
    try {
      for (int index = 0; index < LOGS; index++) {
        SharedLog log = SharedLog.open(file, config);
        logs.add(log);
        for (int thread = 0; thread < THREADS; thread++) {
          int id = running.size();
          running.add(threads.submit(() -> appendLines(log, id)));
        }
      }
      for (Future<?> thread : running) {
        thread.get(60, SECONDS);
      }
    } finally {
      threads.shutdown();
      for (SharedLog log : logs) {
        log.close();
      }
    }

    assertThat(heard.warnings()).isEmpty();
    assertThat(read(file))
        .hasSize(LOGS * THREADS)
        .allSatisfy((id, next) -> assertThat(next).isEqualTo(LINES));
  }

  private static void appendLines(SharedLog log, int id) {
    Random random = new Random(id);
    for (int number = 0; number < LINES; number++) {
      int length = random.nextInt(40) == 0 ? 3000 + random.nextInt(8000) : random.nextInt(150);
      byte[] line = (id + ":" + number + ":" + "x".repeat(length) + ".\n").getBytes(ISO_8859_1);
      assertThat(log.append(line, 0, line.length)).isTrue();
      if (random.nextInt(50) == 0) {
        trim(log);
      }
    }
  }

  private static void trim(SharedLog log) {
    try {
      log.trim();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The number that each thread's next line would have. */
  private static Map<Integer, Integer> read(Path file) throws IOException {
    Map<Integer, Integer> next = new HashMap<>();
    for (String line : Files.readAllLines(file, ISO_8859_1)) {
      assertThat(line).matches("\\d+:\\d+:x*\\.");
      String[] parts = line.split(":", -1);
      int id = Integer.parseInt(parts[0]);
      assertThat(Integer.parseInt(parts[1])).isEqualTo(next.getOrDefault(id, 0));
      next.merge(id, 1, Integer::sum);
    }
    return next;
  }
}
