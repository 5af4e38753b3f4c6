package logweir.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreeMemoryTest {
  @TempDir private Path directory;

  @Test
  void shouldTakeAsMuchAsTheLargestRoundAndLeaveNothingBehind() throws Exception {
    FreeMemory memory = new FreeMemory(directory.resolve("memory"));
    assertThat(memory.takeAndFree()).isZero();

    memory.wereWritten(5_000_000);
    memory.wereWritten(1_000_000);

    assertThat(memory.takeAndFree()).isBetween(5_000_000L, 6_000_000L);
    assertThat(memory.takeAndFree()).isBetween(5_000_000L, 6_000_000L);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void shouldTakeItFromTheFileSystemOfTheRounds() {
    Path missing = directory.resolve("missing");

    assertThatThrownBy(() -> new FreeMemory(missing.resolve("memory")).takeAndFree())
        .isInstanceOf(NoSuchFileException.class);
    assertThat(Files.exists(missing)).isFalse();
  }
}
