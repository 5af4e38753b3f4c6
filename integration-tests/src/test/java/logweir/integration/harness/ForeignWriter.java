package logweir.integration.harness;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A program without Java that appends lines to a log, in the way that is natural for it. */
public final class ForeignWriter implements AutoCloseable {
  private final Language language;
  private final Process process;

  private ForeignWriter(Language language, Process process) {
    this.language = language;
    this.process = process;
  }

  /** Each reads lines from one file and appends them to another, none as fast as it can. */
  public enum Language {
    /** Opens the log anew for each line. */
    BASH(
        "bash",
        "-c",
        """
        while IFS= read -r line; do
          echo "$line" >> "$1"
          ((++lines % 400)) || sleep 0.05
        done < "$0"
        """),
    PERL(
        "perl",
        "-e",
        """
        open(my $lines, '<', $ARGV[0]) or die;
        open(my $log, '>>', $ARGV[1]) or die;
        while (my $line = <$lines>) {
          syswrite($log, $line) == length($line) or die;
          select(undef, undef, undef, 0.0001);
        }
        """),
    PYTHON(
        "python3",
        "-c",
        """
        import os, sys, time
        log = os.open(sys.argv[2], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        for line in open(sys.argv[1], 'rb'):
          assert os.write(log, line) == len(line)
          time.sleep(0.0001)
        """);

    private final String executable;
    private final String option;
    private final String program;

    Language(String executable, String option, String program) {
      this.executable = executable;
      this.option = option;
      this.program = program;
    }

    private List<String> command(Path source, Path log) {
      return List.of(executable, option, program, source.toString(), log.toString());
    }
  }

  /**
   * Starts to append lines of {@link LineFormat}; the test is skipped where the program is missing.
   *
   * @param jvm the number that its lines carry, as lines of thread 0
   * @param scratch where its lines are put for it
   */
  public static ForeignWriter start(
      Language language, Path log, int jvm, int lines, int[] sizes, Path scratch)
      throws IOException {
    assumeTrue(
        Run.of(List.of("which", language.executable)).exitCode() == 0,
        () -> "needs " + language.executable);
    Path source = scratch.resolve("lines" + jvm);
    try (OutputStream out = Files.newOutputStream(source)) {
      for (int sequence = 0; sequence < lines; sequence++) {
        LineId id = new LineId(0, jvm, 0, sequence);
        out.write(LineFormat.line(id, sizes[sequence % sizes.length]));
      }
    }
    Process process = new ProcessBuilder(language.command(source, log)).inheritIO().start();
    return new ForeignWriter(language, process);
  }

  /** Waits for its end, and fails unless it was content. */
  public void awaitDone() {
    Hang.await("end of " + language).until(() -> !process.isAlive());
    if (process.exitValue() != 0) {
      throw new AssertionError(language + " ended with exit code " + process.exitValue());
    }
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
