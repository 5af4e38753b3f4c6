package logweir.integration.probe;

import ch.qos.logback.classic.LoggerContext;
import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import logweir.integration.harness.Contexts;

/**
 * The main program of a JVM that logs, in rounds. Reads a round's number, file, lines per thread
 * and length of a line, opens the file and says "ready"; at the next line of input it logs, closes
 * the file and says when it began, when the last call had returned, when all was in the file, and
 * the processor time of it. Ends with its input.
 */
final class LoadJvm {
  static final String READY = "ready ";
  static final String RAN = "ran ";

  private static final OperatingSystemMXBean CPU =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private LoadJvm() {}

  public static void main(String[] arguments) throws Exception {
    Route route = Route.valueOf(arguments[0]);
    int threads = Integer.parseInt(arguments[1]);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String order = in.readLine(); order != null; order = in.readLine()) {
      String[] words = order.split("\t", -1);
      String round = words[0];
      LoggerContext context = Contexts.start(route.configuration(Path.of(words[1])));
      int lines = Integer.parseInt(words[2]);
      String[] messages = Load.messages(Integer.parseInt(words[3]));
      System.out.println(READY + round + ".");
      if (in.readLine() == null) {
        return;
      }
      long cpu = CPU.getProcessCpuTime();
      long start = System.nanoTime();
      Load.run(context, threads, lines, messages);
      long called = System.nanoTime();
      context.stop();
      long end = System.nanoTime();
      cpu = CPU.getProcessCpuTime() - cpu;
      System.out.println(RAN + round + ". " + start + " " + called + " " + end + " " + cpu);
    }
  }
}
