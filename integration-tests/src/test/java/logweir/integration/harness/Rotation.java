package logweir.integration.harness;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A way in which a log is rotated, and where its lines are afterwards. */
public interface Rotation extends AutoCloseable {
  /** Rotates the log, which must be there. */
  void rotate() throws IOException;

  /** All that there is of the log: files that hold its stretches, the oldest first. */
  List<Path> files() throws IOException;

  @Override
  void close() throws IOException;
}
