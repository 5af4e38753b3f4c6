package logweir.integration.harness;

import java.nio.file.Path;

/** A program that follows a log, and what it has made of it. */
public interface LogReader extends AutoCloseable {
  /** The lines that it has read, as it has passed them on. */
  Path output();

  @Override
  void close();
}
