package logweir.engine;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import logweir.engine.LogVerification.Check;
import logweir.layout.OtherVersionException;
import logweir.layout.UnusableControlException;

/**
 * Looks for damage in a log and its staging area, reading only: whoever may read them may do this.
 * Safe while others write, roll, attach and leave. Thread-safe.
 */
public final class LogVerifier {
  private static final int ROUNDS = 20;

  private final Path log;
  private final StateDirectory directory;

  private LogVerifier(Path log, StateDirectory directory) {
    this.log = log;
    this.directory = directory;
  }

  /**
   * Looks at everything once, and again at what seems wrong: a few milliseconds if all is well,
   * some tenths of a second for each fault.
   *
   * @param log the log file's path, which need not exist
   * @param stateDirectory as the writers have it configured
   * @param tailBytes how many bytes at the end of the log file are searched for NULs
   * @throws UnusableStagingException if there is a staging area of another version
   * @throws IOException if something cannot be read
   */
  public static LogVerification verify(Path log, Optional<Path> stateDirectory, long tailBytes)
      throws IOException {
    Path existing = SharedLog.resolveExisting(log);
    StateDirectory directory = StateDirectory.of(existing, stateDirectory);
    return new LogVerifier(existing, directory).verify(tailBytes);
  }

  private LogVerification verify(long tailBytes) throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      Optional<LogVerification> verification = look(tailBytes);
      if (verification.isPresent()) {
        return verification.get();
      }
    }
    throw new IOException(
        "the staging area was replaced again and again: path=" + directory.path());
  }

  /** Empty if the staging area was removed meanwhile: what was found then tells nothing. */
  private Optional<LogVerification> look(long tailBytes) throws IOException {
    List<Check> checks = new ArrayList<>();
    long areaId = StagingArea.areaIdAt(directory);
    boolean isOwed = false;
    try {
      StagingVerifier staging = new StagingVerifier(directory, openPatiently());
      checks.addAll(staging.verify());
      isOwed = staging.owesBatch();
    } catch (NoSuchFileException e) {
      checks.add(Check.skipped(StagingVerifier.CONTROL, "nothing is staged"));
    } catch (OtherVersionException e) {
      throw new UnusableStagingException(e.getMessage(), e);
    } catch (UnusableControlException e) {
      checks.add(Check.damaged(StagingVerifier.CONTROL, e.getMessage(), StagingVerifier.ADVICE));
    }
    LogTail tail = new LogTail(log);
    checks.add(tail.lineEnd(isOwed));
    checks.add(tail.nuls(tailBytes));
    return areaId == StagingArea.areaIdAt(directory)
        ? Optional.of(new LogVerification(areaId != 0, checks))
        : Optional.empty();
  }

  // What its writers store meanwhile may look impossible for a moment.
  private StagingArea.MappedControl openPatiently() throws IOException {
    List<StagingArea.MappedControl> opened = new ArrayList<>(1);
    Optional<String> fault =
        SecondLook.lastingFault(
            () -> {
              try {
                opened.add(StagingArea.openReadOnly(directory));
                return Optional.empty();
              } catch (OtherVersionException e) {
                throw e;
              } catch (UnusableControlException e) {
                return Optional.of(e.getMessage());
              }
            });
    if (fault.isPresent()) {
      throw new UnusableControlException(fault.get());
    }
    return opened.get(0);
  }
}
