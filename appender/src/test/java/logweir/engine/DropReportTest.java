package logweir.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DropReportTest {
  private static final Path FILE = Path.of("/var/log/app.log");

  private final Heard heard = new Heard();
  private final ManualClock clock = new ManualClock();
  private final DropReport report = new DropReport(FILE, heard, clock);

  private static String lost(int lines) {
    return "lines could not be written: path=" + FILE + ", lost lines=" + lines;
  }

  @Test
  void shouldTellOfTheFirstDropAtOnceWithItsCause() {
    IOException cause = new IOException("full");

    report.add(cause);

    assertThat(heard.warnings()).containsExactly(lost(1));
    assertThat(heard.causes()).containsExactly(cause);
  }

  @Test
  void shouldTellOnceInTenSecondsOfAllThatCameInBetween() {
    report.add(null);
    report.add(null);
    report.add(null);
    report.tellIfDue();
    assertThat(heard.warnings()).hasSize(1);

    clock.advanceMillis(10_000);
    report.tellIfDue();
    report.tellIfDue();

    assertThat(heard.warnings()).containsExactly(lost(1), lost(2));
  }

  @Test
  void shouldTellOfTheRestAtTheEnd() {
    report.add(null);
    report.add(null);

    report.tellRest();
    report.tellRest();

    assertThat(heard.warnings()).containsExactly(lost(1), lost(1));
  }
}
