package logweir.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import logweir.engine.LogVerification.Check;
import logweir.layout.Control;
import logweir.layout.ControlDescriptor;
import logweir.layout.IntentState;
import logweir.layout.LaneWord;

/**
 * Looks for damage in a staging area without a lock and without changing anything, while its
 * writers go on: see {@link SecondLook}. What is looked for is what those look for who hold the
 * locks ({@link Invariants}, {@link ChunkRing}, {@link BatchAssembler}, {@link SlotTable}), and
 * more, since there is time.
 */
final class StagingVerifier {
  static final String CONTROL = "control";
  static final String POSITIONS = "positions";
  static final String WRITERS = "writers";
  static final String LANES = "lanes";
  static final String INTENT = "intent";
  static final String TABLE = "chunk table";
  static final String CHUNKS = "chunks file";
  static final String REST = "unused rest";
  static final String STAGED = "staged bytes";
  static final String SPILL = "spill file";

  static final String ADVICE =
      "the JVMs that are attached notice it, give this staging area up and make another; if none is,"
          + " the next one to start does; what was staged and not published may be lost";

  private final StateDirectory directory;
  private final StagingArea.MappedControl mapped;
  private final Control control;
  private final ChunksVerifier chunks;
  private final List<Check> checks = new ArrayList<>();

  StagingVerifier(StateDirectory directory, StagingArea.MappedControl mapped) {
    this.directory = directory;
    this.mapped = mapped;
    this.control = mapped.control();
    this.chunks = new ChunksVerifier(control, directory);
  }

  List<Check> verify() throws IOException {
    if (mapped.isOfOtherBoot(ProcessIdentity.current())) {
      return List.of(
          Check.skipped(CONTROL, "of an earlier boot: the next writer discards what is staged"));
    }
    check(CONTROL, "header and sizes are right", this::spoiled);
    check(POSITIONS, positions(), this::positionsFault);
    check(WRITERS, "each slot says whose it is", this::writersFault);
    check(LANES, "each lane lies where a writer can have put it", this::lanesFault);
    check(INTENT, "as a publisher records it", this::intentFault);
    check(TABLE, "each chunk has a place of its own", chunks::tableFault);
    if (check(CHUNKS, "there, and as long as it has to be", chunks::fileFault)) {
      check(REST, "what nobody has reserved is zero", chunks::restFault);
      check(STAGED, "start with an event", chunks::startFault);
    }
    check(SPILL, "as long as it has to be", this::spillFault);
    return checks;
  }

  /** Whether a publisher has begun a batch that may be in the log file in part. */
  boolean owesBatch() {
    long state = control.intentStateAcquire();
    return state == IntentState.WRITING || state == IntentState.SPILLING;
  }

  private boolean check(String subject, String good, SecondLook.Look look) throws IOException {
    Optional<String> fault = SecondLook.lastingFault(look);
    checks.add(
        fault.isEmpty() ? Check.ok(subject, good) : Check.damaged(subject, fault.get(), ADVICE));
    return fault.isEmpty();
  }

  private String positions() {
    long published = control.publishedVolatile();
    return "cursor=" + control.cursorVolatile() + ", published=" + published;
  }

  private Optional<String> spoiled() {
    return control.isSpoiled()
        ? Optional.of("a JVM has found the staging area damaged and marked it")
        : Optional.empty();
  }

  private Optional<String> positionsFault() throws IOException {
    long published = control.publishedVolatile();
    Invariants invariants = new Invariants(control);
    invariants.checkPositions(published, control.cursorVolatile());
    invariants.checkCounts();
    return Optional.empty();
  }

  private Optional<String> intentFault() throws IOException {
    long published = control.publishedVolatile();
    new Invariants(control).checkIntent(published, control.cursorVolatile());
    return Optional.empty();
  }

  private Optional<String> writersFault() {
    if (!SlotTable.isWhole(control)) {
      return Optional.of("a slot does not say who its writer is");
    }
    for (int index = 0; index < ControlDescriptor.MAX_WRITERS; index++) {
      long writerId = control.slot(index).writerIdVolatile();
      // The limit is raised before the id is stored.
      boolean isPlaced = WriterId.slot(writerId) == index && index < control.slotLimitVolatile();
      if (writerId != 0 && !isPlaced) {
        return Optional.of("a writer has another one's slot: slot=" + index + ", id=" + writerId);
      }
    }
    return Optional.empty();
  }

  private Optional<String> lanesFault() throws IOException {
    LaneScan scan = LaneScan.of(control);
    new Invariants(control).check(scan);
    for (LaneScan.Use use : scan.inUse()) {
      long length = use.lane().length();
      long cursor = control.cursorVolatile();
      // The length is stored before the lane says CLAIMED, and the cursor has passed it then.
      boolean isImpossible =
          LaneWord.state(use.word()) == LaneWord.CLAIMED
              && (length <= 0 || length > cursor - use.start());
      if (isImpossible && use.lane().wordVolatile() == use.word()) {
        return Optional.of(
            "a lane reaches beyond the cursor: start="
                + use.start()
                + ", length="
                + length
                + ", cursor="
                + cursor);
      }
    }
    return Optional.empty();
  }

  private Optional<String> spillFault() throws IOException {
    if (control.intentStateAcquire() != IntentState.SPILLING) {
      return Optional.empty();
    }
    long needed = control.intentTo();
    try (FileChannel file =
        SafeFiles.openExisting(directory.spill(control.areaId()), StandardOpenOption.READ)) {
      return file.size() < needed
          ? Optional.of("the spill file is too short: bytes=" + file.size() + ", needed=" + needed)
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.of("the spill file is missing: path=" + directory.spill(control.areaId()));
    }
  }
}
