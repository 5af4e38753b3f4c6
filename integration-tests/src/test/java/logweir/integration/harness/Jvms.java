package logweir.integration.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import logweir.engine.FailpointStop;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Starts the processes of a test, and ends those that are left when the test is over. */
public final class Jvms implements BeforeEachCallback, AfterEachCallback {
  private final List<AutoCloseable> started = new ArrayList<>();
  private ScratchDirectory ledgers;

  @Override
  public void beforeEach(ExtensionContext context) {
    ledgers = newLedgers();
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    endAll();
  }

  /** Ends all processes, and forgets them: their numbers may be given anew. */
  public void startAnew() throws Exception {
    endAll();
    ledgers = newLedgers();
  }

  private void endAll() throws Exception {
    for (AutoCloseable process : started) {
      process.close();
    }
    started.clear();
    ledgers.close();
  }

  /** Starts a JVM with that main class. */
  public ForkedJvm fork(String name, Class<?> main, List<String> options, List<String> arguments) {
    return track(ForkedJvm.start(name, main, options, arguments));
  }

  /** Starts a worker, which then opens the log and waits for its "go". */
  public Worker start(WorkerOrders orders) {
    return start(orders, LogWorker.class);
  }

  /** Starts a worker that does its orders in another way. */
  public Worker start(WorkerOrders orders, Class<?> main) {
    Ledger ledger = newLedger(orders);
    List<String> options = new ArrayList<>(List.of("-Xmx" + orders.heapMegabytes() + "m"));
    options.addAll(orders.jvmOptions());
    Path points = ledgers.resolve("failpoints" + orders.jvm());
    orders.failpoint().ifPresent(spec -> options.addAll(FailpointStop.options(spec, points)));
    ForkedJvm jvm =
        track(
            ForkedJvm.start(
                "worker " + orders.jvm(),
                orders.prefix(),
                main,
                options,
                orders.ledger(ledgerPath(orders)).toArguments()));
    return new Worker(jvm, orders, ledger, points);
  }

  /** Starts workers, one after the other, without waiting for any. */
  public Workers startAll(List<WorkerOrders> orders) {
    return new Workers(orders.stream().map(this::start).toList());
  }

  public Workers startAll(WorkerOrders... orders) {
    return startAll(Arrays.asList(orders));
  }

  /** Makes a ledger for a worker that is not started by {@link #start}. */
  public WorkerOrders withLedger(WorkerOrders orders) {
    newLedger(orders);
    return orders.ledger(ledgerPath(orders));
  }

  /** Ends that process when the test is over. */
  public <T extends AutoCloseable> T track(T process) {
    started.add(process);
    return process;
  }

  // For workers that are other users, too.
  private static ScratchDirectory newLedgers() {
    ScratchDirectory directory = ScratchDirectory.create("logweir-ledgers");
    open(directory.path(), "rwxrwxrwx");
    return directory;
  }

  private static void open(Path path, String permissions) {
    try {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Ledger newLedger(WorkerOrders orders) {
    try {
      Ledger ledger = Ledger.create(ledgerPath(orders), orders.jvm(), orders.threads());
      open(ledgerPath(orders), "rw-rw-rw-");
      return ledger;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path ledgerPath(WorkerOrders orders) {
    return ledgers.resolve("jvm" + orders.jvm());
  }
}
