package logweir.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.core.ContextBase;
import ch.qos.logback.core.joran.util.beans.BeanDescription;
import ch.qos.logback.core.joran.util.beans.BeanDescriptionCache;
import ch.qos.logback.core.spi.ContextAwareBase;
import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Every configuration that is shown to users does what it says, and without a warning. */
class ConfigSamplesTest {
  private static final Path SAMPLES = Path.of("../config-samples");
  private static final int LINES = 100;
  private static final List<String> TENANTS = List.of("acme", "globex");

  @TempDir private Path directory;

  private static List<Path> xmlFiles() throws IOException {
    try (Stream<Path> files = Files.list(SAMPLES)) {
      return files.filter(file -> file.toString().endsWith(".xml")).sorted().toList();
    }
  }

  static List<Path> samples() throws IOException {
    return xmlFiles().stream().filter(file -> rootOf(file).equals("configuration")).toList();
  }

  static List<Path> included() throws IOException {
    return xmlFiles().stream().filter(file -> !rootOf(file).equals("configuration")).toList();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void shouldWriteTheLinesOfTwoContextsWithoutAWarning(Path sample) {
    try (LogbackFixture first = LogbackFixture.ofFile(sample, properties());
        LogbackFixture second = LogbackFixture.ofFile(sample, properties())) {
      log(List.of(first, second));

      assertQuiet(first);
      assertQuiet(second);
    }

    assertEveryLineOnce();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void shouldFirstSayWhenToUseIt(Path sample) throws IOException {
    assertThat(Files.readString(sample)).matches("(?s)<\\?xml [^>]*>\n<!--\n  (For|Start) .*");
  }

  @ParameterizedTest
  @MethodSource("included")
  void shouldBeIncludedByASample(Path included) throws IOException {
    assertThat(rootOf(included)).isEqualTo("included");
    assertThat(samples())
        .anySatisfy(
            sample ->
                assertThat(Files.readString(sample))
                    .containsPattern("<include file=\"[^\"]*/" + included.getFileName() + "\"/>"));
  }

  @ParameterizedTest
  @CsvSource({
    "rolling-size-and-time.xml, 100MB, app-\\d{4}-\\d\\d-\\d\\d\\.\\d\\.log\\.gz",
    "fixed-window.xml, 100MB, app\\.[1-7]\\.log\\.gz"
  })
  void shouldRollAsItSays(String name, String shownSize, String archive) throws IOException {
    String shown = Files.readString(SAMPLES.resolve(name));
    assertThat(shown).contains("<maxFileSize>" + shownSize);
    String small = shown.replace("<maxFileSize>" + shownSize, "<maxFileSize>4KB");

    try (LogbackFixture first = LogbackFixture.ofConfiguration(small, properties());
        LogbackFixture second = LogbackFixture.ofConfiguration(small, properties())) {
      log(List.of(first, second));
      assertQuiet(first);
      assertQuiet(second);
      // While somebody is there to compress them.
      await().until(() -> archives().stream().allMatch(file -> file.endsWith(".gz")));
    }

    assertThat(archives()).hasSizeGreaterThan(1).allMatch(file -> file.matches(archive));
    assertEveryLineOnce();
  }

  private List<String> archives() {
    return WrittenLines.files(logs()).stream()
        .map(file -> file.getFileName().toString())
        .filter(file -> !file.equals("app.log"))
        .toList();
  }

  @Test
  void shouldWriteAFileForEachTenant() {
    Path sample = SAMPLES.resolve("sifting.xml");
    try (LogbackFixture first = LogbackFixture.ofFile(sample, properties());
        LogbackFixture second = LogbackFixture.ofFile(sample, properties())) {
      log(List.of(first, second));
    }

    assertThat(WrittenLines.files(logs()))
        .containsExactly(logs().resolve("acme.log"), logs().resolve("globex.log"));
  }

  @Test
  void shouldWriteJsonThatHoldsTheMessage() {
    try (LogbackFixture logback =
        LogbackFixture.ofFile(SAMPLES.resolve("json.xml"), properties())) {
      logback.logger().error("it is {}", "so", new IllegalStateException("a\nb"));
    }

    assertThat(WrittenLines.in(logs()))
        .singleElement()
        .extracting(line -> new Gson().fromJson(line, JsonObject.class))
        .satisfies(
            event -> {
              assertThat(event.get("formattedMessage").getAsString()).isEqualTo("it is so");
              assertThat(event.get("throwable").toString()).contains("IllegalStateException");
            });
  }

  @Test
  void shouldNameTheServiceThatIncludesTheAppender() {
    Path sample = SAMPLES.resolve("properties-and-includes.xml");
    Map<String, String> properties = new HashMap<>(properties());
    properties.put("LOG_LEVEL", "warn");
    try (LogbackFixture logback = LogbackFixture.ofFile(sample, properties)) {
      logback.logger().info("below the level");
      logback.logger().warn("of the level");
    }

    assertThat(WrittenLines.in(logs()))
        .singleElement()
        .asString()
        .contains(" orders ")
        .endsWith("of the level");
  }

  @Test
  void shouldShowEverySettingThereIs() {
    BeanDescription bean =
        new BeanDescriptionCache(new ContextBase()).getBeanDescription(MmapSharedAppender.class);
    Set<String> settings = new TreeSet<>(bean.getPropertyNameToSetter().keySet());
    settings.addAll(bean.getPropertyNameToAdder().keySet());
    // Of a FileAppender's configuration, and without effect.
    settings.removeAll(Set.of("append", "prudent", "immediateFlush", "bufferSize", "lazy"));
    // Not for a configuration; an attribute; the status messages' methods, which are no settings.
    settings.removeAll(
        Set.of("context", "outputStream", "name", "status", "info", "warn", "error"));
    // In place of the encoder; the other half of a rolling policy without a trigger of its own.
    settings.removeAll(Set.of("layout", "triggeringPolicy"));

    assertThat(shown("every-setting.xml").keySet()).containsExactlyInAnyOrderElementsOf(settings);
    assertThat(shown("fixed-window.xml")).containsKey("triggeringPolicy");
  }

  @Test
  void shouldShowTheDefaults() {
    Map<String, String> shown = shown("every-setting.xml");
    Settings settings = new Settings(new ContextAwareBase());
    Path file = Path.of("app.log");
    Optional<Settings.Checked> defaults = settings.check(Optional.of(file));

    settings.chunkSize(shown.get("chunkSize"));
    settings.maxChunks(shown.get("maxChunks"));
    settings.publishInterval(shown.get("publishInterval"));
    settings.maxBlockTime(shown.get("maxBlockTime"));

    assertThat(shown).containsKeys("chunkSize", "maxChunks", "publishInterval", "maxBlockTime");
    assertThat(settings.check(Optional.of(file))).isPresent().isEqualTo(defaults);
  }

  private Path logs() {
    return directory.resolve("logs");
  }

  private Map<String, String> properties() {
    return Map.of(
        "LOG_DIR", logs().toString(),
        "STATE_DIR", directory.resolve("state").toString(),
        "CONFIG_DIR", SAMPLES.toString());
  }

  private static void log(List<LogbackFixture> contexts) {
    for (int line = 0; line < LINES; line++) {
      for (int context = 0; context < contexts.size(); context++) {
        LogbackFixture logback = contexts.get(context);
        logback.context().getMDCAdapter().put("tenant", TENANTS.get(line % TENANTS.size()));
        logback.logger().info("context {} line {} end", context, line);
      }
    }
  }

  private static void assertQuiet(LogbackFixture logback) {
    assertThat(logback.warnings()).isEmpty();
    assertThat(logback.errors()).isEmpty();
  }

  private void assertEveryLineOnce() {
    List<String> lines = new ArrayList<>(WrittenLines.in(logs()));
    for (int line = 0; line < LINES; line++) {
      for (int context = 0; context < 2; context++) {
        String text = "context " + context + " line " + line + " end";
        assertThat(lines).filteredOn(each -> each.contains(text)).as(text).hasSize(1);
        lines.removeIf(each -> each.contains(text));
      }
    }
    assertThat(lines).isEmpty();
  }

  private static String rootOf(Path sample) {
    return parse(sample).getTagName();
  }

  /** The elements of a sample's first appender, with their text. */
  private static Map<String, String> shown(String name) {
    Node appender = parse(SAMPLES.resolve(name)).getElementsByTagName("appender").item(0);
    Map<String, String> elements = new HashMap<>();
    for (Node node = appender.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element) {
        elements.put(element.getTagName(), element.getTextContent());
      }
    }
    return elements;
  }

  private static Element parse(Path sample) {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(sample.toFile())
          .getDocumentElement();
    } catch (Exception e) {
      throw new IllegalArgumentException(sample.toString(), e);
    }
  }
}
