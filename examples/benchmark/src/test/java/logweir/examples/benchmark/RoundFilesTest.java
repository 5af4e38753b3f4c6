package logweir.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoundFilesTest {
  @TempDir Path directory;

  @Test
  void shouldReadArchivesInTheOrderInWhichTheyWereRolled() throws IOException {
    for (String name :
        new String[] {
          "app-01.log",
          "app-01.log.2026-01-31.10",
          "app-01.log.2026-01-31.9",
          "app-01.log.2026-02-01.0",
          "app-02.log"
        }) {
      Files.createFile(directory.resolve(name));
    }
    RoundFiles files = RoundFiles.in(directory, Contender.ROLLING, 2);

    assertThat(files.written())
        .extracting(file -> file.getFileName().toString())
        .containsExactly(
            "app-01.log.2026-01-31.9",
            "app-01.log.2026-01-31.10",
            "app-01.log.2026-02-01.0",
            "app-01.log",
            "app-02.log");
  }

  @Test
  void shouldGiveAllJvmsOneFileIfTheyCanShareIt() {
    RoundFiles files = RoundFiles.in(directory, Contender.FILE, 2);

    assertThat(files.ofJvm(2)).isEqualTo(files.ofJvm(1));
  }

  @Test
  void shouldGiveEachJvmAFileIfTheyCannotShareOne() {
    RoundFiles files = RoundFiles.in(directory, Contender.LOG4J_RANDOM_ACCESS, 2);

    assertThat(files.ofJvm(2)).isNotEqualTo(files.ofJvm(1));
  }
}
