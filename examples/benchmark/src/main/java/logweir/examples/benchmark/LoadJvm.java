package logweir.examples.benchmark;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * The main program of a JVM that logs, in rounds. In each it is told to open a file, and then to
 * log and to close it again; it answers both. It ends with its input, which is also when whoever
 * started it is gone.
 */
public final class LoadJvm {
  static final String OPENED = "opened";

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final int jvm;

  private LoadJvm(int jvm) {
    this.jvm = jvm;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    LoadJvm load = new LoadJvm(Integer.parseInt(args[0]));
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = orders.readLine(); line != null; line = orders.readLine()) {
      Orders.Open open = Orders.fromLine(line, Orders.Open.class);
      try (Sink sink = Contender.valueOf(open.contender()).open(Path.of(open.file()))) {
        System.out.println(OPENED);
        line = orders.readLine();
        if (line == null) {
          return;
        }
        System.out.println(Orders.toLine(load.run(sink, Orders.fromLine(line, Orders.Go.class))));
      }
    }
  }

  private Orders.Ran run(Sink sink, Orders.Go order) throws InterruptedException {
    List<LoadThread> threads = new ArrayList<>();
    for (int thread = 1; thread <= order.what().threads(); thread++) {
      threads.add(new LoadThread(order, jvm, thread, sink));
    }
    long cpu = SYSTEM.getProcessCpuTime();
    long allocated = allocatedByLiving();
    threads.forEach(Thread::start);
    for (LoadThread thread : threads) {
      thread.join();
    }
    allocated = Math.max(0, allocatedByLiving() - allocated);
    sink.close();
    long drained = System.nanoTime();
    cpu = SYSTEM.getProcessCpuTime() - cpu;
    return ran(threads, drained, cpu, allocated);
  }

  private static Orders.Ran ran(
      List<LoadThread> threads, long drained, long cpu, long allocatedByOthers) {
    Histogram times = threads.get(0).times().histogram();
    threads.stream().skip(1).forEach(thread -> times.add(thread.times().histogram()));
    long spun = threads.stream().mapToLong(LoadThread::spunNanos).sum();
    long allocated = threads.stream().mapToLong(LoadThread::allocatedBytes).sum();
    return new Orders.Ran(
        threads.stream().mapToLong(LoadThread::firstCallNanos).min().orElseThrow(),
        drained,
        threads.stream().map(LoadThread::logged).toList(),
        Math.max(0, cpu - spun),
        allocated + allocatedByOthers,
        Orders.toText(times));
  }

  private static long allocatedByLiving() {
    long[] bytes = THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds());
    return Arrays.stream(bytes).filter(of -> of > 0).sum();
  }
}
