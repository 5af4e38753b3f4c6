package logweir.integration.probe;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import logweir.integration.harness.ScratchDirectory;

/**
 * Whether what a line costs stays the same while something else grows.
 *
 * <p>Arguments: {@code file} with gigabytes (20) and gigabytes of a step (2); {@code lines} with
 * rounds (9) and megabytes of a round (256); {@code jvms} with rounds (9) and numbers of idle JVMs
 * (1,4,16,64); nothing for all three.
 */
final class FlatCostProbe {
  private static final List<String> JVM_OPTIONS = List.of("-Xmx256m");

  private FlatCostProbe() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    String part = arguments.length > 0 ? arguments[0] : "all";
    try (ScratchDirectory directory = ScratchDirectory.create("logweir-probe")) {
      if (isChosen(part, "file")) {
        new FileGrowth(directory, JVM_OPTIONS)
            .measure(argument(arguments, 1, "20"), argument(arguments, 2, "2"));
      }
      if (isChosen(part, "lines")) {
        new LineGrowth(directory, JVM_OPTIONS)
            .measure((int) argument(arguments, 1, "9"), argument(arguments, 2, "256"));
      }
      if (isChosen(part, "jvms")) {
        int[] counts = numbers(arguments.length > 2 ? arguments[2] : "1,4,16,64");
        new JvmGrowth(directory, JVM_OPTIONS).measure((int) argument(arguments, 1, "9"), counts);
      }
    }
  }

  private static boolean isChosen(String given, String part) {
    return given.equals(part) || given.equals("all");
  }

  private static double argument(String[] arguments, int index, String byDefault) {
    return Double.parseDouble(index < arguments.length ? arguments[index] : byDefault);
  }

  private static int[] numbers(String list) {
    return Arrays.stream(list.split(",", -1)).mapToInt(Integer::parseInt).toArray();
  }
}
