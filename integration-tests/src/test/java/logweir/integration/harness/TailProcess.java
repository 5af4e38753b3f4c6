package logweir.integration.harness;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A {@code tail -F} of the system, from the first line on, printing into a file. */
public final class TailProcess implements LogReader {
  private final Process process;
  private final Path output;

  private TailProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * Starts to follow a file with GNU's tail, the file need not exist yet.
   *
   * @param output gets what tail prints
   */
  public static TailProcess follow(Path file, Path output) throws IOException {
    return start(output, "tail", "-n", "+1", "-F", file.toString());
  }

  /** The same with busybox's, which looks once a second; skips the test where there is none. */
  public static TailProcess followWithBusybox(Path file, Path output) throws IOException {
    assumeTrue(Run.of(List.of("which", "busybox")).exitCode() == 0, "needs busybox");
    return start(output, "busybox", "tail", "-n", "+1", "-F", file.toString());
  }

  private static TailProcess start(Path output, String... command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new TailProcess(process, output);
  }

  @Override
  public Path output() {
    return output;
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
