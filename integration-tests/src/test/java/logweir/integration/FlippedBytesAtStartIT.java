package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import logweir.integration.harness.FaultTrials;
import logweir.integration.harness.ForkedJvm;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.Scale;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Staging areas of killed writers whose control file has had 1 to 64 of its bytes flipped: whoever
 * opens the log next gets its own lines into it, once, and nothing hangs, crashes or grows.
 */
class FlippedBytesAtStartIT {
  private static final int KILLED_AT = 4;
  private static final int CASES = Scale.of(1_000, 100_000) / KILLED_AT;
  private static final int CASES_OF_A_JVM = 500;
  private static final long FIRST_SEED = Long.getLong("logweir.seed", 1);

  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;

  /** What the killed writer has left: staged lines; half a batch; half a line; a large line. */
  @ParameterizedTest
  @ValueSource(strings = {"COMMITTED#20", "INTENT_RECORDED", "CLAIMED#20", "SPILL_RECORDED"})
  void shouldDetectFlippedBytesOrNotMind(String killedAt) throws Exception {
    Path template = leftBy(killedAt);
    int done = 0;
    while (done < CASES) {
      int count = Math.min(CASES_OF_A_JVM, CASES - done);
      long seed = FIRST_SEED + done;
      FaultTrials.of("bytes of the control file flipped before a start")
          .trials(count, () -> run(template, seed, count));
      done += count;
    }
  }

  private void run(Path template, long seed, int count) {
    ForkedJvm jvm =
        jvms.fork(
            "cases from seed " + seed,
            FlippedStart.class,
            List.of("-Xmx48m", "-XX:MaxDirectMemorySize=32m", "-XX:TieredStopAtLevel=1"),
            List.of(
                template.toString(),
                Long.toString(seed),
                Integer.toString(count),
                directory.resolve("work").toString()));
    jvm.awaitSuccess();
    assertThat(jvm.allPrinted(FlippedStart.BAD)).isEmpty();
    System.out.println(jvm.printed(FlippedStart.SUMMARY).orElseThrow());
  }

  private Path leftBy(String killedAt) throws Exception {
    Path template = Files.createDirectory(directory.resolve("template"));
    String point = killedAt.replaceAll("#.*", "");
    Worker killed =
        jvms.start(
            WorkerOrders.logTo(template.resolve("app.log"))
                .geometry(16 * 1024, 4)
                .publishMillis(point.equals("INTENT_RECORDED") ? 200 : 60_000)
                .sizes(
                    point.startsWith("SPILL") ? new int[] {128, 128, 128, 40_000} : new int[] {700})
                .lines(WorkerOrders.UNTIL_STOPPED)
                .failpoint(killedAt));
    killed.awaitReady().go().awaitAt(point).kill();
    return template;
  }
}
