package logweir.engine;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.zip.CRC32;
import logweir.layout.Control;
import logweir.layout.RollRecord;
import logweir.layout.Slot;

/**
 * Which processes of a log roll it: those with one policy, that of the first of them who had any.
 * One whose policy is another, or who has none, leaves a roll that is due to them as long as one of
 * them lives; after that its own policy counts. For the holder of the publisher lock.
 */
final class RollGroup {
  /** What a process does about rolling. */
  enum Part {
    /** Nobody rolls. */
    NONE,
    /** It rolls. */
    ROLLS,
    /** Others do. */
    FOLLOWS
  }

  private static final long ASK_AGAIN_NANOS = 1_000_000_000L;

  private final Control control;
  private final RollRecord record;
  private final Liveness liveness;
  private final Optional<RollPolicy> policy;
  private final long policyId;
  private final Path log;
  private final LogListener listener;
  private final LongSupplier clock;
  private long carriedPolicy;
  private long carriedUntilNanos;

  RollGroup(StagingArea area, Path log, SharedLogConfig config, LongSupplier clock) {
    this.control = area.control();
    this.record = control.rolling();
    this.liveness = area.liveness();
    this.policy = config.rollPolicy();
    this.policyId = idOf(policy);
    this.log = log;
    this.listener = config.listener();
    this.clock = clock;
  }

  /** The number that stands for a policy in the control file; 0 for none. */
  static long idOf(Optional<RollPolicy> policy) {
    if (policy.isEmpty()) {
      return 0;
    }
    String description = policy.get().description();
    CRC32 crc = new CRC32();
    crc.update(description.getBytes(StandardCharsets.UTF_8));
    return crc.getValue() << 32 | (description.hashCode() & 0xffff_ffffL) | 1;
  }

  /** Whether the policy that counts is that of this process, or nobody has any. */
  boolean isOwn() {
    return record.policy() == policyId;
  }

  /** Whether the rolling is left to others. */
  boolean follows() {
    return !isOwn() && isCarried(record.policy());
  }

  /**
   * What this process does. Its policy counts from now on if that of nobody else does; so no roll
   * by another one may be half done.
   */
  Part part() {
    if (follows()) {
      return Part.FOLLOWS;
    }
    if (policy.isEmpty()) {
      return Part.NONE;
    }
    if (!isOwn()) {
      takeOver();
    }
    return Part.ROLLS;
  }

  // Whether somebody lives who has that policy. To ask costs system calls.
  private boolean isCarried(long group) {
    if (group == 0) {
      return false;
    }
    long now = clock.getAsLong();
    if (group == carriedPolicy && now - carriedUntilNanos < 0) {
      return true;
    }
    boolean news = group != carriedPolicy;
    carriedPolicy = 0;
    if (!hasLivingWriter(group)) {
      return false;
    }
    carriedPolicy = group;
    carriedUntilNanos = now + ASK_AGAIN_NANOS;
    if (news) {
      policy.ifPresent(this::warn);
    }
    return true;
  }

  private boolean hasLivingWriter(long group) {
    for (int index = 0; index < control.slotLimitVolatile(); index++) {
      Slot slot = control.slot(index);
      long writerId = slot.writerIdVolatile();
      if (writerId != 0 && slot.rollPolicy() == group && !liveness.isDead(writerId)) {
        return true;
      }
    }
    return false;
  }

  private void warn(RollPolicy own) {
    String message =
        "rolling is left to the processes that were there before, whose policy is another: path=";
    listener.warn(message + log + ", policy=" + own.description(), null);
  }

  // The policy last: whoever finds it there finds the rest done.
  private void takeOver() {
    record.file(0, 0, 0, 0);
    record.rollsVolatile(record.rollsVolatile() + 1);
    record.policy(policyId);
  }
}
