package logweir.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Where the frames of {@code top} go. */
interface TopView extends AutoCloseable {
  /** Columns that a line may have. */
  int columns();

  /** Lines that a frame may have. */
  int rows();

  /** Shows the next frame, in place of the one before if that can be done. */
  void show(List<String> lines) throws IOException;

  /** Waits until the next frame is due. */
  Event await(Duration time) throws IOException;

  @Override
  void close() throws IOException;

  /** Why the wait is over. */
  enum Event {
    /** The time is up. */
    DUE,
    /** There is another number of rows or columns. */
    RESIZED,
    /** The user has had enough. */
    QUIT
  }
}
