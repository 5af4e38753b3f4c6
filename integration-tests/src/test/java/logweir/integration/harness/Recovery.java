package logweir.integration.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * How long it takes after a kill until the living are heard of again: from the SIGKILL to the first
 * line in the file that one of them began after it.
 */
public final class Recovery {
  private static final long LOOK_NANOS = 500_000;

  private final Path file;
  private final long from;
  private final long killedAt = System.nanoTime();
  private final Map<Source, Integer> firstNew = new HashMap<>();

  // The first bytes of the line that is being read; past its capacity, the line's rest is skipped.
  // What stands at the start may be the rest of a line that was being written.
  private final byte[] head = new byte[LineFormat.LONG_HEADER];
  private int filled = LineFormat.LONG_HEADER;

  private Recovery(Path file, long from) {
    this.file = file;
    this.from = from;
  }

  /**
   * Kills one, and waits until another one's next line is in the file.
   *
   * @param others who log all the time
   */
  public static Duration afterKill(Worker victim, List<Worker> others, Path file) {
    try (FileChannel log = FileChannel.open(file, StandardOpenOption.READ)) {
      Recovery recovery = new Recovery(file, log.size());
      victim.sendKill();
      others.forEach(recovery::expectNextOf);
      return recovery.await(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void expectNextOf(Worker worker) {
    Ledger ledger = worker.ledger();
    for (int thread = 0; thread < ledger.threads(); thread++) {
      firstNew.put(new Source(ledger.jvm(), thread), ledger.begun(thread));
    }
  }

  private Duration await(FileChannel log) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(64 * 1024);
    long at = from;
    while (true) {
      int read = log.read(block.clear(), at);
      Duration sinceKill = Duration.ofNanos(System.nanoTime() - killedAt);
      if (read > 0) {
        at += read;
        if (holdsNewLine(block.flip())) {
          return sinceKill;
        }
      } else {
        if (sinceKill.compareTo(Hang.LIMIT) > 0) {
          throw new AssertionError("no line of the living since the kill: file=" + file);
        }
        LockSupport.parkNanos(LOOK_NANOS);
      }
    }
  }

  private boolean holdsNewLine(ByteBuffer block) {
    boolean found = false;
    while (block.hasRemaining()) {
      byte next = block.get();
      if (next == LineFormat.LINE_END) {
        filled = 0;
      } else if (filled < head.length) {
        head[filled++] = next;
        found |= filled == head.length && isNew(LineFormat.header(head, filled));
      }
    }
    return found;
  }

  private boolean isNew(LineFormat.Header header) {
    return header != null
        && header.id().sequence() >= firstNew.getOrDefault(header.id().source(), Integer.MAX_VALUE);
  }
}
