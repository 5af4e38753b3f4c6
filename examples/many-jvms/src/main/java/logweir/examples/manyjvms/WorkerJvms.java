package logweir.examples.manyjvms;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import logweir.examples.support.Workplace;

/** JVMs that write one file together. An order goes to all that were not killed. */
final class WorkerJvms {
  private final Workplace workplace;
  private final List<WorkerJvm> all;
  private final List<WorkerJvm> living;

  private WorkerJvms(Workplace workplace, List<WorkerJvm> jvms) {
    this.workplace = workplace;
    this.all = List.copyOf(jvms);
    this.living = new ArrayList<>(jvms);
  }

  static WorkerJvms start(Workplace workplace, Appender appender, int count, int threads)
      throws IOException {
    List<WorkerJvm> jvms = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      jvms.add(WorkerJvm.start(workplace, appender, number, threads));
    }
    return new WorkerJvms(workplace, jvms);
  }

  /** All of them, killed or not. */
  List<WorkerJvm> all() {
    return all;
  }

  /** What each says it has logged since the log was opened. */
  List<Tally> tallies() {
    return all.stream().map(WorkerJvm::tally).toList();
  }

  /** Logs to a file that nobody looks at, so that what comes next runs compiled. */
  void warmUp(int lines) throws IOException {
    Path log = workplace.newFile("warm-up");
    open(log);
    log(lines);
    awaitLogged();
    close();
    Files.delete(log);
  }

  void open(Path log) throws IOException {
    forLiving(jvm -> jvm.open(log));
    forLiving(jvm -> jvm.await("open"));
  }

  /** Tells them to log and returns at once. */
  void log(int lines) throws IOException {
    forLiving(jvm -> jvm.log(lines));
  }

  void awaitLogged() throws IOException {
    forLiving(jvm -> jvm.await("log"));
  }

  /** Lets them leave the log; all their lines are in the file then. */
  void close() throws IOException {
    forLiving(WorkerJvm::close);
    forLiving(jvm -> jvm.await("close"));
  }

  void kill(WorkerJvm jvm) throws InterruptedException {
    jvm.kill();
    living.remove(jvm);
  }

  private interface Order {
    void to(WorkerJvm jvm) throws IOException;
  }

  private void forLiving(Order order) throws IOException {
    for (WorkerJvm jvm : living) {
      order.to(jvm);
    }
  }
}
