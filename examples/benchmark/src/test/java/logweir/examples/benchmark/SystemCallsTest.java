package logweir.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SystemCallsTest {
  private static final String HEAD = "% time     seconds  usecs/call     calls    errors syscall";
  private static final String LINE = "------ ----------- ----------- --------- --------- ---------";

  @Test
  void shouldReadTheSumOfASummary() throws IOException {
    String write = " 98.34    0.039604           1     20093         7 write";

    assertThat(
            SystemCalls.total(
                List.of(
                    HEAD,
                    LINE,
                    write,
                    LINE,
                    "100.00    0.040273           1     20140         8 total")))
        .isEqualTo(20_140);
    assertThat(
            SystemCalls.total(
                List.of(
                    HEAD,
                    LINE,
                    write,
                    LINE,
                    "100.00    0.040273           1     20140           total")))
        .isEqualTo(20_140);
  }

  @Test
  void shouldCountNothingIfNothingWasCalled() throws IOException {
    assertThat(SystemCalls.total(List.of())).isZero();
  }

  @Test
  void shouldRefuseASummaryThatItDoesNotKnow() {
    assertThatIOException().isThrownBy(() -> SystemCalls.total(List.of("something else")));
  }
}
