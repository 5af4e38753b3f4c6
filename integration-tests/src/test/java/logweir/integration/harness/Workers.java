package logweir.integration.harness;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Workers that run together. */
public record Workers(List<Worker> all) {
  public Workers {
    all = List.copyOf(all);
  }

  /** Waits until all have opened the log, and then lets all of them log. */
  public Workers go() {
    all.forEach(Worker::awaitReady);
    all.forEach(Worker::go);
    return this;
  }

  public Workers stop() {
    all.forEach(Worker::stop);
    return this;
  }

  /** SIGKILL to all of them at once. */
  public Workers kill() {
    all.forEach(Worker::sendKill);
    all.forEach(Worker::kill);
    return this;
  }

  /** These and those. */
  public Workers and(Workers others) {
    return new Workers(Stream.concat(all.stream(), others.all.stream()).toList());
  }

  /** Waits for the end of all, and fails if any went wrong in a way that the file does not show. */
  public Workers awaitDone() {
    all.forEach(Worker::awaitDone);
    return this;
  }

  /** Fails unless the file holds every line of these workers once, and nothing else. */
  public void assertEveryLineOnce(Path file) {
    assertClean(LineOracle.check(file, 0, expectation()));
  }

  /** The same for files that together are the log, the oldest first. */
  public void assertEveryLineOnce(List<Path> files) {
    assertClean(LineOracle.check(files, 0, expectation()));
  }

  /** The same for a log that was rolled. */
  public void assertEveryLineOnce(RolledLog log) throws IOException {
    assertEveryLineOnce(log.files());
  }

  /** The same for a log of which only the newest archives are kept. */
  public void assertNewestLinesOnce(RolledLog log) throws IOException {
    assertClean(LineOracle.checkNewest(log.files(), 0, expectation()));
  }

  private void assertClean(LineReport report) {
    if (!report.isClean()) {
      throw new AssertionError(report + "\n" + summary());
    }
  }

  /**
   * The same for lines that may have gone past the staging area: they may stand before earlier
   * lines of their thread.
   */
  public void assertEveryLineOnceInAnyOrder(Path file) {
    LineReport report = LineOracle.check(file, 0, expectation());
    if (!report.isCleanInAnyOrder()) {
      throw new AssertionError(report + "\n" + summary());
    }
  }

  /** What the file has to hold. */
  public Expectation expectation() {
    Expectation expectation = new Expectation();
    all.forEach(worker -> expectation.of(worker.ledger()));
    return expectation;
  }

  /** What each said about the lines that it logged. */
  public String summary() {
    return all.stream().map(Worker::summary).collect(Collectors.joining("\n"));
  }
}
