package logweir.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.core.ContextBase;
import ch.qos.logback.core.rolling.DefaultTimeBasedFileNamingAndTriggeringPolicy;
import ch.qos.logback.core.rolling.TimeBasedRollingPolicy;
import ch.qos.logback.core.rolling.helper.ArchiveRemover;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the end of a removal is awaited. What it removes: {@link ArchivesTest}. */
class OldArchivesTest {
  private final ContextBase context = new ContextBase();
  private final Remover remover = new Remover();
  private final Policy policy = new Policy(remover);
  private final OldArchives old = new OldArchives(policy);

  @BeforeEach
  void limitTheHistory() {
    policy.setContext(context);
    policy.setMaxHistory(3);
  }

  @Test
  void shouldGiveNoTimeBeforeTheLastOne() throws IOException {
    remover.removal = CompletableFuture.completedFuture(null);

    old.remove(1000);
    old.remove(500);
    old.remove(1001);

    assertThat(remover.times)
        .containsExactly(
            Instant.ofEpochMilli(1000), Instant.ofEpochMilli(1000), Instant.ofEpochMilli(1001));
  }

  @Test
  void shouldAskForNothingWithoutALimit() throws IOException {
    policy.setMaxHistory(0);

    old.remove(1000);

    assertThat(remover.times).isEmpty();
  }

  @Test
  void shouldTellWhyARemovalFailed() {
    remover.removal = CompletableFuture.failedFuture(new IllegalStateException("no calendar"));

    assertThatThrownBy(() -> old.remove(1000))
        .isInstanceOf(IOException.class)
        .hasMessage("old archives cannot be removed: java.lang.IllegalStateException: no calendar");
  }

  @Test
  void shouldNotWaitForARemovalThatAnExecutorWillNotBegin() {
    remover.removal = new CompletableFuture<>();
    remover.meanwhile = () -> context.getAlternateExecutorService().shutdownNow();

    assertThatThrownBy(() -> old.remove(1000))
        .isInstanceOf(IOException.class)
        .hasMessage("the Logback context was stopped");
  }

  @Test
  void shouldStopWaitingWhenItIsInterrupted() {
    remover.removal = new CompletableFuture<>();
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> old.remove(1000)).isInstanceOf(IOException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private static final class Policy extends TimeBasedRollingPolicy<Object> {
    Policy(ArchiveRemover remover) {
      setTimeBasedFileNamingAndTriggeringPolicy(
          new DefaultTimeBasedFileNamingAndTriggeringPolicy<>() {
            @Override
            public ArchiveRemover getArchiveRemover() {
              return remover;
            }
          });
    }
  }

  private static final class Remover extends ContextAwareBase implements ArchiveRemover {
    final List<Instant> times = new ArrayList<>();
    Future<?> removal;
    Runnable meanwhile = () -> {};

    @Override
    public Future<?> cleanAsynchronously(Instant now) {
      times.add(now);
      meanwhile.run();
      return removal;
    }

    @Override
    public void clean(Instant now) {
      throw new AssertionError("looks at no total size");
    }

    @Override
    public void setMaxHistory(int maxHistory) {}

    @Override
    public void setTotalSizeCap(long totalSizeCap) {}
  }
}
