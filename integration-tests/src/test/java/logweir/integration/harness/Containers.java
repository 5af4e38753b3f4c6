package logweir.integration.harness;

import com.github.dockerjava.api.command.CreateContainerCmd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import logweir.engine.FailpointStop;
import org.testcontainers.containers.BindMode;

/**
 * Starts workers in containers of their own, each as process 1 of its own pid namespace, without a
 * network. The log's directory is a volume that all of them share, under the path that it has here.
 * They are this process's user, unless the test says otherwise, and gone when the test is over.
 */
public final class Containers {
  private static final AtomicInteger STARTED = new AtomicInteger();

  private final Jvms jvms;
  private final Map<Integer, ContainerProcess> processes = new HashMap<>();

  public Containers(Jvms jvms) {
    this.jvms = jvms;
  }

  /** How many containers this JVM has started. */
  static int started() {
    return STARTED.get();
  }

  /** Starts a worker, which then opens the log and waits for its "go". */
  public Worker start(WorkerOrders orders) {
    return start(orders, command -> {});
  }

  /** The same for a container that is not like the others. */
  public Worker start(WorkerOrders orders, Consumer<CreateContainerCmd> change) {
    WorkerOrders all = jvms.withLedger(orders);
    Path points = all.ledger().resolveSibling("failpoints" + all.jvm());
    ContainerProcess.Attached container =
        new ContainerProcess.Attached(JavaImage.tag())
            .withNetworkMode("none")
            .withCommand(command(all, points))
            .withCreateContainerCmdModifier(command -> command.withUser(userOf(all.ledger())))
            .withCreateContainerCmdModifier(change);
    mount(container, Programs.directory(), BindMode.READ_ONLY);
    mount(container, all.ledger().getParent(), BindMode.READ_WRITE);
    mount(container, all.file().getParent(), BindMode.READ_WRITE);
    ContainerProcess process = ContainerProcess.start(container);
    STARTED.incrementAndGet();
    ForkedJvm jvm = jvms.track(ForkedJvm.of("container " + all.jvm(), process));
    jvms.track(process::remove);
    processes.put(all.jvm(), process);
    return new Worker(jvm, all, ledger(all), points);
  }

  /** Starts workers, one after the other, without waiting for any. */
  public Workers startAll(int count, WorkerOrders orders) {
    return new Workers(IntStream.range(0, count).mapToObj(i -> start(orders.asJvm(i))).toList());
  }

  /** {@code docker stop}, without its time limit; returns when it has ended. */
  public void stop(Worker worker) {
    processes.get(worker.orders().jvm()).destroy();
    worker.jvm().await("end of " + worker.jvm().name(), () -> !worker.jvm().isAlive());
  }

  /** {@code docker pause}; returns when none of its threads runs. */
  public void pause(Worker worker) {
    processes.get(worker.orders().jvm()).pause();
  }

  /** {@code docker unpause}. */
  public void unpause(Worker worker) {
    processes.get(worker.orders().jvm()).unpause();
  }

  private static void mount(ContainerProcess.Attached container, Path directory, BindMode mode) {
    container.withFileSystemBind(directory.toString(), directory.toString(), mode);
  }

  // Behind the image's entry point, which is the JVM.
  private static String[] command(WorkerOrders orders, Path points) {
    List<String> command = new ArrayList<>(List.of("-XX:+UseSerialGC", "-XX:-UsePerfData"));
    command.add("-Xmx" + orders.heapMegabytes() + "m");
    command.addAll(orders.jvmOptions());
    orders.failpoint().ifPresent(spec -> command.addAll(FailpointStop.options(spec, points)));
    command.addAll(List.of("-cp", Programs.classPath(), LogWorker.class.getName()));
    command.addAll(orders.toArguments());
    return command.toArray(String[]::new);
  }

  private static String userOf(Path file) {
    try {
      return Files.getAttribute(file, "unix:uid") + ":" + Files.getAttribute(file, "unix:gid");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Ledger ledger(WorkerOrders orders) {
    try {
      return Ledger.open(orders.ledger());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the workers run, for all containers of this JVM. */
  private static final class Programs {
    private static final ScratchDirectory COPIES = ScratchDirectory.create("logweir-programs");
    private static final String CLASS_PATH = copy();

    static Path directory() {
      return COPIES.path();
    }

    static String classPath() {
      return CLASS_PATH;
    }

    private static String copy() {
      Runtime.getRuntime().addShutdownHook(new Thread(Programs::remove));
      try {
        return ClassPathCopy.into(COPIES.path());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void remove() {
      try {
        COPIES.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
