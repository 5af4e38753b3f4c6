package logweir.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InterruptsTest {
  @AfterEach
  void clearTheFlag() {
    Thread.interrupted();
  }

  private static ClosedByInterruptException closedByInterrupt() {
    Thread.currentThread().interrupt();
    return new ClosedByInterruptException();
  }

  @Test
  void shouldReturnWhatTheOperationReturns() throws Exception {
    assertThat(Interrupts.shielded(() -> "result")).isEqualTo("result");

    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void shouldHideTheFlagFromTheOperationAndSetItAgain() throws Exception {
    Thread.currentThread().interrupt();

    boolean seen = Interrupts.shielded(() -> Thread.currentThread().isInterrupted());

    assertThat(seen).isFalse();
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }

  @Test
  void shouldRunAgainWhatAnInterruptHasCutAndKeepTheInterrupt() throws Exception {
    List<Boolean> flags = new ArrayList<>();

    int runs =
        Interrupts.shielded(
            () -> {
              flags.add(Thread.currentThread().isInterrupted());
              if (flags.size() < 3) {
                throw closedByInterrupt();
              }
              return flags.size();
            });

    assertThat(runs).isEqualTo(3);
    assertThat(flags).containsOnly(false);
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }

  @Test
  void shouldKeepAnInterruptThatCutsNothing() throws Exception {
    Interrupts.shielded(
        () -> {
          Thread.currentThread().interrupt();
          return null;
        });

    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }

  @Test
  void shouldPassOnOtherFailuresWithTheFlagSetAgain() {
    Thread.currentThread().interrupt();

    assertThatIOException()
        .isThrownBy(
            () ->
                Interrupts.shielded(
                    () -> {
                      throw new IOException("disk");
                    }))
        .withMessage("disk");

    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }

  @Test
  void shouldNotRunAgainWhatAnotherThreadHasClosed() {
    List<Integer> runs = new ArrayList<>();

    assertThatExceptionOfType(AsynchronousCloseException.class)
        .isThrownBy(
            () ->
                Interrupts.shielded(
                    () -> {
                      runs.add(1);
                      throw new AsynchronousCloseException();
                    }));

    assertThat(runs).hasSize(1);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }
}
