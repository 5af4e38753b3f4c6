package logweir.examples.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import logweir.examples.support.ChildJvm;
import logweir.examples.support.ChildJvms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
  private static final int REQUESTS = 400;

  @TempDir Path directory;

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

  @Test
  void shouldLogEachRequestOfBothServersWithoutLogback() throws Exception {
    Path log = directory.resolve("access.log");
    Demo demo = new Demo(log, REQUESTS, new PrintStream(shown, true, StandardCharsets.UTF_8));

    assertThat(demo.run().isClean()).as(shown()).isTrue();
    assertThat(Files.readAllLines(log))
        .hasSize(REQUESTS)
        .anyMatch(line -> line.startsWith("north "))
        .anyMatch(line -> line.startsWith("south "));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log)))
        .isEqualTo("rw-r-----");
    assertThat(Demo.hasLogback()).isFalse();
    assertThat(shown()).contains("Logback on the class path: no");
  }

  @Test
  void shouldEndIfTheLogCannotBeOpened() throws Exception {
    try (ChildJvms jvms = new ChildJvms()) {
      ChildJvm server = jvms.start(List.of(), Server.class, "north", directory.toString());

      assertThatThrownBy(server::finish)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("exit=1, printed: []");
    }
  }

  private String shown() {
    return shown.toString(StandardCharsets.UTF_8);
  }
}
