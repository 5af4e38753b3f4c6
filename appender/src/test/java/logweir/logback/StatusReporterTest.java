package logweir.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.core.ContextBase;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.Status;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatusReporterTest {
  private final ContextBase context = new ContextBase();
  private final ContextAwareBase appender = new ContextAwareBase();
  private final StatusReporter reporter = new StatusReporter(appender);

  @BeforeEach
  void giveTheAppenderAContext() {
    appender.setContext(context);
  }

  @Test
  void shouldPassOnWhatTheEngineTells() {
    IOException cause = new IOException("no space left");
    reporter.info("recovered");
    reporter.warn("disk", cause);

    assertThat(messages(status -> status.getLevel() == Status.INFO)).containsExactly("recovered");
    assertThat(messages(status -> status.getThrowable() == cause)).containsExactly("disk");
  }

  @Test
  void shouldWarnOfTheFirstNestedLineAtOnceAndOfTheOthersLater() {
    String message = "Lines were logged inside one another, allowed: 8 deep, lost lines=";
    reporter.lineNested();
    reporter.lineNested();
    reporter.lineNested();
    assertThat(warnings()).containsExactly(message + 1);

    reporter.flush();

    assertThat(warnings()).containsExactly(message + 1, message + 2);
  }

  @Test
  void shouldHaveNothingToAddWhenAllIsReported() {
    reporter.lineFailed(new IllegalStateException());
    reporter.lineNested();

    reporter.flush();

    assertThat(messages(status -> true)).hasSize(2);
  }

  private List<String> warnings() {
    return messages(status -> status.getLevel() == Status.WARN);
  }

  private List<String> messages(Predicate<Status> wanted) {
    return context.getStatusManager().getCopyOfStatusList().stream()
        .filter(wanted)
        .map(Status::getMessage)
        .toList();
  }
}
