package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import logweir.integration.harness.Samples;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The readers' samples that no test runs: at least their syntax is right, and their first words.
 */
class ReaderSamplesTest {
  @ParameterizedTest
  @ValueSource(strings = {"fluent-bit.yaml", "vector.yaml", "filebeat.yml"})
  void shouldBeYamlThatReadsTheLog(String name) throws IOException {
    String sample = Samples.text(name).toString();
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);

    Object parsed = new Yaml(new SafeConstructor(options)).load(sample);

    assertThat(parsed).asString().contains("/var/log/app/app.log");
    assertThat(sample).startsWith("# For ");
  }
}
