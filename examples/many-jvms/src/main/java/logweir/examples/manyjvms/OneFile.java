package logweir.examples.manyjvms;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import logweir.engine.LogStatus;
import logweir.engine.LogStatusReader;
import logweir.examples.support.Workplace;

/**
 * The demo's first part: several JVMs log to one file through Logweir, {@code tail -F} follows it,
 * and one JVM is killed on the way.
 */
final class OneFile {
  private static final long PUBLISH_PATIENCE_NANOS = 10_000_000_000L;

  private final Workplace workplace;
  private final Size size;
  private final PrintStream out;
  private final Path log;

  OneFile(Workplace workplace, Size size, PrintStream out) {
    this.workplace = workplace;
    this.size = size;
    this.out = out;
    this.log = workplace.file("app.log");
  }

  /** Whether every line that was logged is in the file, and came out of tail, once and whole. */
  boolean run() throws IOException, InterruptedException {
    out.printf("%n%d JVMs x %d threads log to %s%n", size.jvms(), size.threads(), log);
    Files.createFile(log); // of a file that does not exist yet, tail would look only once a second
    out.println("$ tail -F " + log.getFileName());
    TailF tail = TailF.start(workplace, log, out);
    WorkerJvms jvms = WorkerJvms.start(workplace, Appender.LOGWEIR, size.jvms(), size.threads());
    jvms.warmUp(size.lines());

    jvms.open(log);
    long start = System.nanoTime();
    jvms.log(size.lines());
    WorkerJvm victim = killOne(jvms);
    jvms.awaitLogged();
    LogStatus status = statusOncePublished();
    jvms.close();
    double seconds = (System.nanoTime() - start) / 1e9;
    tail.stopAfter(Files.size(log));

    Check.Result inFile = Check.of(log, jvms.tallies());
    Check.Result inTail = Check.of(tail.collected(), jvms.tallies());
    print(jvms.all(), victim, inFile, inTail);
    out.printf(
        "%n  %,.0f lines a second, %,.0f lines per write(2) call%n",
        inFile.found() / seconds, status.linesPerWriteCall().orElse(0));
    return inFile.isClean() && inTail.isClean();
  }

  // With a third of its lines logged, so that its threads are in the middle of it.
  private WorkerJvm killOne(WorkerJvms jvms) throws InterruptedException {
    WorkerJvm victim = jvms.all().get(size.jvms() / 2);
    long third = (long) size.threads() * size.lines() / 3;
    while (victim.tally().logged() < third) {
      Thread.sleep(1);
    }
    jvms.kill(victim);
    out.printf("$ kill -9 %d   # JVM %d%n", victim.pid(), victim.number());
    return victim;
  }

  // Read while the JVMs are still in: the last one to leave clears the staging area away.
  private LogStatus statusOncePublished() throws IOException, InterruptedException {
    LogStatusReader reader = LogStatusReader.open(log, Optional.empty()).orElseThrow();
    long deadline = System.nanoTime() + PUBLISH_PATIENCE_NANOS;
    LogStatus status = reader.read();
    while (status.backlogBytes() > 0 && System.nanoTime() - deadline < 0) {
      Thread.sleep(1);
      status = reader.read();
    }
    return status;
  }

  private void print(
      List<WorkerJvm> jvms, WorkerJvm victim, Check.Result inFile, Check.Result inTail) {
    out.println();
    Table table = new Table("", "logged", "in the file", "lost", "repeated", "torn");
    for (WorkerJvm jvm : jvms) {
      Check.OfJvm lines = inFile.jvms().get(jvm.number() - 1);
      String name = "JVM " + jvm.number() + (jvm == victim ? ", killed" : "");
      table.row(name, lines.logged(), lines.found(), lines.lost(), lines.repeated(), "");
    }
    addSum(table, "all", inFile);
    addSum(table, "tail -F", inTail);
    table.print(out);
    if (inFile.found() > inFile.logged()) {
      out.printf(
          "%n  Of the killed JVM, the file also has lines whose calls had not returned: %d.%n",
          inFile.found() - inFile.logged());
    }
  }

  private static void addSum(Table table, String name, Check.Result sum) {
    table.row(name, sum.logged(), sum.found(), sum.lost(), sum.repeated(), sum.torn());
  }
}
