package logweir.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import logweir.logback.MmapSharedAppender;
import logweir.logback.RunningAppenders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The meters of real appenders in real registries. */
class LogweirMetricsTest {
  private static final String NESTED =
      """
      <appender name="ASYNC" class="ch.qos.logback.classic.AsyncAppender">
        <appender-ref ref="FILE"/>
      </appender>
      <root level="info"><appender-ref ref="ASYNC"/></root>
      """;
  private static final String PLAIN = "<root level=\"info\"><appender-ref ref=\"FILE\"/></root>";

  @TempDir private Path directory;
  private final LoggerContext context = new LoggerContext();
  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final LogweirMetrics metrics = LogweirMetrics.of(context, Tags.of("service", "shop"));
  private Path file;

  @BeforeEach
  void setUp() throws IOException {
    context.setMDCAdapter(new LogbackMDCAdapter());
    file = directory.toRealPath().resolve("app.log");
  }

  @AfterEach
  void tearDown() {
    metrics.close();
    context.stop();
    assertThat(RunningAppenders.all()).isEmpty();
  }

  private void configure(String references) throws JoranException {
    configureWhole(
        """
        <configuration>
          <appender name="FILE" class="logweir.logback.MmapSharedAppender">
            <file>%s</file>
            <encoder><pattern>%%msg%%n</pattern></encoder>
          </appender>
          %s
        </configuration>
        """
            .formatted(file, references));
  }

  private void configureWhole(String configuration) throws JoranException {
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(
        new ByteArrayInputStream(configuration.getBytes(StandardCharsets.UTF_8)));
  }

  @SuppressWarnings("unchecked")
  private MmapSharedAppender<ILoggingEvent> appender() {
    return (MmapSharedAppender<ILoggingEvent>)
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).getAppender("FILE");
  }

  private void log(String message) {
    context.getLogger("test").info(message);
  }

  private double count(String name) {
    return registry.get(name).functionCounter().count();
  }

  private double gauge(String name) {
    return registry.get(name).gauge().value();
  }

  private boolean isEmpty() {
    return registry.getMeters().isEmpty();
  }

  @Test
  void shouldCountWhatTheAppenderDoes() throws Exception {
    configure(PLAIN);
    metrics.bindTo(registry);
    log("1");
    log("22");

    assertThat(count("logweir.events")).isEqualTo(2);
    assertThat(count("logweir.bytes")).isEqualTo(5);
    assertThat(count("logweir.direct")).isZero();
    assertThat(count("logweir.drops")).isZero();
    assertThat(count("logweir.failed")).isZero();
    assertThat(registry.get("logweir.blocked").functionTimer().count()).isZero();
    assertThat(gauge("logweir.staged")).isEqualTo(1);
    await().until(() -> gauge("logweir.shared.backlog") == 0);
    assertThat(registry.get("logweir.shared.lag").timeGauge().value(TimeUnit.SECONDS)).isZero();
    assertThat(gauge("logweir.publishing")).isEqualTo(1);
    assertThat(gauge("logweir.shared.writers")).isEqualTo(1);
    assertThat(count("logweir.shared.publishes")).isBetween(1.0, 2.0);
    assertThat(count("logweir.shared.published")).isEqualTo(5);
    assertThat(file).hasSize(5);
    assertThat(gauge("logweir.shared.events.per.publish")).isBetween(1.0, 2.0);
    assertThat(registry.get("logweir.shared.recoveries").functionCounters())
        .hasSize(3)
        .allMatch(counter -> counter.count() == 0);
  }

  @Test
  void shouldTagEachMeterWithAppenderAndFile() throws Exception {
    configure(PLAIN);
    metrics.bindTo(registry);

    assertThat(registry.getMeters())
        .isNotEmpty()
        .extracting(Meter::getId)
        .allMatch(id -> id.getName().startsWith("logweir."))
        .allMatch(id -> id.getDescription() != null)
        .allMatch(
            id ->
                id.getTags()
                    .containsAll(
                        Tags.of("appender", "FILE", "file", file.toString(), "service", "shop")
                            .stream()
                            .toList()));
    assertThat(registry.get("logweir.bytes").meter().getId().getBaseUnit()).isEqualTo("bytes");
  }

  @Test
  void shouldNotKnowWhatIsSharedWhileNothingIsStaged() throws Exception {
    Files.writeString(directory.resolve(".app.log.logweir"), "in the way");
    configure(PLAIN);
    metrics.bindTo(registry);
    log("1");

    assertThat(count("logweir.events")).isEqualTo(1);
    assertThat(count("logweir.direct")).isEqualTo(1);
    assertThat(gauge("logweir.staged")).isZero();
    assertThat(gauge("logweir.publishing")).isZero();
    assertThat(gauge("logweir.shared.backlog")).isNaN();
    assertThat(gauge("logweir.shared.writers")).isNaN();
    assertThat(gauge("logweir.shared.lag")).isNaN();
    assertThat(count("logweir.shared.publishes")).isZero();
  }

  @Test
  void shouldFindAppendersThatStartLaterAndAreNested() throws Exception {
    metrics.bindTo(registry);
    assertThat(isEmpty()).isTrue();

    configure(NESTED);
    log("1");

    await().until(() -> count("logweir.events") == 1);
  }

  @Test
  void shouldFollowAResetOfTheContext() throws Exception {
    configure(PLAIN);
    metrics.bindTo(registry);
    log("1");
    int meters = registry.getMeters().size();

    context.reset();
    assertThat(isEmpty()).isTrue();
    configure(PLAIN);
    log("2");
    log("3");

    assertThat(registry.getMeters()).hasSize(meters);
    assertThat(count("logweir.events")).isEqualTo(2);
  }

  @Test
  void shouldFollowAStopAndAStart() throws Exception {
    configure(PLAIN);
    metrics.bindTo(registry);
    log("1");

    appender().stop();
    assertThat(isEmpty()).isTrue();
    appender().start();
    log("2");

    assertThat(count("logweir.events")).isEqualTo(1);
  }

  @Test
  void shouldFollowSiftedAppenders() throws Exception {
    metrics.bindTo(registry);
    configureWhole(
        """
        <configuration>
          <appender name="SIFT" class="ch.qos.logback.classic.sift.SiftingAppender">
            <discriminator><key>user</key><defaultValue>nobody</defaultValue></discriminator>
            <sift>
              <appender name="FILE-${user}" class="logweir.logback.MmapSharedAppender">
                <file>%s/${user}.log</file>
                <encoder><pattern>%%msg%%n</pattern></encoder>
              </appender>
            </sift>
          </appender>
          <root level="info"><appender-ref ref="SIFT"/></root>
        </configuration>
        """
            .formatted(directory));
    log("1");
    context.getMDCAdapter().put("user", "ann");
    log("2");
    log("3");

    assertThat(eventsOf("FILE-nobody")).isEqualTo(1);
    assertThat(eventsOf("FILE-ann")).isEqualTo(2);
  }

  private double eventsOf(String appender) {
    return registry.get("logweir.events").tag("appender", appender).functionCounter().count();
  }

  @Test
  void shouldLeaveOtherContextsAlone() throws Exception {
    LoggerContext other = new LoggerContext();
    try (LogweirMetrics ofOther = LogweirMetrics.of(other, Tags.empty());
        LogweirMetrics ofAll = new LogweirMetrics()) {
      MeterRegistry allMeters = new SimpleMeterRegistry();
      ofOther.bindTo(registry);
      ofAll.bindTo(allMeters);
      configure(PLAIN);

      assertThat(isEmpty()).isTrue();
      assertThat(allMeters.getMeters()).isNotEmpty();
    }
  }

  @Test
  void shouldBindOneAppender() throws Exception {
    configure(PLAIN);
    try (LogweirMetrics ofOne = LogweirMetrics.of(appender(), Tags.empty());
        LogweirMetrics ofNone = LogweirMetrics.of(new MmapSharedAppender<>(), Tags.empty())) {
      ofNone.bindTo(registry);
      assertThat(isEmpty()).isTrue();

      ofOne.bindTo(registry);
      log("1");
      assertThat(count("logweir.events")).isEqualTo(1);
    }
    assertThat(isEmpty()).isTrue();
  }

  @Test
  void shouldTakeAllMetersAwayWhenItIsClosed() throws Exception {
    MeterRegistry second = new SimpleMeterRegistry();
    configure(PLAIN);
    metrics.bindTo(registry);
    metrics.bindTo(second);
    assertThat(second.getMeters()).hasSameSizeAs(registry.getMeters());

    metrics.close();
    assertThat(isEmpty()).isTrue();
    assertThat(second.getMeters()).isEmpty();
    appender().stop();
    appender().start();

    assertThat(isEmpty()).isTrue();
  }

  @Test
  void shouldCountOnAfterACollectionOfGarbage() throws Exception {
    configure(PLAIN);
    metrics.bindTo(registry);
    log("1");
    await().until(() -> gauge("logweir.shared.backlog") == 0);

    collectGarbage();

    log("2");
    assertThat(count("logweir.events")).isEqualTo(2);
    assertThat(gauge("logweir.shared.writers")).isEqualTo(1);
    assertThat(gauge("logweir.staged")).isEqualTo(1);
  }

  @Test
  void shouldHoldNoStoppedAppender() throws Exception {
    LogweirMetrics ofAll = new LogweirMetrics();
    ofAll.bindTo(registry);
    WeakReference<Object> appender = startAndStopOne();

    await()
        .until(
            () -> {
              collectGarbage();
              return appender.get() == null;
            });
    ofAll.close();
  }

  private WeakReference<Object> startAndStopOne() {
    MmapSharedAppender<ILoggingEvent> appender = new MmapSharedAppender<>();
    appender.setContext(new LoggerContext());
    appender.setFile(file.toString());
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(appender.getContext());
    encoder.setPattern("%msg%n");
    appender.setEncoder(encoder);
    appender.start();
    assertThat(gauge("logweir.staged")).isEqualTo(1);
    appender.stop();
    return new WeakReference<>(appender);
  }

  private static void collectGarbage() {
    WeakReference<Object> garbage = new WeakReference<>(new Object());
    await()
        .until(
            () -> {
              System.gc();
              return garbage.get() == null;
            });
  }

  @Test
  void shouldBeReadableByPrometheus() throws Exception {
    PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    configure(PLAIN);
    metrics.bindTo(prometheus);
    log("1");
    log("2");
    await().until(() -> Files.size(file) == 4);

    String tags =
        Tags.of("appender", "FILE", "file", file.toString(), "service", "shop").stream()
            .map(LogweirMetricsTest::quoted)
            .reduce((a, b) -> a + "," + b)
            .orElseThrow();
    assertThat(prometheus.scrape().lines())
        .contains(
            "logweir_events_total{" + tags + "} 2.0",
            "logweir_bytes_total{" + tags + "} 4.0",
            "logweir_blocked_seconds_count{" + tags + "} 0",
            "logweir_blocked_seconds_sum{" + tags + "} 0.0",
            "logweir_shared_writers{" + tags + "} 1.0",
            "logweir_shared_backlog_bytes{" + tags + "} 0.0",
            "logweir_shared_lag_seconds{" + tags + "} 0.0",
            "logweir_shared_published_bytes_total{" + tags + "} 4.0")
        .anyMatch(line -> line.startsWith("logweir_shared_recoveries_total{"));
  }

  private static String quoted(Tag tag) {
    return tag.getKey() + "=\"" + tag.getValue() + "\"";
  }
}
