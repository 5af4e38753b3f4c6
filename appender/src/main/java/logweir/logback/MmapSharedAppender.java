package logweir.logback;

import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.rolling.RollingPolicy;
import ch.qos.logback.core.rolling.TriggeringPolicy;
import ch.qos.logback.core.spi.DeferredProcessingAware;
import ch.qos.logback.core.spi.FilterReply;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongSupplier;
import logweir.engine.RollPolicy;
import logweir.engine.SharedLog;
import logweir.engine.SharedLogConfig;

/**
 * Appends events to one regular log file, together with any number of other JVMs of the host. A
 * configuration of {@code ch.qos.logback.core.FileAppender} or {@code
 * ch.qos.logback.core.rolling.RollingFileAppender} works by changing the class name.
 *
 * <p>It extends FileAppender since Logback's rolling policies ask a FileAppender for its file. It
 * never has a stream, and does nothing as a FileAppender does it.
 *
 * <p>Thread-safe once started. {@link #doAppend} takes no lock, unless the encoder is stateful,
 * allocates nothing beyond what the encoder does, and blocks for a bounded time only, when the file
 * cannot take the lines as fast as they come. What goes wrong becomes a Status and never an
 * exception in the application.
 *
 * @param <E> type of event
 */
public final class MmapSharedAppender<E> extends FileAppender<E> {
  private final Settings settings = new Settings(this);
  private final Policies<E> policies = new Policies<>(this);
  private final StatusReporter reporter = new StatusReporter(this);
  private final Nesting<E> nesting = new Nesting<>();

  private LongSupplier wallClock = System::currentTimeMillis;
  private volatile EncoderGate<E> gate;
  private volatile MmapSharedAppenderMXBean figures;
  private ManagementBean bean;

  /** Makes an appender that has still to be set up, and started. */
  public MmapSharedAppender() {}

  /** Opens the log file, or says in a Status why not; never throws. */
  @Override
  public void start() {
    if (isStarted()) {
      return;
    }
    try {
      if (encoder == null) {
        addError("encoder=null, allowed: any Logback encoder");
      }
      settings
          .check(PresentFile.hidden(policies.rolling()))
          .flatMap(this::checkPolicies)
          .filter(checked -> encoder != null)
          .ifPresent(this::open);
    } catch (Throwable e) {
      addError("Appender [" + getName() + "] failed to start", e);
    }
    if (!isStarted()) {
      PatternOwners.of(getContext()).release(this);
    }
  }

  /**
   * Writes what is staged and closes the log file, in bounded time, and stops the rolling policies.
   * May be started again, once those are.
   */
  @Override
  public void stop() {
    if (!isStarted()) {
      reporter.flush();
      return;
    }
    super.stop();
    RunningAppenders.remove(this);
    try {
      bean.close();
      gate.close();
      encoder.stop();
      policies.stop();
      PatternOwners.of(getContext()).release(this);
    } catch (Throwable e) {
      addError("Appender [" + getName() + "] failed to stop", e);
    }
    reporter.flush();
  }

  /**
   * Appends an event that the filters let through. What a thread logs here while it is already here
   * is appended as well, see {@link Nesting}; to a depth, since it would never end otherwise.
   */
  @Override
  public void doAppend(E event) {
    if (!isStarted()) {
      reporter.lineUnheard();
      return;
    }
    int[] place = nesting.enter();
    if (place == null) {
      reporter.lineNested();
      return;
    }
    try {
      filterAndAppend(event);
    } finally {
      place[Nesting.DEPTH]--;
      if (place[Nesting.DEPTH] == 0 && nesting.hasWaiting()) {
        appendWaiting(place);
      }
    }
  }

  @Override
  protected void append(E event) {
    if (event instanceof DeferredProcessingAware deferred) {
      deferred.prepareForDeferredProcessing();
    }
    int[] place = nesting.place();
    if (!Nesting.isBusy(place)) {
      pass(event, place);
    } else if (!nesting.putOff(event, place)) {
      reporter.lineNested();
    }
  }

  private void pass(E event, int[] place) {
    if (!gate.pass(event, place) && !isStarted()) {
      // Stopped meanwhile, by another thread that configures the context anew, say.
      reporter.lineUnheard();
    }
  }

  private void appendWaiting(int[] place) {
    Error unseen = null;
    for (E next = nesting.takeWaiting(place); next != null; next = nesting.takeWaiting(place)) {
      try {
        pass(next, place);
      } catch (Throwable e) {
        reporter.lineFailed(e);
        unseen = e instanceof Error error && isForApplication(error) ? error : unseen;
      }
    }
    if (unseen != null) {
      throw unseen;
    }
  }

  private void filterAndAppend(E event) {
    try {
      if (getFilterChainDecision(event) != FilterReply.DENY) {
        append(event);
      }
    } catch (Throwable e) {
      if (isStarted()) {
        reporter.lineFailed(e);
      }
      if (e instanceof Error error && isForApplication(error)) {
        throw error;
      }
    }
  }

  // All Errors but these are about one line, as an exception is: a class that the encoder misses,
  // a stack too deep, a failed assertion. These are about the JVM or the thread, and whoever has an
  // answer to them must see them. By name: ThreadDeath is to leave the JDK.
  private static boolean isForApplication(Error error) {
    return error instanceof OutOfMemoryError
        || error.getClass().getName().equals("java.lang.ThreadDeath");
  }

  private Optional<Settings.Checked> checkPolicies(Settings.Checked checked) {
    if (!policies.areGiven()) {
      return Optional.of(checked);
    }
    Path log = checked.file().toAbsolutePath().normalize();
    PresentFile present = new PresentFile(log, settings.file().isEmpty());
    Optional<RollPolicy> policy = new PolicyReader(this, policies, present, wallClock).read();
    return policy.map(
        p -> new Settings.Checked(checked.file(), checked.config().withRollPolicy(p)));
  }

  private void open(Settings.Checked checked) {
    Path file = checked.file();
    addInfo("File property is set to [" + file + "]");
    if (!encoder.isStarted()) {
      encoder.start();
    }
    boolean stateful = EncoderGate.isStateful(encoder);
    SharedLogConfig config =
        checked
            .config()
            .withHeaderAndFooter(encoder.headerBytes(), encoder.footerBytes())
            .withListener(reporter);
    try {
      SharedLog log = SharedLog.open(file, config);
      gate = new EncoderGate<>(encoder, stateful, log);
      figures = new AppenderFigures(log, config.stateDirectory(), reporter);
      bean = new ManagementBean(this, figures, contextName(), getName());
      started = true; // super.start() would open the file
      bean.start();
      log.everySecond(this::doChores);
      RunningAppenders.add(this);
    } catch (IOException e) {
      addError("file=" + file + ", allowed: a file that can be appended to, but " + e, e);
    }
  }

  private void doChores() {
    bean.look();
    reporter.tellIfDue();
  }

  private String contextName() {
    return getContext() == null ? null : getContext().getName();
  }

  /**
   * What the appender has done since its last start, and how the file stands that it shares; empty
   * if it was never started. The same is in its MXBean.
   */
  public Optional<MmapSharedAppenderMXBean> figures() {
    return Optional.ofNullable(figures);
  }

  /** Path of the log file as it was set, or null. */
  @Override
  public String getFile() {
    return settings.file().isEmpty() ? null : settings.file();
  }

  /** Path of the log file. */
  @Override
  public void setFile(String path) {
    super.setFile(path); // for rawFileProperty(), which the policies ask for
    settings.file(path);
  }

  /** {@return where rolled files go, or null} */
  public RollingPolicy getRollingPolicy() {
    return policies.rolling();
  }

  /**
   * Sets where rolled files go.
   *
   * @param policy if it is a triggering policy, too, it also says when the file is rolled
   */
  public void setRollingPolicy(RollingPolicy policy) {
    policies.rolling(policy);
  }

  /** {@return when the file is rolled, or null} */
  public TriggeringPolicy<E> getTriggeringPolicy() {
    return policies.triggering();
  }

  /**
   * Sets when the file is rolled.
   *
   * @param policy needs a rolling policy beside it, unless it is one itself
   */
  public void setTriggeringPolicy(TriggeringPolicy<E> policy) {
    policies.triggering(policy);
  }

  /** Sets the clock that rolling goes by, in milliseconds since the epoch. */
  void setWallClock(LongSupplier clock) {
    wallClock = clock;
  }

  /**
   * Sets where the staging area stands; by default a hidden directory beside the log file.
   *
   * @param path of a directory, the same for all JVMs that share the file
   */
  public void setStateDirectory(String path) {
    settings.stateDirectory(path);
  }

  /**
   * Sets the permissions of a log file that is created.
   *
   * @param permissions such as {@code rw-r-----}
   */
  public void setFilePermissions(String permissions) {
    settings.filePermissions(permissions);
  }

  /**
   * Sets the bytes of a chunk of the staging area.
   *
   * @param size 4 KB to 1 GB, rounded up to a multiple of 4 KB
   */
  public void setChunkSize(FileSize size) {
    settings.chunkSize(Long.toString(size.getSize()));
  }

  /**
   * Sets how many chunks the staging area may grow to.
   *
   * @param chunks 2 to 4096
   */
  public void setMaxChunks(int chunks) {
    settings.maxChunks(Integer.toString(chunks));
  }

  /**
   * Sets how long a line may wait in the staging area.
   *
   * @param interval up to a minute; zero: the line is in the file, or in the hands of a live
   *     publisher, before the call that logs it returns
   */
  public void setPublishInterval(Duration interval) {
    settings.publishInterval(Long.toString(interval.getMilliseconds()));
  }

  /**
   * Sets how long a call waits for room in the staging area while nothing moves. Then the line goes
   * past the staging area, or, if the disk refuses it, is dropped and counted.
   *
   * @param time up to an hour
   */
  public void setMaxBlockTime(Duration time) {
    settings.maxBlockTime(Long.toString(time.getMilliseconds()));
  }

  // Joran prefers an adder to a setter of the same property. With these, text that is no size, no
  // number or no time comes here and is refused; given to a setter, Joran would only warn of it and
  // start the appender with the default.

  /**
   * {@link #setChunkSize} as text; for configuration files.
   *
   * @param size such as {@code 64KB}
   */
  public void addChunkSize(String size) {
    settings.chunkSize(size);
  }

  /**
   * {@link #setMaxChunks} as text; for configuration files.
   *
   * @param chunks such as {@code 16}
   */
  public void addMaxChunks(String chunks) {
    settings.maxChunks(chunks);
  }

  /**
   * {@link #setPublishInterval} as text; for configuration files.
   *
   * @param interval such as {@code 5 milliseconds}
   */
  public void addPublishInterval(String interval) {
    settings.publishInterval(interval);
  }

  /**
   * {@link #setMaxBlockTime} as text; for configuration files.
   *
   * @param time such as {@code 500 milliseconds}
   */
  public void addMaxBlockTime(String time) {
    settings.maxBlockTime(time);
  }

  // What a FileAppender's configuration may have besides.

  /** The file is shared and always appended to. */
  @Override
  public void setAppend(boolean append) {
    if (!append) {
      addWarn("append=false has no effect: the file is shared and is always appended to");
    }
  }

  /** Without effect: sharing the file between JVMs is always safe. */
  @Override
  public void setPrudent(boolean prudent) {
    addInfo("prudent has no effect: sharing the file between JVMs is always safe");
  }

  /** Without effect: see {@link #setPublishInterval}. */
  @Override
  public void setImmediateFlush(boolean immediateFlush) {
    addInfo("immediateFlush has no effect: publishInterval says when lines come into the file");
  }

  /** Without effect: see {@link #setChunkSize}. */
  @Override
  public void setBufferSize(FileSize bufferSize) {
    addInfo("bufferSize has no effect: see chunkSize");
  }

  /**
   * Without effect: the file is opened at the start.
   *
   * @param lazy of no matter
   */
  public void setLazy(boolean lazy) {
    addInfo("lazy has no effect: the file is opened at the start");
  }

  /** Refused: the file is opened at the start. */
  @Override
  public void openFile(String path) {
    addWarn("openFile has no effect, file=" + path + ": the file is opened at the start");
  }

  /** Refused: the stream is left alone. */
  @Override
  public void setOutputStream(OutputStream stream) {
    addWarn("outputStream has no effect: lines go into the file");
  }
}
