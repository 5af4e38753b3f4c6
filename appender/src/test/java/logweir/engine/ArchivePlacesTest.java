package logweir.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchivePlacesTest {
  @TempDir private Path directory;

  /** As another group of processes may do that has a staging area of its own. */
  @Test
  void shouldNotOverwriteWhatComesToThePlaceAtTheLastMoment() throws Exception {
    TestRollPolicy policy = new TestRollPolicy(directory).gz();
    ArchivePlaces places = new ArchivePlaces(policy);
    Path file = Files.writeString(directory.resolve("app.log"), "1\n");
    Path place = policy.path(0, 0);
    policy.whileLooking =
        () -> {
          policy.whileLooking = () -> {};
          try {
            Files.writeString(place, "of somebody else\n");
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };

    assertThatIOException()
        .isThrownBy(() -> places.moveIn(file, place))
        .isInstanceOf(FileAlreadyExistsException.class);

    assertThat(file).hasContent("1");
    assertThat(place).hasContent("of somebody else");
  }
}
