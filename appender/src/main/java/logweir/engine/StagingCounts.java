package logweir.engine;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * How a staging area stands: the figures of all processes that share the log, as one of them reads
 * them in its own mapping. They start anew when the last process has left. Read without a lock: the
 * figures of a busy log are of about the same time, not of one instant. {@link LogStatus} tells
 * more, and costs more.
 *
 * @param writers writers that have a slot; a dead one counts until somebody clears its slot
 * @param publisherPid who published last, by its id in its own pid namespace, if it is attached
 * @param publishesHere whether that is the process that asks
 * @param backlogBytes bytes of the staging area that are reserved and not yet published, frames
 *     included
 * @param lag how long the backlog has been waiting at most; zero without a backlog
 * @param lines lines of all writers, present and departed
 * @param directLines those of them that went past the staging area
 * @param drops lines that they had to give up
 * @param publishes batches written
 * @param writeCalls write(2) calls that they took
 * @param publishedBytes bytes that they held
 * @param completedBatches batches of dead publishers that a successor finished
 * @param reclaimedLanes lanes of dead writers that were settled
 * @param deadWriters dead writers whose slots were cleared
 */
public record StagingCounts(
    int writers,
    OptionalLong publisherPid,
    boolean publishesHere,
    long backlogBytes,
    Duration lag,
    long lines,
    long directLines,
    long drops,
    long publishes,
    long writeCalls,
    long publishedBytes,
    long completedBatches,
    long reclaimedLanes,
    long deadWriters) {

  /** How many lines a batch held on the average; zero before the first batch. */
  public double linesPerPublish() {
    return publishes == 0 ? 0 : (double) (lines - directLines) / publishes;
  }
}
