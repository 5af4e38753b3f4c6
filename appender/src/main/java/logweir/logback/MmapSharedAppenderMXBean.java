package logweir.logback;

/**
 * The figures of one {@link MmapSharedAppender} from its last start on. Those whose name begins
 * with {@code Shared} are of the staging area, and so of all JVMs that write the file: they are the
 * same whichever JVM is asked, start anew when the last one has left, and are -1 while the lines of
 * this appender are not staged. All the others are of this appender alone.
 *
 * <p>Thread-safe. Nothing here makes the appender wait, and no line is slower for it: the figures
 * are read where they are kept anyway. Those of a busy log are of about the same time, not of one
 * instant. They can be read when the appender is stopped, too.
 */
public interface MmapSharedAppenderMXBean {
  /** Path of the log file. */
  String getFile();

  /** Where the staging area stands, or would stand if there were one. */
  String getStateDirectory();

  /** Whether lines go through the staging area; else each is a write of its own. */
  boolean isStaged();

  /** Events that were appended, whichever way they went. */
  long getEvents();

  /** Bytes of them; without headers and footers. */
  long getBytes();

  /** Those of the events that were a write of their own, past the staging area. */
  long getDirectEvents();

  /** Events that had to be given up, because the disk refused them. */
  long getDrops();

  /** Events that made no line: the encoder failed, or had been logged from within it. */
  long getFailedEvents();

  /** Events that did not find room in the staging area at once. */
  long getBlockedEvents();

  /** How long logging calls were held up by that altogether, in nanoseconds. */
  long getBlockedNanos();

  /** Whether this appender was the last to publish: it does so for all of them, mostly. */
  boolean isPublishing();

  /** Writers, of all JVMs, that are attached; dead ones until somebody clears them away. */
  int getSharedWriters();

  /** Process id, in its own pid namespace, of the JVM that published last; -1 if it has left. */
  long getSharedPublisherPid();

  /** Bytes that are staged and not yet in the file. */
  long getSharedBacklogBytes();

  /** How long the oldest of them have been waiting at most, in nanoseconds. */
  long getSharedLagNanos();

  /** Events of all writers, present and departed. */
  long getSharedEvents();

  /** Events that they had to give up. */
  long getSharedDrops();

  /** Batches written to the file. */
  long getSharedPublishes();

  /** Bytes of them. */
  long getSharedPublishedBytes();

  /** How many events a batch held on the average. */
  double getSharedLinesPerPublish();

  /** Recoveries: batches that a dead JVM had begun and another one finished. */
  long getSharedCompletedBatches();

  /** Recoveries: lanes in which a dead JVM had left a line half copied. */
  long getSharedReclaimedLanes();

  /** Recoveries: dead JVMs' writers that were cleared away. */
  long getSharedDeadWriters();
}
