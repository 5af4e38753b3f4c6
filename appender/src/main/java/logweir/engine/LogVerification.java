package logweir.engine;

import java.util.List;

/**
 * What a look for damage has found, check by check. Immutable.
 *
 * @param isStaged whether there is a staging area; if not, only the log file was looked at
 * @param checks in the order in which they were made
 */
public record LogVerification(boolean isStaged, List<Check> checks) {
  public LogVerification {
    checks = List.copyOf(checks);
  }

  /** Whether nothing is damaged. */
  public boolean isGood() {
    return checks.stream().noneMatch(check -> check.result() == Result.DAMAGED);
  }

  /** What came of a check. */
  public enum Result {
    OK,
    DAMAGED,
    /** There is nothing to look at, or it is no use to look. */
    SKIPPED
  }

  /**
   * One check.
   *
   * @param subject what was looked at: a word or two, always the same
   * @param found what was seen there
   * @param advice what to do about damage; otherwise empty
   */
  public record Check(String subject, Result result, String found, String advice) {
    static Check ok(String subject, String found) {
      return new Check(subject, Result.OK, found, "");
    }

    static Check skipped(String subject, String why) {
      return new Check(subject, Result.SKIPPED, why, "");
    }

    static Check damaged(String subject, String found, String advice) {
      return new Check(subject, Result.DAMAGED, found, advice);
    }
  }
}
