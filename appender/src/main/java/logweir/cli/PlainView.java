package logweir.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Frames one after the other, with an empty line in between, for files, pipes and programs. */
final class PlainView implements TopView {
  private static final int COLUMNS = 80;

  private final PrintWriter out;
  private boolean isFirst = true;

  PlainView(PrintWriter out) {
    this.out = out;
  }

  @Override
  public int columns() {
    return COLUMNS;
  }

  @Override
  public int rows() {
    return Integer.MAX_VALUE;
  }

  @Override
  public void show(List<String> lines) {
    if (!isFirst) {
      out.println();
    }
    isFirst = false;
    lines.forEach(out::println);
    out.flush();
  }

  // A reader that went away, as head does, is noticed by the writer alone.
  @Override
  public Event await(Duration time) {
    if (out.checkError()) {
      return Event.QUIT;
    }
    try {
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
      return Event.DUE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Event.QUIT;
    }
  }

  @Override
  public void close() {
    out.flush();
  }
}
