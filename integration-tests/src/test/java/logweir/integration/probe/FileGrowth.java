package logweir.integration.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import logweir.integration.harness.ScratchDirectory;

/**
 * What a line costs while the log file grows. Rounds on a new file in between show what else the
 * machine does meanwhile. After each round the disk is waited for, so that it is the size of the
 * file that is measured and not the rate of the disk.
 */
final class FileGrowth {
  private static final int WARM_UPS = 3;
  private static final double GIGABYTE = 1L << 30;

  private final ScratchDirectory directory;
  private final List<String> jvmOptions;
  private final List<Step> steps = new ArrayList<>();

  FileGrowth(ScratchDirectory directory, List<String> jvmOptions) {
    this.directory = directory;
    this.jvmOptions = jvmOptions;
  }

  private record Step(CostSamples growing, CostSamples fresh) {}

  void measure(double gigabytes, double ofStep) throws IOException {
    Path file = Files.createFile(directory.resolve("growing.log"));
    long usable = Files.getFileStore(file).getUsableSpace();
    if (usable < (gigabytes + 2) * GIGABYTE) {
      throw new IOException("no room for the log file: usable=" + usable);
    }
    System.out.printf("%n1 JVM x 1 thread, the log file grows to %.1f GB%n", gigabytes);
    System.out.println(CostSamples.header("from GB, and a new file"));
    try (LoadJvms jvms = new LoadJvms(Route.SHARED, 1, 1, directory, jvmOptions)) {
      for (int round = 0; round < WARM_UPS; round++) {
        jvms.run(Route.SHARED.lines());
      }
      for (double size = 0; size < gigabytes; size += ofStep) {
        add(size, step(jvms, file, (long) ((size + ofStep) * GIGABYTE)));
      }
    }
    System.out.printf("size=%d%n", Files.size(file));
    Files.delete(file);
    compare("caller ns", CostSamples::calls);
    compare("drained ns", CostSamples::drained);
    compare("cpu ns", CostSamples::cpu);
  }

  private static Step step(LoadJvms jvms, Path file, long end) throws IOException {
    Step step = new Step(new CostSamples(), new CostSamples());
    while (Files.size(file) < end) {
      step.growing.add(jvms.runOn(file, Route.SHARED.lines()));
      step.fresh.add(jvms.run(Route.SHARED.lines()));
    }
    return step;
  }

  private void add(double size, Step step) {
    System.out.println(step.growing.row(String.format(Locale.ROOT, "%.1f", size)));
    System.out.println(step.fresh.row("new file"));
    steps.add(step);
  }

  private void compare(String title, ToDoubleFunction<CostSamples> figure) {
    Samples growing = new Samples();
    Samples ratios = new Samples();
    for (Step step : steps) {
      double cost = figure.applyAsDouble(step.growing);
      growing.add(cost);
      ratios.add(cost / figure.applyAsDouble(step.fresh));
    }
    double first = figure.applyAsDouble(steps.get(0).growing);
    double last = figure.applyAsDouble(steps.get(steps.size() - 1).growing);
    System.out.printf(
        Locale.ROOT,
        "%-10s last/first %.3f, max/min of the steps %.3f; to a new file %.3f to %.3f, median %.3f%n",
        title,
        last / first,
        growing.max() / growing.min(),
        ratios.min(),
        ratios.max(),
        ratios.median());
  }
}
