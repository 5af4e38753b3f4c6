package logweir.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import logweir.cli.TopView.Event;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows again and again which JVM writes how much to a log, until the user has seen enough. */
@Command(
    name = "top",
    description = {
      "Shows which JVM writes how much to a log, refreshed in place; q or Ctrl-C ends it.",
      "Rates are of the time since the refresh before. Attaches to nothing, changes nothing, and"
          + " costs the writers nothing; whoever may read the log may ask."
          + " Without a terminal it prints one frame after the other, 80 columns wide."
    },
    footer = {
      "  logweir top /var/log/app/app.log",
      "  logweir top --interval 5 /var/log/app/app.log",
      "  logweir top --count 2 /var/log/app/app.log > top.txt%n"
    })
final class TopCommand implements Callable<Integer> {
  private static final double LEAST_SECONDS = 0.1;
  private static final double MOST_SECONDS = 3600;

  @Mixin private LogArguments arguments;
  @Spec private CommandSpec spec;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      defaultValue = "1",
      description = "The time between two refreshes, 0.1 to 3600; by default ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "0",
      description = "Show so many frames and end; by default (0) there is no end.")
  private long count;

  TopCommand() {}

  @Override
  public Integer call() throws IOException, NotOursException {
    requireSensibleOptions();
    TargetLog log = arguments.log();
    LogWatch watch = new LogWatch(log, System::nanoTime);
    try (TopView view = open(spec.commandLine().getOut())) {
      run(watch, view, new TopScreen(log.file().toString(), ZoneId.systemDefault()));
    }
    return ExitCodes.OK;
  }

  private void requireSensibleOptions() {
    if (!(seconds >= LEAST_SECONDS && seconds <= MOST_SECONDS)) {
      throw new ParameterException(
          spec.commandLine(), "--interval=" + seconds + ", allowed: 0.1 to 3600");
    }
    if (count < 0) {
      throw new ParameterException(spec.commandLine(), "--count=" + count + ", allowed: 0 or more");
    }
  }

  private static TopView open(PrintWriter out) throws IOException {
    return TerminalView.open().orElseGet(() -> new PlainView(out));
  }

  private void run(LogWatch watch, TopView view, TopScreen screen) throws IOException {
    Duration interval = Duration.ofNanos((long) (seconds * 1e9));
    TopRates rates = new TopRates();
    for (long frame = 1; ; frame++) {
      TopSnapshot snapshot = rates.next(watch.look());
      Event event;
      do {
        // Drawn anew at once if the size has changed; the next look has time.
        view.show(screen.draw(snapshot, Instant.now(), view.columns(), view.rows()));
        event = frame == count ? Event.QUIT : view.await(interval);
      } while (event == Event.RESIZED);
      if (event == Event.QUIT) {
        return;
      }
    }
  }
}
