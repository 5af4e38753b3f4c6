package logweir.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a staging area says of itself at one moment. Read without a lock: the counts of a busy log
 * are of about the same time, not of one instant.
 *
 * @param createdAt when the staging area was made
 * @param earlierBoot whether that was before the host's last boot: the next writer discards it
 * @param chunkBytes bytes of a chunk
 * @param maxChunks chunks that the ring may have
 * @param chunks chunks that the chunks file has now
 * @param cursor next free position
 * @param published everything before it is in the log file
 * @param lag how long the backlog has been waiting at most; zero without a backlog
 * @param publisher slot of the writer that published last, if it is still attached
 * @param publishes batches written since the staging area was made
 * @param writeCalls write(2) calls that they took
 * @param publishedBytes bytes that they held
 * @param completedBatches batches that a successor finished
 * @param reclaimedLanes lanes of dead writers that were reclaimed
 * @param departed the sums of the writers that are no longer attached
 * @param writers who is attached
 */
public record LogStatus(
    Instant createdAt,
    boolean earlierBoot,
    int chunkBytes,
    int maxChunks,
    int chunks,
    long cursor,
    long published,
    Duration lag,
    OptionalLong publisher,
    long publishes,
    long writeCalls,
    long publishedBytes,
    long completedBatches,
    long reclaimedLanes,
    Departed departed,
    List<Writer> writers) {

  /** {@return bytes reserved and not yet in the log file} */
  public long backlogBytes() {
    return cursor - published;
  }

  /** {@return lines of all writers, present and departed} */
  public long lines() {
    return departed.lines() + writers.stream().mapToLong(Writer::lines).sum();
  }

  /**
   * {@return how many lines a write(2) call held, those of direct lines left out; empty before the
   * first}
   */
  public OptionalDouble linesPerWriteCall() {
    if (writeCalls == 0) {
      return OptionalDouble.empty();
    }
    long direct = departed.directLines() + writers.stream().mapToLong(Writer::directLines).sum();
    return OptionalDouble.of((double) (lines() - direct) / writeCalls);
  }

  /** {@return drops of all writers, present and departed} */
  public long drops() {
    return departed.drops() + writers.stream().mapToLong(Writer::drops).sum();
  }

  /**
   * One attached writer: one appender of one JVM.
   *
   * @param slot index of its slot
   * @param pid its JVM's process id, in the JVM's own pid namespace
   * @param attachedAt when it attached
   * @param alive whether its JVM still holds its lock
   * @param lines lines that it logged
   * @param bytes bytes of them
   * @param directLines those of them that went straight to the file
   * @param drops lines that it had to give up
   */
  public record Writer(
      int slot,
      long pid,
      Instant attachedAt,
      boolean alive,
      long lines,
      long bytes,
      long directLines,
      long drops) {}

  /**
   * The sums of the writers that left or died and were cleared away.
   *
   * @param writers how many
   * @param dead how many of them died
   * @param lines lines that they logged
   * @param bytes bytes of them
   * @param directLines those of them that went straight to the file
   * @param drops lines that they had to give up
   */
  public record Departed(
      long writers, long dead, long lines, long bytes, long directLines, long drops) {}
}
