package logweir.examples.manyjvms;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import logweir.examples.support.Workplace;

/**
 * The system's {@code tail -F} on a log. What it prints is collected in a file; its first lines,
 * and now and then their number, are shown.
 */
final class TailF {
  private static final int LINES_SHOWN = 5;
  private static final long PROGRESS_NANOS = 400_000_000;
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  private final Process process;
  private final Path collected;
  private final PrintStream terminal;
  private final Thread collector = new Thread(this::collect, "tail");
  private volatile long collectedBytes;
  private long lines;
  private long shownAt = System.nanoTime();

  private TailF(Process process, Path collected, PrintStream terminal) {
    this.process = process;
    this.collected = collected;
    this.terminal = terminal;
  }

  static TailF start(Workplace workplace, Path log, PrintStream terminal) throws IOException {
    String self = "--pid=" + ProcessHandle.current().pid(); // it ends when this JVM is gone
    ProcessBuilder command =
        new ProcessBuilder("tail", self, "-n", "+1", "-F", log.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    TailF tail = new TailF(workplace.start(command), workplace.newFile("tail"), terminal);
    tail.collector.start();
    return tail;
  }

  /** What it has printed. */
  Path collected() {
    return collected;
  }

  /** Waits until it has printed that many bytes, and ends it. */
  void stopAfter(long expectedBytes) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (collectedBytes < expectedBytes && System.nanoTime() - deadline < 0) {
      Thread.sleep(1);
    }
    process.destroy();
    collector.join();
    terminal.printf("  ... %,d lines in all%n", lines);
  }

  private void collect() {
    byte[] buffer = new byte[64 * 1024];
    long bytes = 0;
    try (InputStream in = process.getInputStream();
        OutputStream out = Files.newOutputStream(collected)) {
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        out.write(buffer, 0, length);
        show(buffer, length);
        bytes += length;
        collectedBytes = bytes;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void show(byte[] buffer, int length) {
    int from = 0;
    for (int i = 0; i < length; i++) {
      if (buffer[i] == '\n') {
        if (lines++ < LINES_SHOWN) {
          terminal.print("  ");
          terminal.write(buffer, from, i + 1 - from);
        }
        from = i + 1;
      }
    }
    if (lines > LINES_SHOWN && System.nanoTime() - shownAt > PROGRESS_NANOS) {
      terminal.printf("  ... %,d lines%n", lines);
      shownAt = System.nanoTime();
    }
  }
}
