package logweir.logback;

import static logweir.logback.LogbackFixture.file;
import static logweir.logback.LogbackFixture.pattern;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ContextBase;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.JMX;
import javax.management.MBeanInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The appender's MXBean at the platform's MBean server. */
class ManagementBeanTest {
  private static final String PLAIN = "logweir:type=MmapSharedAppender,context=default,name=FILE";

  @TempDir private Path directory;
  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

  private LogbackFixture start(String... elements) {
    return start(Map.of(), elements);
  }

  private LogbackFixture start(Map<String, String> properties, String... elements) {
    String all = String.join("\n", elements) + file(directory.resolve("app.log")) + pattern();
    return LogbackFixture.ofConfiguration(
        """
        <configuration>
          <contextName>default</contextName>
          <appender name="FILE" class="logweir.logback.MmapSharedAppender">
            %s
          </appender>
          <root level="info"><appender-ref ref="FILE"/></root>
        </configuration>
        """
            .formatted(all),
        properties);
  }

  private Set<String> names() throws Exception {
    return server.queryNames(new ObjectName("logweir:*"), null).stream()
        .map(ObjectName::toString)
        .collect(Collectors.toSet());
  }

  private MmapSharedAppenderMXBean bean(String name) throws Exception {
    return JMX.newMXBeanProxy(server, new ObjectName(name), MmapSharedAppenderMXBean.class);
  }

  @Test
  void shouldBeThereAsLongAsTheAppenderRuns() throws Exception {
    try (LogbackFixture logback = start()) {
      assertThat(names()).containsExactly(PLAIN);

      logback.appender().stop();
      assertThat(names()).isEmpty();

      logback.appender().start();
      assertThat(names()).containsExactly(PLAIN);
    }
    assertThat(names()).isEmpty();
  }

  @Test
  void shouldTellWhatTheAppenderDoes() throws Exception {
    Path file = directory.resolve("app.log");
    try (LogbackFixture logback = start()) {
      logback.logger().info("1");
      logback.logger().info("22");
      MmapSharedAppenderMXBean bean = bean(PLAIN);
      await().until(() -> bean.getSharedBacklogBytes() == 0);

      assertThat(bean.getFile()).isEqualTo(file.toRealPath().toString());
      assertThat(bean.getStateDirectory()).endsWith(".app.log.logweir");
      assertThat(bean.isStaged()).isTrue();
      assertThat(bean.getEvents()).isEqualTo(2);
      assertThat(bean.getBytes()).isEqualTo(5).isEqualTo(Files.size(file));
      assertThat(bean.getDirectEvents()).isZero();
      assertThat(bean.getDrops()).isZero();
      assertThat(bean.getFailedEvents()).isZero();
      assertThat(bean.getBlockedEvents()).isZero();
      assertThat(bean.getBlockedNanos()).isZero();
      assertThat(bean.isPublishing()).isTrue();
      assertThat(bean.getSharedWriters()).isEqualTo(1);
      assertThat(bean.getSharedPublisherPid()).isEqualTo(ProcessHandle.current().pid());
      assertThat(bean.getSharedLagNanos()).isZero();
      assertThat(bean.getSharedEvents()).isEqualTo(2);
      assertThat(bean.getSharedDrops()).isZero();
      assertThat(bean.getSharedPublishes()).isBetween(1L, 2L);
      assertThat(bean.getSharedPublishedBytes()).isEqualTo(5);
      assertThat(bean.getSharedLinesPerPublish()).isEqualTo(2.0 / bean.getSharedPublishes());
      assertThat(bean.getSharedCompletedBatches()).isZero();
      assertThat(bean.getSharedReclaimedLanes()).isZero();
      assertThat(bean.getSharedDeadWriters()).isZero();
    }
  }

  @Test
  void shouldHaveAnAttributeForEachGetter() throws Exception {
    try (LogbackFixture logback = start()) {
      assertThat(logback.appender().isStarted()).isTrue();
      MBeanInfo info = server.getMBeanInfo(new ObjectName(PLAIN));

      assertThat(info.getAttributes())
          .hasSameSizeAs(MmapSharedAppenderMXBean.class.getMethods())
          .allMatch(attribute -> attribute.isReadable() && !attribute.isWritable());
      assertThat(info.getOperations()).isEmpty();
    }
  }

  @Test
  void shouldTellWhatIsNotStaged() throws Exception {
    Files.writeString(directory.resolve(".app.log.logweir"), "in the way");
    try (LogbackFixture logback = start()) {
      logback.logger().info("1");
      MmapSharedAppenderMXBean bean = bean(PLAIN);

      assertThat(bean.isStaged()).isFalse();
      assertThat(bean.getEvents()).isEqualTo(1);
      assertThat(bean.getDirectEvents()).isEqualTo(1);
      assertThat(bean.getBytes()).isEqualTo(2);
      assertThat(bean.isPublishing()).isFalse();
      assertThat(bean.getSharedWriters()).isEqualTo(-1);
      assertThat(bean.getSharedPublisherPid()).isEqualTo(-1);
      assertThat(bean.getSharedBacklogBytes()).isEqualTo(-1);
      assertThat(bean.getSharedLinesPerPublish()).isEqualTo(-1);
    }
  }

  @Test
  void shouldCountEventsThatMadeNoLineFromTheLastStartOn() throws Exception {
    try (LogbackFixture logback = start()) {
      Object endless =
          new Object() {
            @Override
            public String toString() {
              logback.logger().info("{}", this);
              return "endless";
            }
          };
      logback.logger().info("{}", endless);

      assertThat(bean(PLAIN).getEvents()).isEqualTo(Nesting.MAX_DEPTH);
      assertThat(bean(PLAIN).getFailedEvents()).isEqualTo(1);

      logback.appender().stop();
      logback.appender().start();
      assertThat(bean(PLAIN).getEvents()).isZero();
      assertThat(bean(PLAIN).getFailedEvents()).isZero();
    }
  }

  @Test
  void shouldHaveANumberIfItsNameIsTaken() throws Exception {
    try (LogbackFixture first = start()) {
      try (LogbackFixture second = start()) {
        assertThat(names()).containsExactlyInAnyOrder(PLAIN, PLAIN + ",number=2");
        first.logger().info("1");

        assertThat(bean(PLAIN).getEvents()).isEqualTo(1);
        assertThat(bean(PLAIN + ",number=2").getEvents()).isZero();
        assertThat(bean(PLAIN + ",number=2").getSharedEvents()).isEqualTo(1);
        assertThat(second.warnings()).isEmpty();
      }
      assertThat(names()).containsExactly(PLAIN);
    }
  }

  @Test
  void shouldQuoteNamesThatAnObjectNameCannotHave() throws Exception {
    ContextBase context = new ContextBase();
    context.setName("a,b=\"c\"");
    MmapSharedAppender<ILoggingEvent> appender = appender(context, "all * of: it?");
    appender.start();
    try {
      ObjectName expected =
          new ObjectName(
              "logweir:type=MmapSharedAppender,context="
                  + ObjectName.quote("a,b=\"c\"")
                  + ",name="
                  + ObjectName.quote("all * of: it?"));
      assertThat(names()).containsExactly(expected.toString());
    } finally {
      appender.stop();
    }
    assertThat(names()).isEmpty();
  }

  @Test
  void shouldDoWithoutNames() throws Exception {
    MmapSharedAppender<ILoggingEvent> appender = appender(new ContextBase(), null);
    appender.start();
    try {
      assertThat(appender.isStarted()).isTrue();
      assertThat(names()).hasSize(1);
    } finally {
      appender.stop();
    }
    assertThat(names()).isEmpty();
  }

  private MmapSharedAppender<ILoggingEvent> appender(ContextBase context, String name) {
    MmapSharedAppender<ILoggingEvent> appender = new MmapSharedAppender<>();
    appender.setContext(context);
    appender.setName(name);
    appender.setFile(directory.resolve("app.log").toString());
    appender.setEncoder(new TestEncoders.Plain());
    return appender;
  }

  @Test
  void shouldNotMindIfSomebodyElseHasTakenItAway() throws Exception {
    try (LogbackFixture logback = start()) {
      server.unregisterMBean(new ObjectName(PLAIN));
      logback.appender().stop();

      assertThat(logback.warnings()).isEmpty();
      assertThat(logback.errors()).isEmpty();
    }
  }

  @Test
  void shouldBeReadableWhileTheAppenderStopsAndAfterwards() throws Exception {
    try (LogbackFixture logback = start()) {
      ReadAgainAndAgain reader = new ReadAgainAndAgain(logback.appender());
      reader.start();
      for (int round = 1; round <= 50; round++) {
        MmapSharedAppenderMXBean figures = logback.appender().figures().orElseThrow();
        logback.logger().info("line");
        logback.appender().stop();
        assertThat(figures.getEvents()).isEqualTo(1);
        logback.appender().start();
      }
      assertThat(reader.end()).isNull();
    }
  }

  /** A thread that reads figures all the time. */
  private static final class ReadAgainAndAgain extends Thread {
    private final MmapSharedAppender<?> appender;
    private volatile boolean ended;
    private volatile Throwable failure;

    ReadAgainAndAgain(MmapSharedAppender<?> appender) {
      this.appender = appender;
    }

    @Override
    public void run() {
      try {
        while (!ended) {
          MmapSharedAppenderMXBean figures = appender.figures().orElseThrow();
          assertThat(figures.getEvents()).isBetween(0L, 1L);
          assertThat(figures.getSharedWriters()).isBetween(-1, 1);
          assertThat(figures.getSharedBacklogBytes()).isGreaterThanOrEqualTo(-1);
        }
      } catch (Throwable t) {
        failure = t;
      }
    }

    Throwable end() throws InterruptedException {
      ended = true;
      join();
      return failure;
    }
  }
}
