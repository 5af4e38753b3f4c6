package logweir.examples.shiptoacluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
  @TempDir Path directory;

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

  @Test
  void shouldShipEveryLine() throws Exception {
    assumeTrue(Rsyslog.find().isPresent(), "needs rsyslogd with omkafka (Debian: rsyslog-kafka)");

    int exit =
        Demo.run(new PrintStream(shown, true, StandardCharsets.UTF_8), "--directory=" + directory);

    assertThat(exit).as(this::shown).isZero();
    assertThat(shown()).contains("kill -9", "from 3 files", "Every line arrived");
    assertThat(directory).isEmptyDirectory();
  }

  private String shown() {
    return shown.toString(StandardCharsets.UTF_8);
  }
}
