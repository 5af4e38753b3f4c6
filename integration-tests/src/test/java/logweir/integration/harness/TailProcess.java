package logweir.integration.harness;

import java.io.IOException;
import java.nio.file.Path;

/** The system's {@code tail -F}, from the first line on, printing into a file. */
public final class TailProcess implements AutoCloseable {
  private final Process process;
  private final Path output;

  private TailProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * Starts to follow a file, which need not exist yet.
   *
   * @param output gets what tail prints
   */
  public static TailProcess follow(Path file, Path output) throws IOException {
    Process process =
        new ProcessBuilder("tail", "-n", "+1", "-F", file.toString())
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new TailProcess(process, output);
  }

  /** Where its output goes. */
  public Path output() {
    return output;
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
