package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.JarFile;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import logweir.engine.SharedLog;
import logweir.engine.SharedLogConfig;
import logweir.integration.harness.Run;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line as users have it: {@code java -jar logweir-appender-VERSION-cli.jar}. */
class CliJarIT {
  private static final String JAVA =
      System.getProperty("logweir.test.java", System.getProperty("java.home") + "/bin/java");
  private static final SharedLogConfig CONFIG =
      SharedLogConfig.defaults()
          .withGeometry(64 * 1024, 16)
          .withPublishInterval(Duration.ofMinutes(1));
  private static final int NOT_OURS = 3;

  @TempDir private Path directory;
  private Path log;

  @BeforeEach
  void prepare() {
    log = directory.resolve("app.log");
  }

  @Test
  void shouldCarryItsLibrariesAndNoLogback() throws IOException {
    try (JarFile jar = new JarFile(Run.cliJar().toFile())) {
      List<String> names = jar.stream().map(entry -> entry.getName()).toList();

      assertThat(names)
          .contains(
              "logweir/cli/Main.class",
              "META-INF/LICENSE",
              "META-INF/LICENSE-jline",
              "META-INF/NOTICE");
      assertThat(names).noneMatch(name -> name.endsWith(".so"));
      assertThat(names).noneMatch(name -> name.startsWith("ch/qos/logback"));
      assertThat(names).noneMatch(name -> name.startsWith("logweir/logback"));
    }
  }

  @Test
  void shouldTellTheVersionInItsName() throws Exception {
    Run run = cli("--version");

    assertThat(run.exitCode()).isZero();
    assertThat(Run.cliJar().getFileName())
        .hasToString("logweir-appender-" + run.out().strip().split(" ", 2)[1] + "-cli.jar");
  }

  @Test
  void shouldLeaveForeignFilesAlone() throws Exception {
    Files.writeString(log, "somebody else's\n");
    Map<String, String> before = snapshot();

    for (String command : List.of("status", "top", "verify", "recover", "trim")) {
      Run run = cli(command, log.toString());

      assertThat(run.exitCode()).isEqualTo(NOT_OURS);
      assertThat(run.err()).startsWith("logweir: not a Logweir log: path=").hasLineCount(1);
    }
    assertThat(snapshot()).isEqualTo(before);
  }

  @Test
  void shouldSeeALivingWriterFromOutside() throws Exception {
    try (SharedLog shared = SharedLog.open(log, CONFIG)) {
      append(shared, 10);

      Run status = cli("status", log.toString());
      Run json = cli("status", "--json", log.toString());
      Run recover = cli("recover", log.toString());

      assertThat(status.out()).contains(Long.toString(ProcessHandle.current().pid()), "alive");
      assertThat(json.out().replaceAll("\\s", "")).contains("\"alive\":true", "\"lines\":10,");
      assertThat(recover.exitCode()).isZero();
      assertThat(recover.out()).startsWith("nothing to recover: all writers are alive");
      // To ask for its lock must not have taken it away.
      assertThat(cli("status", log.toString()).out()).contains("alive").doesNotContain(" dead ");
    }
    assertThat(Files.readAllLines(log)).isEqualTo(numbered(10));
  }

  @Test
  void shouldTellTheDeadFromTheLivingToWhoMayOnlyRead() throws Exception {
    killWriterWithStagedLines(100);
    try (SharedLog shared = SharedLog.open(log, CONFIG)) {
      killWriterWithStagedLines(100);
      changeModes("a-w");
      Map<String, String> before = snapshot();

      Run status = unprivilegedCli("status", log.toString());
      Run recover = unprivilegedCli("recover", log.toString());

      assertThat(snapshot()).isEqualTo(before);
      assertThat(status.exitCode()).as(status.toString()).isZero();
      assertThat(status.out())
          .containsPattern(ProcessHandle.current().pid() + " .* alive ")
          .contains(" dead ");
      assertThat(recover.exitCode()).as(recover.toString()).isEqualTo(1);
      assertThat(recover.err()).startsWith("logweir: no permission: path=").hasLineCount(1);
      assertThat(shared.isStaged()).isTrue();
    } finally {
      changeModes("u+w");
    }
  }

  @Test
  void shouldPublishWhatAKilledWriterLeft() throws Exception {
    killWriterWithStagedLines(1000);

    Run recover = cli("recover", log.toString());

    assertThat(recover.exitCode()).as(recover.toString()).isZero();
    assertThat(recover.out()).contains("deadWritersCleared=1");
    assertThat(Files.readAllLines(log)).isEqualTo(numbered(1000));
    assertThat(cli("status", log.toString()).out()).contains("nothing is staged");
  }

  @Test
  void shouldTrimBesideALivingWriter() throws Exception {
    try (SharedLog shared = SharedLog.open(log, CONFIG)) {
      append(shared, 10);

      assertThat(cli("trim", log.toString()).out()).contains("trimmed: path=", "chunksAfter=");

      append(shared, 20_000);
    }
    List<String> expected = new ArrayList<>(numbered(10));
    expected.addAll(numbered(20_000));
    assertThat(Files.readAllLines(log)).isEqualTo(expected);
  }

  /** Stages lines and waits to be killed. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) throws IOException {
      SharedLog shared = SharedLog.open(Path.of(arguments[0]), CONFIG);
      awaitRestingPublisher();
      append(shared, Integer.parseInt(arguments[1]));
      System.out.println("staged");
      while (true) {
        LockSupport.park();
      }
    }

    // From then on it sleeps for a publish interval before it looks for lines.
    private static void awaitRestingPublisher() {
      while (Thread.getAllStackTraces().keySet().stream()
          .noneMatch(
              thread ->
                  thread.getName().startsWith("logweir-publisher")
                      && thread.getState() == Thread.State.TIMED_WAITING)) {
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  private void killWriterWithStagedLines(int lines) throws Exception {
    Process writer =
        new ProcessBuilder(
                JAVA,
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                log.toString(),
                Integer.toString(lines))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var in = writer.getInputStream()) {
      String staged = new String(in.readNBytes(7), StandardCharsets.UTF_8);
      assertThat(staged).isEqualTo("staged\n");
    } finally {
      writer.destroyForcibly();
    }
    assertThat(writer.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  private static void append(SharedLog shared, int lines) {
    for (String line : numbered(lines)) {
      byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
      assertThat(shared.append(bytes, 0, bytes.length)).isTrue();
    }
  }

  private static List<String> numbered(int lines) {
    return IntStream.range(0, lines).mapToObj(number -> "line " + number).toList();
  }

  private static Run cli(String... arguments) {
    return Run.cli(arguments);
  }

  /** Without the powers of root, who may write to files that nobody may write to. */
  private static Run unprivilegedCli(String... arguments) {
    List<String> command = new ArrayList<>();
    if (Run.of(List.of("id", "-u")).out().strip().equals("0")) {
      command.addAll(List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all"));
    }
    command.addAll(List.of(JAVA, "-jar", Run.cliJar().toString()));
    return Run.of(command, arguments);
  }

  private void changeModes(String mode) {
    Run run = Run.of(List.of("chmod", "-R", mode, directory.toString()));
    assertThat(run.exitCode()).as(run.toString()).isZero();
  }

  private Map<String, String> snapshot() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.toList()) {
        String attributes = "unix:ino,mode,uid,size,lastModifiedTime,ctime";
        files.put(
            path.toString(), new TreeMap<>(Files.readAttributes(path, attributes)).toString());
      }
    }
    return files;
  }
}
