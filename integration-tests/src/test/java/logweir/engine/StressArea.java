package logweir.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import logweir.layout.ChunkEntry;
import logweir.layout.Control;
import logweir.layout.ControlDescriptor;
import logweir.layout.Frame;
import logweir.layout.Geometry;
import logweir.layout.IntentState;
import logweir.layout.LaneWord;
import logweir.layout.Slot;
import logweir.memory.MappedRegion;

/**
 * A staging area on mapped files for one sample of a stress test: a ring of two chunks, and two
 * writers with the engine's own parts.
 *
 * <p>A stress test takes some hundred thousand samples a second, each with a state of its own; to
 * map files for each would leave no time for races. So the areas are pooled: a state takes one,
 * which is set back to the beginning by a few plain stores, and the test's arbiter, which jcstress
 * runs once both actors are through with the state, gives it back. There are thus never more areas
 * than states, which {@link StressRun} limits. jcstress hands states to the actors by a barrier;
 * that orders the plain stores as well.
 *
 * <p>The files have lost their names by the time an area is used, so that nothing is left behind
 * however the JVM ends.
 */
final class StressArea {
  static final int CHUNK = Geometry.PAGE_BYTES;
  static final ProcessIdentity SELF = ProcessIdentity.current();

  /** Bytes at each chunk's start that {@link #take} clears. */
  static final int CLEARED = 2 * StressLine.FRAMED;

  private static final Geometry GEOMETRY = new Geometry(CHUNK, 2);
  private static final SharedLogConfig CONFIG = SharedLogConfig.defaults();
  private static final int WRITERS = 2;
  private static final byte[] ZEROS = new byte[CLEARED];
  private static final Path MEMORY = Path.of("/dev/shm");
  private static final Queue<StressArea> IDLE = new ConcurrentLinkedQueue<>();

  final Control control;
  final Liveness liveness;
  final Writer first;
  final Writer second;
  private final MappedRegion region;

  private StressArea(Path home) throws IOException {
    StateDirectory directory = StateDirectory.of(home.resolve("app.log"), Optional.empty());
    Files.createDirectory(directory.path());
    this.region = mapControl(directory.control());
    this.control = new Control(region, GEOMETRY);
    this.liveness = Liveness.of(control, directory, SELF);
    Files.createFile(directory.chunks(control.areaId()));
    this.first = new Writer(directory, 0);
    this.second = new Writer(directory, 1);
    reset();
    for (int chunk = 0; chunk < GEOMETRY.maxChunks(); chunk++) {
      control.chunkEntryRelease(chunk, 0);
    }
    for (int chunk = 0; chunk < GEOMETRY.maxChunks(); chunk++) {
      first.ring().install(GEOMETRY.startOf(chunk));
    }
    Files.delete(directory.chunks(control.areaId()));
    Files.delete(directory.control());
    Files.delete(directory.path());
  }

  // Only the slots that are used need to be there.
  private static MappedRegion mapControl(Path path) throws IOException {
    int bytes = ControlDescriptor.slotOffset(GEOMETRY, WRITERS);
    Files.write(path, new byte[bytes]);
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MappedRegion region = MappedRegion.map(file, 0, bytes);
      region.putLong(ControlDescriptor.AREA_ID_OFFSET, ProcessIdentity.randomNonZero());
      return region;
    }
  }

  /** An area with both chunks installed and empty, and both writers attached. */
  static StressArea take() {
    StressArea idle = IDLE.poll();
    StressArea area = idle != null ? idle : create();
    try {
      area.reset();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return area;
  }

  /** Lets the next state have the area; for the arbiter, as the last thing it does. */
  void giveBack() {
    IDLE.add(this);
  }

  // All areas publish into one log; it stays in the working directory, among the results.
  private static LogFile newLogFile() {
    return new LogFile(Path.of("stress.log").toAbsolutePath(), Optional.empty());
  }

  private static StressArea create() {
    try {
      Path parent =
          Files.isWritable(MEMORY) ? MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
      Path home = Files.createTempDirectory(parent, "logweir-stress-");
      try {
        return new StressArea(home);
      } finally {
        Files.delete(home);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void reset() throws IOException {
    region.putLong(ControlDescriptor.PUBLISHER_LOCK_OFFSET, 0);
    region.putLong(ControlDescriptor.GROW_LOCK_OFFSET, 0);
    region.putLong(ControlDescriptor.URGENT_OFFSET, 0);
    region.putLong(ControlDescriptor.LAST_PUBLISHER_OFFSET, 0);
    region.putLong(ControlDescriptor.PUBLISHES_OFFSET, 0);
    control.intentRelease(IntentState.NONE, 0, 0, 0, 0, 0);
    moveTo(0);
    control.slotLimitVolatile(0);
    first.attach();
    second.attach();
    for (int chunk = 0; chunk < GEOMETRY.maxChunks(); chunk++) {
      control.chunkEntryRelease(chunk, ChunkEntry.of(chunk, chunk));
    }
    if (control.physicalChunksVolatile() == GEOMETRY.maxChunks()) {
      first.empty();
      second.empty();
    }
  }

  /** Sets cursor and published, with nothing staged. */
  void moveTo(long position) {
    region.putLong(ControlDescriptor.CURSOR_OFFSET, position);
    control.publishedRelease(position);
  }

  /** Sets the cursor alone: what is before it is reserved. */
  void moveCursor(long position) {
    region.putLong(ControlDescriptor.CURSOR_OFFSET, position);
  }

  /** Lets both writers' slots be free, as if nobody had attached yet. */
  void leaveAll() {
    control.slotLimitVolatile(0);
    first.slot.writerIdVolatile(0);
    second.slot.writerIdVolatile(0);
  }

  /** Whether a line is staged at a position with all its bytes: 1 or 0. */
  int whole(byte[] line, long position) {
    byte[] staged = new byte[line.length];
    ChunkWindow window = first.window(position);
    // What is copied last is looked at first.
    int half = line.length / 2;
    int start = window.indexOf(position) + Frame.WORD_BYTES;
    window.region().getBytes(start + half, staged, half, line.length - half);
    window.region().getBytes(start, staged, 0, half);
    boolean isFramed =
        Frame.length(position, window.region().getLong(window.indexOf(position))) == line.length;
    return isFramed && Arrays.equals(line, staged) ? 1 : 0;
  }

  /** One writer with what it needs to stage and to publish. */
  final class Writer {
    final long id;
    final int index;
    final Slot slot;
    final LineStager stager;
    final StagingArea area;
    private final BatchAssembler assembler;
    private final Attachment attachment;
    private final LogFile log = newLogFile();
    private Publisher publisher;

    private Writer(StateDirectory directory, int index) throws IOException {
      this.id = WriterId.draw(index);
      this.index = index;
      this.slot = control.slot(index);
      this.area = new StagingArea(directory, control, id, liveness, System::nanoTime);
      this.attachment = new Attachment(area, slot, null, null, null);
      this.assembler = new BatchAssembler(area.ring());
      this.stager = newStager();
      ring().open();
    }

    ChunkRing ring() {
      return area.ring();
    }

    /** The writer's side of the lanes, not retired. */
    LineStager newStager() {
      return new LineStager(control, ring(), slot, id);
    }

    /** The publisher lock as this writer sees it, not retired. */
    OwnerLock newPublisherLock() {
      return new OwnerLock(control.publisherLock(), id, liveness, System::nanoTime);
    }

    /** The free word of this writer's lanes. */
    long freeWord() {
      return LaneWord.free(id);
    }

    // A publisher remembers positions that it has seen, and they start anew with each state.
    void attach() {
      publisher = new Publisher(area, log, CONFIG, System::nanoTime);
      SlotTable.take(control, index, id, SELF, 0);
    }

    /** Stages a line. */
    long stage(byte[] line) {
      return stage(stager, line);
    }

    long stage(LineStager through, byte[] line) {
      try {
        return through.stage(line, 0, line.length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    ChunkRing.Install install(long position) {
      try {
        return ring().install(position);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** What a publisher would write of {@code [from, to)}. */
    Batch batch(long from, long to) {
      try {
        return assembler.again(from, to, List.of());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** A publisher into a log file of its own in the working directory. */
    Publisher publisher() {
      return publisher;
    }

    /**
     * The publisher's thread, never started: an actor plays it. Its time stands still, so that it
     * does not look after a kernel lock that the writer does not have.
     */
    PublisherThread newThread() {
      return new PublisherThread(
          attachment, stager, publisher, CONFIG, () -> {}, "stress", () -> 0, reason -> {});
    }

    ChunkWindow window(long position) {
      try {
        return ring().window(position);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    // Leaves the ring with the first chunk as the last one used.
    private void empty() {
      for (int chunk = GEOMETRY.maxChunks() - 1; chunk >= 0; chunk--) {
        MappedRegion bytes = window(GEOMETRY.startOf(chunk)).region();
        bytes.putBytes(0, ZEROS, 0, CLEARED);
      }
    }
  }
}
