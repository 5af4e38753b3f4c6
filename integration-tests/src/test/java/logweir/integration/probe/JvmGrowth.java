package logweir.integration.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import logweir.integration.harness.ForkedJvm;
import logweir.integration.harness.ScratchDirectory;

/**
 * What a line costs one JVM while ever more others have the same log attached and are idle. Any of
 * them may be the one that publishes, so the processor time is that of all. Measured without them
 * before and after, which shows how far the machine has drifted.
 */
final class JvmGrowth {
  private static final List<String> SMALL =
      List.of("-Xmx16m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
  private static final long BYTES_OF_JVM = 100L << 20;
  private static final int STARTED_AT_ONCE = 4;
  private static final int WARM_UPS = 3;
  private static final int REST_MILLIS = 3000;

  private final ScratchDirectory directory;
  private final List<String> jvmOptions;
  private final List<ForkedJvm> idle = new ArrayList<>();

  JvmGrowth(ScratchDirectory directory, List<String> jvmOptions) {
    this.directory = directory;
    this.jvmOptions = jvmOptions;
  }

  void measure(int rounds, int[] counts) throws IOException, InterruptedException {
    System.out.printf("%n1 JVM x 1 thread, %d rounds, beside idle JVMs of the same log%n", rounds);
    System.out.println(CostSamples.header("idle JVMs"));
    Path file = Files.createFile(directory.resolve("app.log"));
    try (LoadJvms load = new LoadJvms(Route.SHARED, 1, 1, directory, jvmOptions)) {
      run(load, file, WARM_UPS);
      print("0, before", run(load, file, rounds));
      for (int count : counts) {
        if (!grow(count, file)) {
          break;
        }
        print(Integer.toString(count), run(load, file, rounds));
      }
      idle.forEach(jvm -> jvm.say("go"));
      idle.forEach(ForkedJvm::awaitSuccess);
      idle.clear();
      print("0, after", run(load, file, rounds));
    } finally {
      idle.forEach(ForkedJvm::close);
    }
    Files.delete(file);
  }

  private static void print(String first, CostSamples costs) {
    System.out.println(costs.row(first));
  }

  private boolean grow(int count, Path file) throws IOException, InterruptedException {
    long available = MemoryInfo.bytes("MemAvailable");
    if (available < (count - idle.size()) * BYTES_OF_JVM) {
      System.out.printf("skipped: %d JVMs, available memory=%d%n", count, available);
      return false;
    }
    while (idle.size() < count) {
      int first = idle.size();
      int last = Math.min(count, first + STARTED_AT_ONCE);
      for (int jvm = first; jvm < last; jvm++) {
        idle.add(ForkedJvm.start("idle " + jvm, IdleWorker.class, SMALL, List.of(file.toString())));
      }
      idle.subList(first, last).forEach(jvm -> jvm.awaitPrinted(IdleWorker.IDLE));
    }
    // Compilers come to rest first.
    Thread.sleep(REST_MILLIS);
    return true;
  }

  private CostSamples run(LoadJvms load, Path file, int rounds) throws IOException {
    CostSamples costs = new CostSamples();
    int lines = Route.SHARED.lines();
    for (int round = 0; round < rounds; round++) {
      List<CpuTime> before = CpuTime.of(idle);
      LoadJvms.Round result = load.runOn(file, lines);
      List<CpuTime> after = CpuTime.of(idle);
      double others = 0;
      for (int jvm = 0; jvm < idle.size(); jvm++) {
        others += after.get(jvm).minus(before.get(jvm)).scheduledNanos();
      }
      costs.add(result, others / lines);
    }
    return costs;
  }
}
