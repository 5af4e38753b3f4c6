package logweir.integration.probe;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import logweir.engine.SharedLog;
import logweir.engine.SharedLogConfig;

/** Appends to the engine, from one thread of this JVM, bytes that are there already. */
final class EngineLoad {
  private static final OperatingSystemMXBean CPU =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final Path file;

  EngineLoad(Path file) {
    this.file = file;
  }

  LoadJvms.Round run(int lines, int lineBytes) throws IOException {
    byte[] line = ("x".repeat(lineBytes - 1) + "\n").getBytes(StandardCharsets.US_ASCII);
    SharedLog log = SharedLog.open(file, SharedLogConfig.defaults());
    long cpu = CPU.getProcessCpuTime();
    long start = System.nanoTime();
    append(log, line, lines);
    long called = System.nanoTime();
    log.close();
    long end = System.nanoTime();
    cpu = CPU.getProcessCpuTime() - cpu;
    long missing = lines - LineCount.of(file, 0);
    Files.delete(file);
    return new LoadJvms.Round(
        lines * 1e9 / (end - start),
        (double) (called - start) / lines,
        (double) cpu / lines,
        missing);
  }

  private static void append(SharedLog log, byte[] line, int lines) {
    for (int i = 0; i < lines; i++) {
      if (!log.append(line, 0, line.length)) {
        throw new IllegalStateException("line was dropped: number=" + i);
      }
    }
  }
}
