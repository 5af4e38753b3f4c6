package logweir.examples.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar on the terminal; nothing where standard error is none. */
final class Progress implements AutoCloseable {
  private final ProgressBar bar; // null: nobody looks

  private Progress(ProgressBar bar) {
    this.bar = bar;
  }

  static Progress of(long rounds) {
    return new Progress(isTerminal() ? bar(rounds) : null);
  }

  private static ProgressBar bar(long rounds) {
    return new ProgressBarBuilder()
        .setTaskName("")
        .setUnit(" rounds", 1)
        .setInitialMax(rounds)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis((int) Duration.ofSeconds(1).toMillis())
        .build();
  }

  // System.console() would not tell of standard error, and in newer JDKs there always is one.
  private static boolean isTerminal() {
    try {
      String device = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
    } catch (IOException e) {
      return false;
    }
  }

  void step(String doing) {
    if (bar != null) {
      bar.step();
      bar.setExtraMessage(" " + doing);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
