package logweir.integration.mutant;

import java.util.List;

/**
 * A way to break the engine that a reader might think harmless, and the test that notices. An edit
 * whose text does not stand exactly once in the source is an error: the mutant has to be adapted.
 */
enum Mutant {
  /**
   * The lane is free before the line's bytes are there. This is what a plain store instead of the
   * release becomes where stores pass each other; x86 keeps them in order, so that the plain store
   * itself would show nothing there.
   */
  NO_RELEASE_AT_COMMIT(
      "engine/LineStager",
      "logweir.integration.KilledInReusedChunkIT",
      new Edit(
          "      Failpoint.CLAIMED.reach();\n",
          "      lane.wordRelease(freeWord);\n      Failpoint.CLAIMED.reach();\n"),
      new Edit(
          "      Failpoint.COPIED.reach();\n      lane.wordRelease(freeWord);\n",
          "      Failpoint.COPIED.reach();\n")),

  /** A chunk that is used again keeps what stood in it. */
  NO_ZEROING(
      "engine/ChunkRing",
      "logweir.integration.KilledInReusedChunkIT",
      new Edit("region(physical).zero();", "region(physical);")),

  /** A successor does not learn what its predecessor was writing. */
  NO_INTENT_RECORD(
      "engine/Publisher",
      "logweir.integration.MidWriteIT",
      new Edit(
          "control.intentRelease(IntentState.WRITING, from, to, file.device(), file.inode(), size);",
          ""),
      new Edit(
          "control.intentStateRelease(IntentState.WRITTEN);\n    Failpoint.INTENT_WRITTEN.reach();",
          "")),

  /** What the file system did not take at once is forgotten. */
  NO_LOOP_ON_SHORT_WRITES(
      "engine/LogFile",
      "logweir.integration.FullDiskIT",
      new Edit(
          "first = firstRemaining(buffers, first);\n    }\n    return calls;",
          "first = buffers.length;\n    }\n    return calls;")),

  /** Whoever waits too long takes the lock, whether its owner lives or not. */
  LOCK_STOLEN_BY_TIMEOUT(
      "engine/OwnerLock",
      "logweir.integration.SigstopIT#shouldNotHoldUpOthersWhileAPublisherIsStopped",
      new Edit("!liveness.isDead(owner) || ", "")),

  /** A reservation between the two looks is in neither. */
  LANES_READ_BEFORE_CURSOR(
      "engine/LaneScan",
      "logweir.integration.PausedScanIT",
      new Edit("private final long cursor;", "private long cursor;"),
      new Edit(
          "new LaneScan(control.cursorVolatile());\n    Failpoint.CURSOR_READ.reach();",
          "new LaneScan(0);"),
      new Edit(
          "scan.findLowest();",
          "scan.findLowest(); Failpoint.CURSOR_READ.reach(); scan.cursor = control.cursorVolatile();"));

  private final String source;
  private final String test;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<Edit> edits;

  /** Replaces a text by another. */
  record Edit(String text, String replacement) {}

  Mutant(String source, String test, Edit... edits) {
    this.source = source;
    this.test = test;
    this.edits = List.of(edits);
  }

  /** The source file that is changed, below {@code logweir} and without its ending. */
  String source() {
    return source;
  }

  /** The test that has to fail: a class, or {@code class#method}. */
  String test() {
    return test;
  }

  /** The source with the edits made. */
  String applyTo(String original) {
    String mutated = original;
    for (Edit edit : edits) {
      int at = mutated.indexOf(edit.text());
      if (at < 0 || mutated.indexOf(edit.text(), at + 1) >= 0) {
        throw new IllegalStateException(
            "text does not stand once in " + source + ": " + edit.text());
      }
      mutated = mutated.replace(edit.text(), edit.replacement());
    }
    return mutated;
  }
}
