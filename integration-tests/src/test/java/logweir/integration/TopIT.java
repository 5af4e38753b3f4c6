package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.PseudoTerminal;
import logweir.integration.harness.Run;
import logweir.integration.harness.TestJava;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.Workers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code logweir top} as users have it, in a terminal, while JVMs write. */
class TopIT {
  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;
  private Path log;

  @BeforeEach
  void prepare() {
    log = directory.resolve("app.log");
  }

  @Test
  void shouldDrawInPlaceWhoWritesHowMuch(TestReporter reporter) {
    Workers workers = startWriters(4);
    PseudoTerminal terminal = jvms.track(top(""));

    List<String> screen = terminal.awaitScreen("four busy writers", this::showsFourBusyWriters);
    reporter.publishEntry(String.join("\n", screen));
    for (Worker worker : workers.all()) {
      assertThat(screen).anyMatch(line -> line.contains(" " + worker.jvm().pid() + " "));
    }
    // In place: the head stands once, however many frames there were.
    terminal.awaitScreen("another frame", lines -> !lines.get(0).equals(screen.get(0)));
    assertThat(terminal.screen()).filteredOn(line -> line.startsWith("SLOT ")).hasSize(1);
    assertThat(terminal.screen().get(0)).startsWith("logweir top  ").contains("app.log");

    terminal.type("q");
    assertEndsInOrder(terminal);
    workers.stop().awaitDone().assertEveryLineOnce(log);
  }

  private boolean showsFourBusyWriters(List<String> screen) {
    return screen.stream()
            .filter(line -> line.matches(" .* alive[* ] +[\\d,]*[1-9][\\d,]* +[\\d.]+ [KM]?B .*"))
            .count()
        == 4;
  }

  @Test
  void shouldShowADeadWriterAndEndOnCtrlC() {
    Workers workers = startWriters(2);
    PseudoTerminal terminal = jvms.track(top("--interval 0.2"));
    Worker victim = workers.all().get(0);
    terminal.awaitText(" " + victim.jvm().pid() + " ");

    victim.kill();

    terminal.awaitScreen(
        "a dead writer",
        lines ->
            lines.stream()
                .anyMatch(line -> line.matches(" *\\d+ +" + victim.jvm().pid() + " .* dead .*")));
    terminal.press("C-c");
    assertEndsInOrder(terminal);
  }

  @Test
  void shouldFollowTheSizeOfTheTerminal() {
    startWriters(3);
    PseudoTerminal terminal = jvms.track(top("--interval 3600"));
    terminal.awaitScreen("three writers", lines -> rows(lines) == 3);

    terminal.resize(60, 9);
    List<String> small =
        terminal.awaitScreen("a small screen", lines -> lines.contains("... and 2 more"));
    terminal.resize(100, 30);
    terminal.awaitScreen("a large screen", lines -> rows(lines) == 3);

    assertThat(small).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(60));
    // Would leave the screen as it is, and the terminal without its modes.
    terminal.press("C-z");
    terminal.type("q");
    assertEndsInOrder(terminal);
  }

  private static long rows(List<String> screen) {
    return screen.stream().filter(line -> line.contains(" alive")).count();
  }

  @Test
  void shouldEndAfterTheLastFrame() {
    startWriters(1);

    PseudoTerminal terminal = jvms.track(top("--count 2 --interval 0.1"));

    assertEndsInOrder(terminal);
  }

  @Test
  void shouldPrintPlainFramesIntoAPipe() {
    Workers workers = startWriters(1);

    Run run = Run.cli("top", "--count", "3", "--interval", "0.2", log.toString());

    assertThat(run.exitCode()).as(run.toString()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).doesNotContain("\u001b");
    assertThat(run.out().lines())
        .filteredOn(line -> line.contains(" " + workers.all().get(0).jvm().pid() + " "))
        .filteredOn(line -> line.startsWith("   0"))
        .hasSize(3);
  }

  /** What is read by somebody who may write nothing cannot be a lock, and no write. */
  @Test
  void shouldNeedNoPermissionToWrite() {
    Workers workers = startWriters(1);
    Run.ok("chmod", "-R", "a-w", directory.toString());
    try {
      Run run =
          Run.of(
              List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all", TestJava.executable()),
              "-jar",
              Run.cliJar().toString(),
              "top",
              "--count=1",
              log.toString());

      assertThat(run.exitCode()).as(run.toString()).isZero();
      assertThat(run.out()).contains(" " + workers.all().get(0).jvm().pid() + " ", " alive");
    } finally {
      Run.ok("chmod", "-R", "u+w", directory.toString());
    }
  }

  private PseudoTerminal top(String options) {
    String jar = Run.cliJar().toAbsolutePath().toString();
    return PseudoTerminal.start(
        directory, TestJava.executable() + " -jar " + jar + " top " + options + " " + log);
  }

  private static void assertEndsInOrder(PseudoTerminal terminal) {
    assertThat(terminal.awaitEnd())
        .anyMatch(line -> line.equals("ended with 0"))
        .anyMatch(line -> line.matches(".* icanon .*"))
        .anyMatch(line -> line.matches(".* echo .*"))
        .noneMatch(line -> line.startsWith("SLOT "))
        .noneMatch(line -> line.contains("WARNING"));
  }

  private Workers startWriters(int jvms) {
    return this.jvms
        .startAll(
            IntStream.range(0, jvms)
                .mapToObj(
                    jvm ->
                        WorkerOrders.logTo(log)
                            .asJvm(jvm)
                            .lines(WorkerOrders.UNTIL_STOPPED)
                            .pauseMicros(200 + 300 * jvm)
                            .shortLived())
                .toList())
        .go();
  }
}
