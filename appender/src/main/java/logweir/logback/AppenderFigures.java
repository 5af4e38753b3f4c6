package logweir.logback;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.ToLongFunction;
import logweir.engine.LogStatusReader;
import logweir.engine.SharedLog;
import logweir.engine.StagingCounts;

/** Reads an appender's figures where the engine keeps them. Thread-safe. */
final class AppenderFigures implements MmapSharedAppenderMXBean {
  private static final int UNKNOWN = -1;

  private final SharedLog log;
  private final Optional<Path> stateDirectory;
  private final StatusReporter reporter;
  private final long failedBefore;

  /**
   * @param stateDirectory as it is configured
   */
  AppenderFigures(SharedLog log, Optional<Path> stateDirectory, StatusReporter reporter) {
    this.log = log;
    this.stateDirectory = stateDirectory;
    this.reporter = reporter;
    this.failedBefore = reporter.failedLines();
  }

  @Override
  public String getFile() {
    return log.file().toString();
  }

  @Override
  public String getStateDirectory() {
    try {
      return LogStatusReader.stateDirectory(log.file(), stateDirectory).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean isStaged() {
    return log.isStaged();
  }

  @Override
  public long getEvents() {
    return log.counts().lines();
  }

  @Override
  public long getBytes() {
    return log.counts().bytes();
  }

  @Override
  public long getDirectEvents() {
    return log.counts().directLines();
  }

  @Override
  public long getDrops() {
    return log.counts().drops();
  }

  @Override
  public long getFailedEvents() {
    return reporter.failedLines() - failedBefore;
  }

  @Override
  public long getBlockedEvents() {
    return log.counts().blockedLines();
  }

  @Override
  public long getBlockedNanos() {
    return log.counts().blocked().toNanos();
  }

  @Override
  public boolean isPublishing() {
    return log.stagingCounts().map(StagingCounts::publishesHere).orElse(false);
  }

  @Override
  public int getSharedWriters() {
    return (int) shared(StagingCounts::writers);
  }

  @Override
  public long getSharedPublisherPid() {
    return shared(counts -> counts.publisherPid().orElse(UNKNOWN));
  }

  @Override
  public long getSharedBacklogBytes() {
    return shared(StagingCounts::backlogBytes);
  }

  @Override
  public long getSharedLagNanos() {
    return shared(counts -> counts.lag().toNanos());
  }

  @Override
  public long getSharedEvents() {
    return shared(StagingCounts::lines);
  }

  @Override
  public long getSharedDrops() {
    return shared(StagingCounts::drops);
  }

  @Override
  public long getSharedPublishes() {
    return shared(StagingCounts::publishes);
  }

  @Override
  public long getSharedPublishedBytes() {
    return shared(StagingCounts::publishedBytes);
  }

  @Override
  public double getSharedLinesPerPublish() {
    return log.stagingCounts().map(StagingCounts::linesPerPublish).orElse((double) UNKNOWN);
  }

  @Override
  public long getSharedCompletedBatches() {
    return shared(StagingCounts::completedBatches);
  }

  @Override
  public long getSharedReclaimedLanes() {
    return shared(StagingCounts::reclaimedLanes);
  }

  @Override
  public long getSharedDeadWriters() {
    return shared(StagingCounts::deadWriters);
  }

  private long shared(ToLongFunction<StagingCounts> figure) {
    return log.stagingCounts().map(figure::applyAsLong).orElse((long) UNKNOWN);
  }
}
