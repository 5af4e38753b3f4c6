package logweir.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;

/**
 * Runs the stress tests of the memory orderings; exits with 0 only if each of them ran and none saw
 * a forbidden outcome, with 1 if one did, and with 2 if one did not run. jcstress itself passes
 * over a test that it cannot run.
 *
 * <pre>
 *   mvn -q -B -Pjcstress -DskipTests -pl integration-tests -am verify
 * </pre>
 *
 * The short run gives each test one JVM in which C2 orders what it may by chance; the long one
 * every pair of interpreter, C1 and C2 as well. Each test has two actors, so that two processors
 * are enough. Results are left in the working directory.
 */
final class StressRun {
  /** Samples between two barriers, and barriers between two collections: 256 areas at a time. */
  private static final String STRIDE_SIZE = "64";

  private static final String STRIDE_COUNT = "4";

  private static final String RANDOM_C2 =
      "-XX:+UnlockDiagnosticVMOptions -XX:-TieredCompilation"
          + " -XX:+StressLCM -XX:+StressGCM -XX:+StressIGVN -XX:+StressCCP";

  private StressRun() {}

  public static void main(String[] args) throws Exception {
    Options options = new Options(options(args[0], args[1]));
    if (!options.parse()) {
      System.exit(2);
    }
    JCStress stress = new JCStress(options);
    Set<String> missing = new TreeSet<>(stress.getTests());
    try {
      stress.run();
      missing.removeAll(thoseThatRan(options));
    } catch (AssertionError e) {
      System.out.println(e.getMessage());
      System.exit(1);
    }
    if (!missing.isEmpty() || stress.getTests().isEmpty()) {
      System.out.println("stress tests that did not run: " + missing);
      System.exit(2);
    }
    System.exit(0);
  }

  private static String[] options(String length, String tests) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "-t", tests, "-r", ".", "-strideSize", STRIDE_SIZE, "-strideCount", STRIDE_COUNT));
    // On a loaded machine one actor often waits until the other gets a processor.
    options.addAll(List.of("-spinStyle", "THREAD_YIELD", "-pth", "false"));
    switch (length) {
      case "short" ->
          options.addAll(
              List.of("-iters", "3", "-time", "250", "-sc", "false", "-jvmArgs", RANDOM_C2));
      case "long" -> options.addAll(List.of("-iters", "4", "-time", "500", "-fsm", "1"));
      default ->
          throw new IllegalArgumentException(
              "jcstress.length=" + length + ", allowed: short, long");
    }
    return options.toArray(String[]::new);
  }

  private static Set<String> thoseThatRan(Options options) throws Exception {
    InProcessCollector results = new InProcessCollector();
    DiskReadCollector reader = new DiskReadCollector(options.getResultFile(), results);
    reader.dump();
    reader.close();
    Set<String> ran = new TreeSet<>();
    for (TestResult result : results.getTestResults()) {
      if (result.status() == Status.NORMAL && result.getTotalCount() > 0) {
        ran.add(result.getName());
      }
    }
    return ran;
  }
}
