package logweir.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchivePlacesTest {
  private static final int LOGS = 4;
  private static final int ROLLS = 200;

  @TempDir private Path directory;

  /** As logs with one pattern do it, or groups of processes with staging areas of their own. */
  @Test
  void shouldOverwriteNothingWhereSeveralLogsHaveArchivesOfTheSameNames() throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(LOGS);
    try {
      List<Callable<Void>> logs = new ArrayList<>();
      for (int log = 0; log < LOGS; log++) {
        String name = "log" + log;
        logs.add(() -> rollAll(name));
      }
      for (Future<Void> done : executor.invokeAll(logs)) {
        done.get();
      }
    } finally {
      executor.shutdownNow();
    }

    TreeSet<String> contents = new TreeSet<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        assertThat(file.getFileName().toString()).startsWith("old.");
        contents.add(Files.readString(file));
      }
    }
    assertThat(contents).hasSize(LOGS * ROLLS);
  }

  private Void rollAll(String name) throws IOException {
    TestRollPolicy policy = new TestRollPolicy(directory);
    ArchivePlaces places = new ArchivePlaces(policy);
    for (int roll = 0; roll < ROLLS; roll++) {
      Path file = Files.writeString(directory.resolve(name), name + " " + roll);
      Path place = claimFree(places, policy);
      places.makeRoom(file, 0, place);
      ArchivePlaces.move(file, place);
      places.dropClaim(place);
    }
    return null;
  }

  private static Path claimFree(ArchivePlaces places, TestRollPolicy policy) throws IOException {
    int index = places.freeIndex(0, 0);
    while (!places.claim(policy.path(0, index))) {
      index = places.freeIndex(0, index + 1L);
    }
    return policy.path(0, index);
  }
}
