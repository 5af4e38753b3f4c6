package logweir.examples.benchmark;

import java.util.Collection;
import org.apache.commons.statistics.descriptive.Max;
import org.apache.commons.statistics.descriptive.Median;
import org.apache.commons.statistics.descriptive.Min;

/** A figure over the rounds of a case. */
record Spread(double median, double min, double max) {
  static Spread of(Collection<Double> values) {
    double[] all = values.stream().mapToDouble(Double::doubleValue).toArray();
    return new Spread(
        Median.withDefaults().evaluate(all), Min.of(all).getAsDouble(), Max.of(all).getAsDouble());
  }
}
