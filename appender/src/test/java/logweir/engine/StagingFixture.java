package logweir.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import logweir.engine.StateDirectory.WriterName;
import logweir.layout.Control;
import logweir.layout.ControlDescriptor;
import logweir.layout.Frame;
import logweir.layout.Lane;
import logweir.layout.LaneWord;
import logweir.layout.Slot;
import logweir.layout.SlotDescriptor;

/** A staging area on real files, in which one test plays several writers, living and dead. */
final class StagingFixture implements AutoCloseable {
  static final int CHUNK = 4096;
  static final ProcessIdentity SELF = ProcessIdentity.current();

  /** Above any pid that Linux gives out. */
  private static final long NO_PID = 1L << 23;

  final ManualClock clock = new ManualClock();
  final Heard heard = new Heard();
  final Path file;
  final StateDirectory directory;
  final SharedLogConfig config;
  final Control control;
  private final List<Writer> writers = new ArrayList<>();

  /** A ring of two chunks of 4096 bytes. */
  StagingFixture(Path parent) throws IOException {
    this(parent, SharedLogConfig.defaults().withGeometry(CHUNK, 2));
  }

  StagingFixture(Path parent, SharedLogConfig config) throws IOException {
    this.file = parent.resolve("app.log");
    this.config = config.withListener(heard);
    this.directory = StateDirectory.of(file, Optional.empty());
    try (LogFile log = newLogFile()) {
      log.follow();
      directory.create();
      this.control = new StagingFiles(directory, log, this.config, SELF, clock).openOrCreate();
    }
  }

  LogFile newLogFile() {
    return new LogFile(file, Optional.empty());
  }

  /** A writer of this JVM, which therefore counts as living until {@link Writer#die}. */
  Writer newWriter() {
    return newWriter(writers.size());
  }

  Writer newWriter(int slot) {
    Writer writer = new Writer(slot);
    writers.add(writer);
    return writer;
  }

  Path chunks() {
    return directory.chunks(control.areaId());
  }

  Path spill() {
    return directory.spill(control.areaId());
  }

  /** Lets so much time pass that whoever publishes next looks at the log file's path. */
  void awaitLooks() {
    clock.advanceNanos(RecentLook.MAX_AGE_NANOS);
  }

  /** What stands in the log file. */
  String log() throws IOException {
    return Files.readString(file, ISO_8859_1);
  }

  /** Starts at another place in the stream of all lines, with nothing staged. */
  void moveTo(long position) {
    assertThat(control.compareAndSetCursor(control.cursorVolatile(), position)).isTrue();
    control.publishedRelease(position);
  }

  /** The events whose frames stand in a stretch of the chunks, published or not. */
  String staged(long from, long to) throws IOException {
    StringBuilder text = new StringBuilder();
    for (long at = from; at < to; ) {
      int length = Frame.length(at, wordAt(at));
      assertThat(length).as("length of the event at %d", at).isPositive();
      text.append(bytes(at + Frame.WORD_BYTES, length));
      at += Frame.bytes(length);
    }
    return text.toString();
  }

  private long wordAt(long position) throws IOException {
    ChunkWindow window = writers.get(0).ring().window(position);
    return window.region().getLong(window.indexOf(position));
  }

  private String bytes(long from, int length) throws IOException {
    StringBuilder text = new StringBuilder();
    byte[] one = new byte[1];
    for (long at = from; at < from + length; at++) {
      ChunkWindow window = writers.get(0).ring().window(at);
      window.region().getBytes(window.indexOf(at), one, 0, 1);
      text.append((char) (one[0] & 0xff));
    }
    return text.toString();
  }

  /** Overwrites a byte of what a slot says of its writer. */
  static void damageIdentity(StateDirectory directory, Control control, int slot)
      throws IOException {
    try (FileChannel file = FileChannel.open(directory.control(), StandardOpenOption.WRITE)) {
      int offset = ControlDescriptor.slotOffset(control.geometry(), slot);
      file.write(ByteBuffer.wrap(new byte[] {1}), offset + SlotDescriptor.START_TIME_OFFSET + 7);
    }
  }

  /** A line that fills that many bytes of the staging area with its frame. */
  static String framedOf(int bytes, char letter) {
    return lineOf(bytes - Frame.WORD_BYTES, letter);
  }

  /** Bytes that events of those lengths take, one behind the other. */
  static long framed(int... lengths) {
    return Arrays.stream(lengths).mapToLong(Frame::bytes).sum();
  }

  /** A line of that many bytes, its line end among them. */
  static String lineOf(int bytes, char letter) {
    return String.valueOf(letter).repeat(bytes - 1) + "\n";
  }

  @Override
  public void close() throws IOException {
    for (Writer writer : writers) {
      writer.ring().close();
      writer.log.close();
    }
  }

  /** One writer, whose threads are played by the test. */
  final class Writer {
    final long id;
    final StagingArea area;
    final Slot slot;
    final LineStager stager;
    final LogFile log = newLogFile();
    final Publisher publisher;

    private Writer(int index) {
      id = WriterId.draw(index);
      area = new StagingArea(directory, control, id, Liveness.of(control, directory, SELF), clock);
      slot = control.slot(index);
      slot.reset(LaneWord.free(id));
      slot.identity(SELF.jvmId(), SELF.pid(), SELF.pidNamespace(), SELF.startTime(), 0);
      control.slotLimitVolatile(Math.max(control.slotLimitVolatile(), index + 1));
      slot.writerIdVolatile(id);
      stager = new LineStager(control, ring(), slot, id);
      publisher = new Publisher(area, log, config, clock);
    }

    ChunkRing ring() {
      return area.ring();
    }

    /** Stages a line at once. */
    long stage(String line) throws IOException {
      byte[] bytes = line.getBytes(ISO_8859_1);
      return stager.stage(bytes, 0, bytes.length);
    }

    /** The same where no exception may be thrown. */
    void stageQuietly(String line) {
      try {
        stage(line);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Has got as far as saying what it wants to reserve. */
    SlowLine intends(String line) {
      return slow(line).intend();
    }

    /** Has moved the cursor, but not said so yet. */
    SlowLine reserves(String line) throws IOException {
      return slow(line).intend().reserve();
    }

    /** Is about to copy. */
    SlowLine claims(String line) throws IOException {
      return slow(line).intend().reserve().claim();
    }

    SlowLine slow(String line) {
      for (int index = 0; ; index++) {
        Lane lane = slot.lane(index);
        if (lane.wordVolatile() == LaneWord.free(id)) {
          return new SlowLine(control, ring(), lane, line);
        }
      }
    }

    /** What a killed JVM leaves: its slot as it was, and a lock file that nobody holds. */
    void die() throws IOException {
      long jvmId = ProcessIdentity.randomNonZero();
      slot.identity(jvmId, NO_PID, SELF.pidNamespace(), 1, 0);
      Files.createFile(directory.writerLock(new WriterName(id, jvmId)));
    }
  }
}
