package logweir.examples.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Counts the system calls of all threads of some processes, by {@code strace -f -c}. */
final class SystemCalls {
  private final Process strace;
  private final Path summary;

  private SystemCalls(Process strace, Path summary) {
    this.strace = strace;
    this.summary = summary;
  }

  /** Whether there is an strace here that may trace other processes. */
  static boolean canBeCounted(Workplace workplace) throws IOException, InterruptedException {
    Process traced = workplace.start(new ProcessBuilder("sleep", "60"));
    try {
      return attach(workplace, List.of(traced)).stop() >= 0;
    } catch (IOException e) {
      return false; // not installed, or not allowed
    } finally {
      traced.destroyForcibly().waitFor();
    }
  }

  /** Begins to count; all threads of the processes are being traced when it returns. */
  static SystemCalls attach(Workplace workplace, List<Process> processes) throws IOException {
    Path summary = workplace.newDirectory().resolve("strace");
    List<String> command = new ArrayList<>(List.of("strace", "-f", "-c", "-o", summary.toString()));
    for (Process process : processes) {
      command.add("-p");
      command.add(Long.toString(process.pid()));
    }
    Process strace = workplace.start(new ProcessBuilder(command).redirectErrorStream(true));
    awaitAttached(strace, processes);
    return new SystemCalls(strace, summary);
  }

  // It says so of each process, and later of threads that come.
  private static void awaitAttached(Process strace, List<Process> processes) throws IOException {
    BufferedReader says = strace.inputReader(StandardCharsets.UTF_8);
    List<String> said = new ArrayList<>();
    List<String> awaited = new ArrayList<>();
    processes.forEach(process -> awaited.add("Process " + process.pid() + " attached"));
    while (!awaited.isEmpty()) {
      String line = says.readLine();
      if (line == null) {
        throw new IOException("strace says: " + said);
      }
      said.add(line);
      awaited.removeIf(line::contains);
    }
    Thread drain = new Thread(() -> drain(says), "strace-output");
    drain.setDaemon(true);
    drain.start();
  }

  private static void drain(BufferedReader says) {
    try {
      says.transferTo(Writer.nullWriter());
    } catch (IOException e) {
      // It is closed as soon as strace is told to end.
    }
  }

  /** Lets the processes go on untraced; returns how many calls they made. */
  long stop() throws IOException, InterruptedException {
    strace.destroy();
    strace.waitFor();
    if (!Files.exists(summary)) {
      throw new IOException("strace has left no summary");
    }
    return total(Files.readAllLines(summary));
  }

  // The last line: 100.00 (% time), seconds, usecs/call (some versions), calls, errors (if any),
  // total
  static long total(List<String> summary) throws IOException {
    for (String line : summary) {
      String[] columns = line.strip().split("\\s+", -1);
      if (columns[columns.length - 1].equals("total")) {
        return Long.parseLong(columns[3]);
      }
    }
    if (summary.stream().allMatch(String::isBlank)) {
      return 0; // nothing was called
    }
    throw new IOException("strace has an unknown summary: " + summary);
  }
}
