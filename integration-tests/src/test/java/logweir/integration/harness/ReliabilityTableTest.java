package logweir.integration.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReliabilityTableTest {
  /** Without a failure the bound is 1 - 0.05^(1/n); the others are from tables of the interval. */
  @ParameterizedTest
  @CsvSource({"0, 100, 0.0295", "0, 2000, 0.001497", "1, 100, 0.04656", "2, 10, 0.5069", "3, 3, 1"})
  void shouldGiveTheUpperEndOfTheInterval(long failures, long trials, double bound) {
    assertThat(ReliabilityTable.upperBound(failures, trials)).isCloseTo(bound, within(1e-4));
  }

  @Test
  void shouldAddUpTheTrialsOfEachFault() {
    ReliabilityTable table = new ReliabilityTable();
    table.add("killed;1;0;");
    table.add("stopped;10;0;");
    table.add("killed;1;1;");
    table.add("killed;0;0;1500");
    table.add("killed;0;0;9000");
    table.add("killed;0;0;2500");

    assertThat(table.toMarkdown().lines().skip(2))
        .containsExactly(
            "| killed | 2 | 1 | 97.5 % | 2.5 ms | 9.0 ms |", "| stopped | 10 | 0 | 25.9 % |  |  |");
  }
}
