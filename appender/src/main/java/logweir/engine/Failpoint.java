package logweir.engine;

import java.util.ServiceLoader;

/**
 * The points at which a test can stop, kill or disturb a process: one behind each step that another
 * process could see. {@link #reach} stands in the code where the step is done.
 *
 * <p>Inert in the product: the jar holds no {@link Handler}, and {@link #ARMED} is then a constant
 * that the compiler drops together with what depends on it.
 */
enum Failpoint {
  /** The lane says INTENT; the cursor has not moved. */
  LANE_TAKEN,
  /** The cursor has moved; the lane still says INTENT. */
  RESERVED,
  /** The lane says CLAIMED; nothing is copied. */
  CLAIMED,
  /** The piece of a line that lies in one chunk is copied, the next piece is not. */
  HALF_COPIED,
  /** All is copied; the lane still says CLAIMED. */
  COPIED,
  /** The lane is free again; nobody was told to publish. */
  COMMITTED,

  /** The publisher lock is held. */
  PUBLISH_LOCKED,
  /** A publisher has read the cursor; it has not looked at any lane. */
  CURSOR_READ,
  /** The batch is known; the intent is not recorded. */
  SCANNED,
  /** The intent says WRITING; nothing is written. */
  INTENT_RECORDED,
  /** The batch is in the log file; the intent still says WRITING. */
  APPENDED,
  /** The intent says WRITTEN; published has not moved. */
  INTENT_WRITTEN,
  /** Published and limit have moved; abandoned lanes are still taken. */
  PUBLISHED,
  /** Abandoned lanes are free; the intent still says WRITTEN. */
  LANES_FREED,
  /** The intent is cleared; the lock is still held. */
  INTENT_CLEARED,

  /** The line that is too long for the ring is in the spill file; there is no intent. */
  SPILL_STORED,
  /** The intent says SPILLING; the log file has nothing of the line. */
  SPILL_RECORDED,
  /** The line is in the log file; the intent still says SPILLING. */
  SPILL_APPENDED,

  /** The intent says ROLLING; the log file is where it was. */
  ROLL_RECORDED,
  /** The window of archives is full, and the oldest one is removed. */
  OLDEST_REMOVED,
  /** An archive of the window has moved on by one place. */
  ARCHIVE_MOVED_ON,
  /** The file that is rolled has its footer, if there is one. */
  FOOTER_WRITTEN,
  /** A new file has its archive's name, too; the record may have another index. */
  FILE_NAMED,
  /** The log file has its archive's name only; the intent still says ROLLING. */
  FILE_ROLLED,
  /** The roll is counted; the intent still says ROLLING. */
  ROLL_COUNTED,
  /** The intent of the roll is cleared; the new file is empty, and the lock is still held. */
  ROLL_CLEARED,

  /** The tidy lock is held, and something is to be done. */
  TIDY_LOCKED,
  /** An archive is compressed, under a temporary name. */
  ARCHIVE_COMPRESSED,
  /** The compressed archive has its name; the other one is still there. */
  ARCHIVE_NAMED,
  /** The archive is there in its compressed form only. */
  ORIGINAL_REMOVED,
  /** What is too old is removed; that it was done is not recorded. */
  OLD_REMOVED,

  /** The lock of a dead writer has been taken over. */
  TAKEN_OVER,
  /** What the interrupted batch has left in the file is known; nothing more is written. */
  LANDED_COUNTED,
  /** The extent of a dead writer's reservation is stored; its lane does not say ABANDONED yet. */
  EXTENT_STORED,
  /** A dead writer's lane is settled. */
  LANE_SETTLED,

  /** The grow lock is held, and a chunk has to be installed. */
  GROW_LOCKED,
  /** The chunks file has grown; its count of chunks does not say so yet. */
  CHUNK_WRITTEN,
  /** The physical chunk is all zeros; no entry names it. */
  CHUNK_READY,
  /** The entry names the physical chunk; the grow lock is still held. */
  CHUNK_INSTALLED,
  /** The count of chunks is lowered; the chunks file is not cut yet. */
  TRIM_COUNTED,
  /** The chunks file is cut; the grow lock is still held. */
  TRIM_CUT,

  /** The attach lock is held by a newcomer. */
  ATTACH_LOCKED,
  /** What earlier areas have left is removed; there are no files. */
  FILES_REMOVED,
  /** The new area's chunks file exists; there is no control file. */
  CHUNKS_CREATED,
  /** The control file is whole, under its temporary name. */
  CONTROL_WRITTEN,
  /** The control file has its name; nobody is attached. */
  CONTROL_NAMED,
  /** The newcomer holds its kernel lock; no slot names it. */
  WRITER_LOCKED,
  /** The slot is filled in; its writer id is not. */
  SLOT_FILLED,
  /** The slot names the newcomer. */
  SLOT_TAKEN,

  /** All lanes of the leaver are retired. */
  LANES_RETIRED,
  /** The attach lock is held by a leaver. */
  LEAVE_LOCKED,
  /** The last leaver has appended the footer. */
  FOOTER_APPENDED,
  /** The last leaver has removed the control file, but not the chunks file. */
  CONTROL_REMOVED,
  /** The leaver's slot is free, or the files are gone; its kernel lock is still held. */
  SLOT_CLEARED;

  private static final String PROPERTY = "logweir.failpoint";
  private static final Handler HANDLER = findHandler();

  /** Whether this process has a handler. Code that may not make a call asks before it does. */
  static final boolean ARMED = HANDLER != null;

  /** Is told of every point that a thread comes to, on that thread. */
  interface Handler {
    void reached(Failpoint point);
  }

  /** The calling thread has come here. */
  void reach() {
    if (ARMED) {
      HANDLER.reached(this);
    }
  }

  private static Handler findHandler() {
    if (System.getProperty(PROPERTY) == null) {
      return null;
    }
    return ServiceLoader.load(Handler.class, Failpoint.class.getClassLoader())
        .findFirst()
        .orElse(null);
  }
}
