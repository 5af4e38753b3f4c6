package logweir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "999, 999 B",
    "1000, 0.98 KB",
    "1024, 1.00 KB",
    "10240, 10.0 KB",
    "1048576, 1.00 MB",
    "165884723, 158 MB",
    "1072693248, 1.00 GB",
    "9223372036854775807, 8.00 EB"
  })
  void shouldSayBytesInSevenColumns(long bytes, String said) {
    assertThat(Quantity.bytes((double) bytes)).isEqualTo(said).hasSizeLessThanOrEqualTo(7);
  }

  @Test
  void shouldNeverNeedMoreThanSevenColumns() {
    for (double bytes = 1; bytes < Long.MAX_VALUE; bytes *= 1.0007) {
      assertThat(Quantity.bytes(bytes)).hasSizeLessThanOrEqualTo(7);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 5, '0'",
    "99999, 6, '99,999'",
    "99999, 5, '100k'",
    "1234567, 9, '1,234,567'",
    "12345678, 9, '12.3M'",
    "9223372036854775807, 5, '9.22E'"
  })
  void shouldSayAllDigitsOfACountWhereTheyFit(long count, int columns, String said) {
    assertThat(Quantity.count(count, columns)).isEqualTo(said).hasSizeLessThanOrEqualTo(columns);
  }

  @Test
  void shouldSayADashForWhatIsNotKnown() {
    assertThat(Quantity.count(OptionalDouble.empty(), 5)).isEqualTo("-");
    assertThat(Quantity.bytes(OptionalDouble.empty())).isEqualTo("-");
    assertThat(Quantity.count(OptionalDouble.of(1.5), 5)).isEqualTo("2");
  }
}
