package logweir.examples.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** The JVMs of one contender. They stay for all rounds, and rest while it is not its turn. */
final class LoadProcesses {
  // Time for an order to be read by all JVMs before they begin.
  private static final long START_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Workplace workplace;
  private final Contender contender;
  private final List<LoadProcess> jvms = new ArrayList<>();

  private LoadProcesses(Workplace workplace, Contender contender) {
    this.workplace = workplace;
    this.contender = contender;
  }

  static LoadProcesses start(
      Workplace workplace, Contender contender, int count, List<String> jvmOptions)
      throws IOException {
    LoadProcesses all = new LoadProcesses(workplace, contender);
    for (int jvm = 1; jvm <= count; jvm++) {
      all.jvms.add(LoadProcess.start(workplace, jvm, jvmOptions));
    }
    return all;
  }

  /**
   * Plays a round in new files, which are checked and deleted.
   *
   * @param number of the round, from 1 on
   * @param nanos how long they log
   * @param maxBytes of all files together
   */
  Result play(Case what, Pass pass, int number, long nanos, long maxBytes)
      throws IOException, InterruptedException {
    RoundFiles files = RoundFiles.in(workplace.newDirectory(), contender, what.jvms());
    for (LoadProcess jvm : jvms) {
      Path file = files.ofJvm(jvm.jvm());
      jvm.say(new Orders.Open(contender.name(), file.toString()));
    }
    for (LoadProcess jvm : jvms) {
      jvm.awaitOpened();
    }
    long maxLines = maxBytes / LineText.lineBytes(what.messageBytes()) / what.allThreads();
    Result result = log(what, pass, number, nanos, Math.max(1, maxLines), files);
    Workplace.delete(files.directory());
    return result;
  }

  private Result log(Case what, Pass pass, int number, long nanos, long maxLines, RoundFiles files)
      throws IOException, InterruptedException {
    Visibility reader =
        pass == Pass.VISIBILITY ? Visibility.of(files.logs(), what.messageBytes()) : null;
    SystemCalls calls =
        pass == Pass.SYSTEM_CALLS
            ? SystemCalls.attach(workplace, jvms.stream().map(LoadProcess::process).toList())
            : null;
    long start = System.nanoTime() + START_NANOS;
    for (LoadProcess jvm : jvms) {
      jvm.say(new Orders.Go(what, start, nanos, maxLines, pass == Pass.VISIBILITY));
    }
    List<Orders.Ran> ran = new ArrayList<>();
    for (LoadProcess jvm : jvms) {
      ran.add(jvm.awaitRan());
    }
    long systemCalls = calls == null ? 0 : calls.stop();
    Histogram ages = reader == null ? null : reader.stop();
    return Result.of(what, contender, pass, number, ran, violations(what, files, ran))
        .withSystemCalls(systemCalls)
        .withAges(ages);
  }

  private LineCheck.Violations violations(Case what, RoundFiles files, List<Orders.Ran> ran)
      throws IOException {
    return contender.writes()
        ? LineCheck.of(
            files.written(), what.messageBytes(), ran.stream().map(Orders.Ran::logged).toList())
        : LineCheck.Violations.NONE;
  }

  void stop() throws InterruptedException {
    for (LoadProcess jvm : jvms) {
      jvm.process().destroyForcibly();
    }
    for (LoadProcess jvm : jvms) {
      jvm.process().waitFor();
    }
  }
}
