package logweir.integration.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * Counts how often a fault was tried, and what came of it, for the reliability table. Each entry is
 * a line {@code fault;trials;failures;recovery in microseconds or nothing} of a file in the build
 * directory, which {@link ReliabilityTable} adds up.
 *
 * <p>Thread-safe. Tests in several JVMs may write at once.
 */
public final class FaultTrials {
  /** The system property that names another file to write to. */
  public static final String FILE_PROPERTY = "logweir.trials";

  static final Path FILE =
      Path.of(System.getProperty(FILE_PROPERTY, "target/reliability/trials.csv"));

  private final String fault;

  private FaultTrials(String fault) {
    this.fault = fault;
  }

  /**
   * The counts of one fault.
   *
   * @param fault its row in the table, such as "writer killed at random"; without a semicolon
   */
  public static FaultTrials of(String fault) {
    return new FaultTrials(fault);
  }

  /** What a trial does; an assertion that fails is a failure of the product. */
  @FunctionalInterface
  public interface Trial {
    void run() throws Exception;
  }

  /** Runs a trial and counts it; its failure is counted, and fails the test. */
  public void trial(Trial trial) throws Exception {
    trials(1, trial);
  }

  /** The same for one run in which the fault is tried several times. */
  public void trials(long count, Trial trial) throws Exception {
    try {
      trial.run();
    } catch (Throwable t) {
      write(count, 1, "");
      throw t;
    }
    write(count, 0, "");
  }

  /** Notes how long the others took to go on after one trial, which is counted elsewhere. */
  public void recovered(Duration time) {
    write(0, 0, Long.toString(time.toNanos() / 1000));
  }

  private void write(long trials, long failures, String recoveryMicros) {
    String entry = fault + ";" + trials + ";" + failures + ";" + recoveryMicros + "\n";
    try {
      Files.createDirectories(FILE.getParent());
      Files.writeString(FILE, entry, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
