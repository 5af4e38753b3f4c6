package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.RolledLog;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.Workers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Old archives are removed by all JVMs at once, at their start by Logback's policy in each of them,
 * while others roll: only what is too old or too much goes.
 */
class OldArchivesIT {
  private static final int JVMS = 4;
  private static final int HISTORY = 3;

  /** When it starts, Logback looks back no farther than 32 days. */
  private static final int DAYS = 25;

  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;
  private Path file;
  private RolledLog log;
  private final List<Path> oldOnes = new ArrayList<>();
  private List<Path> others;

  @BeforeEach
  void createOldArchives() throws IOException {
    file = directory.resolve("app.log");
    log = new RolledLog(file);
    LocalDate today = LocalDate.now(ZoneId.systemDefault());
    for (int day = 1; day <= DAYS; day++) {
      for (int index = 0; index < 20; index++) {
        LocalDate old = today.minusDays(HISTORY + 2 + day);
        oldOnes.add(Files.createFile(directory.resolve("app-%s.%d.log.gz".formatted(old, index))));
      }
    }
    others =
        List.of(
            Files.createFile(directory.resolve("app-2020-01-01.log.bak")),
            Files.createFile(directory.resolve("other-2020-01-01.0.log.gz")),
            Files.createFile(
                Files.createDirectory(directory.resolve("app-2020-01-01.9.log.gz.d"))
                    .resolve("kept")));
  }

  private Workers logWith(String limits) {
    String clean = limits + "<cleanHistoryOnStart>true</cleanHistoryOnStart>";
    WorkerOrders orders =
        WorkerOrders.logTo(file)
            .shortLived()
            .rolling(RolledLog.bySizeAndTime(file, "yyyy-MM-dd", "64KB", clean))
            .threads(2)
            .sizes(64, 128, 700)
            .lines(2000);
    Workers workers = jvms.startAll(IntStream.range(0, JVMS).mapToObj(orders::asJvm).toList());
    workers.go().all().forEach(Worker::awaitEnded);
    // Logback says so when another JVM is faster.
    assertThat(workers.all())
        .flatExtracting(Worker::complaints)
        .allMatch(complaint -> complaint.matches(".*(non existent|Failed to delete) file.*"));
    return workers;
  }

  @Test
  void shouldRemoveWhatIsOlderThanTheHistory() throws Exception {
    Workers workers = logWith("<maxHistory>" + HISTORY + "</maxHistory>");

    assertThat(oldOnes).noneMatch(Files::exists);
    assertThat(others).allMatch(Files::exists);
    workers.assertEveryLineOnce(log);
  }

  @Test
  void shouldRemoveWhatIsMoreThanTheTotalSize() throws Exception {
    Workers workers =
        logWith("<maxHistory>" + HISTORY + "</maxHistory><totalSizeCap>300KB</totalSizeCap>");

    assertThat(oldOnes).noneMatch(Files::exists);
    assertThat(others).allMatch(Files::exists);
    workers.assertNewestLinesOnce(log);
  }
}
