package logweir.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import logweir.layout.Control;
import logweir.layout.Frame;
import logweir.layout.Lane;
import logweir.layout.LaneWord;

/** One line on its way through a lane, in the steps of {@link LineStager}, as slow as you like. */
final class SlowLine {
  private final Control control;
  private final ChunkRing ring;
  private final Lane lane;
  private final long freeWord;
  private final byte[] bytes;
  private long start;

  SlowLine(Control control, ChunkRing ring, Lane lane, String text) {
    this.control = control;
    this.ring = ring;
    this.lane = lane;
    this.freeWord = lane.wordVolatile();
    this.bytes = text.getBytes(ISO_8859_1);
  }

  Lane lane() {
    return lane;
  }

  long start() {
    return start;
  }

  long end() {
    return start + Frame.bytes(bytes.length);
  }

  SlowLine intend() {
    return intendAt(control.cursorVolatile());
  }

  /** As a thread does that read the cursor a while ago. */
  SlowLine intendAt(long position) {
    start = position;
    assertThat(lane.compareAndSetWord(freeWord, LaneWord.intent(position))).isTrue();
    lane.length(Frame.bytes(bytes.length));
    return this;
  }

  /** As a thread does that has lost its place to another. */
  void intendAgain() {
    start = control.cursorVolatile();
    lane.wordRelease(LaneWord.intent(start));
  }

  /** As a thread does that finds no room. */
  void giveUp() {
    lane.wordRelease(freeWord);
  }

  SlowLine reserve() throws IOException {
    for (long at = start; at < end(); at = control.geometry().startOf(chunkOf(at) + 1)) {
      assertThat(ring.install(at)).isEqualTo(ChunkRing.Install.READY);
    }
    assertThat(control.compareAndSetCursor(start, end())).isTrue();
    return this;
  }

  SlowLine claim() {
    lane.wordRelease(LaneWord.claimed(start));
    return this;
  }

  SlowLine copy() throws IOException {
    return copy(bytes.length);
  }

  /** Has got as far as that many bytes of the line; its frame's word comes before them. */
  SlowLine copy(int length) throws IOException {
    ChunkWindow frame = ring.window(start);
    frame.region().putLong(frame.indexOf(start), Frame.word(start, bytes.length));
    long first = start + Frame.WORD_BYTES;
    for (int index = 0; index < length; index++) {
      ChunkWindow window = ring.window(first + index);
      window.region().putBytes(window.indexOf(first + index), bytes, index, 1);
    }
    return this;
  }

  void commit() {
    lane.countLine(bytes.length);
    lane.wordRelease(freeWord);
  }

  void abandon() {
    lane.wordRelease(LaneWord.abandoned(start));
  }

  private long chunkOf(long position) {
    return control.geometry().chunkOf(position);
  }
}
