package logweir.integration.harness;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What a {@link LogWorker} has to do. Immutable; start from {@link #logTo} and change what you
 * need. Travels to the worker as {@code key=value} arguments.
 */
public final class WorkerOrders {
  /** No end: the worker logs until it is told to stop, or killed. */
  public static final int UNTIL_STOPPED = Integer.MAX_VALUE;

  private final Map<String, String> values;

  private WorkerOrders(Map<String, String> values) {
    this.values = values;
  }

  /** How lines get into the log. */
  public enum Way {
    ENGINE,
    LOGBACK,
    /** Logback's own appender, to compare with. */
    FILE_APPENDER
  }

  /** What kind of threads logs. */
  public enum ThreadKind {
    PLATFORM,
    VIRTUAL
  }

  /** Whether and when the logging threads are interrupted. */
  public enum Interrupts {
    NONE,
    BEFORE_EACH_CALL,
    AT_RANDOM
  }

  /** One thread, lines of 128 bytes, the default geometry, published every millisecond. */
  public static WorkerOrders logTo(Path file) {
    return new WorkerOrders(Map.of("file", file.toString()));
  }

  /** Reads what {@link #toArguments} wrote. */
  public static WorkerOrders parse(List<String> arguments) {
    return new WorkerOrders(
        arguments.stream()
            .collect(
                Collectors.toMap(
                    argument -> argument.substring(0, argument.indexOf('=')),
                    argument -> argument.substring(argument.indexOf('=') + 1))));
  }

  /** The arguments of a worker's main method. */
  public List<String> toArguments() {
    return values.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .sorted()
        .toList();
  }

  /** The id that its lines carry; no two workers of a run may share one. */
  public WorkerOrders asJvm(int jvm) {
    return with("jvm", jvm);
  }

  public WorkerOrders through(Way way) {
    return with("way", way);
  }

  public WorkerOrders threads(int threads) {
    return with("threads", threads);
  }

  public WorkerOrders threadKind(ThreadKind kind) {
    return with("threadKind", kind);
  }

  /** Lines of each thread in each round. */
  public WorkerOrders lines(int lines) {
    return with("lines", lines);
  }

  /** How many times the worker awaits a "go" and logs its lines. */
  public WorkerOrders rounds(int rounds) {
    return with("rounds", rounds);
  }

  /** Lengths of the lines, taken in turn. */
  public WorkerOrders sizes(int... sizes) {
    return with(
        "sizes", Arrays.stream(sizes).mapToObj(String::valueOf).collect(Collectors.joining(",")));
  }

  public WorkerOrders geometry(int chunkBytes, int maxChunks) {
    return with("chunkBytes", chunkBytes).with("maxChunks", maxChunks);
  }

  public WorkerOrders publishMillis(int millis) {
    return with("publishMillis", millis);
  }

  public WorkerOrders interrupts(Interrupts interrupts) {
    return with("interrupts", interrupts);
  }

  /** How many appenders of one context, or writers of the engine, write the file in turn. */
  public WorkerOrders appenders(int appenders) {
    return with("appenders", appenders);
  }

  /** How long each thread pauses after each line, so that others get to run. */
  public WorkerOrders pauseMicros(int micros) {
    return with("pauseMicros", micros);
  }

  /** How long a call may wait while nothing moves; otherwise so long that no test comes near it. */
  public WorkerOrders maxBlockMillis(int millis) {
    return with("maxBlockMillis", millis);
  }

  /** The policies by which the file is rolled, as Logback's XML has them; through Logback only. */
  public WorkerOrders rolling(String policies) {
    return with("rolling", policies).through(Way.LOGBACK);
  }

  /** To name no file in the configuration; {@link #file} is where the policies have it then. */
  public WorkerOrders unnamed() {
    return with("unnamed", true);
  }

  /** To have the file begin and end as {@link BracketingLayout} says; through Logback only. */
  public WorkerOrders bracketed() {
    return with("bracketed", true);
  }

  /** To have Logback's shutdown hook stop the context; through Logback only. */
  public WorkerOrders shutdownHook() {
    return with("shutdownHook", true).through(Way.LOGBACK);
  }

  /** The file of the {@link WallClock} that the worker rolls by. */
  public WorkerOrders wallClock(Path file) {
    return with("wallClock", file);
  }

  /** Where the staging area stands, if not beside the log. */
  public WorkerOrders stateDirectory(Path directory) {
    return with("stateDirectory", directory);
  }

  /** What the worker's JVM is started through, such as {@code setpriv --reuid 1000}; no spaces. */
  public WorkerOrders prefix(String... command) {
    return with("prefix", String.join(" ", command));
  }

  /** Further options of the worker's JVM. */
  public WorkerOrders jvmOptions(String... options) {
    return with("jvmOptions", String.join(" ", options));
  }

  /**
   * Where a thread of the worker is to wait until it is told to go on: the name of a failpoint, and
   * how often it is passed before, as {@code RESERVED} or {@code RESERVED#100}; or what is to be
   * thrown there, as {@code CLAIMED#5=java.lang.OutOfMemoryError}. With a plus sign behind it, as
   * {@code CLAIMED#100+}, all threads that come there from then on wait. Several, separated by
   * commas.
   */
  public WorkerOrders failpoint(String points) {
    return with("failpoint", points);
  }

  /** Whether the worker measures its calls, see {@link Worker#callTimes}. */
  public WorkerOrders measured() {
    return with("measured", true);
  }

  /** What runs in a daemon thread of the worker while it has the log open. */
  public WorkerOrders beside(Class<? extends Consumer<WorkerOrders>> task) {
    return with("beside", task.getName());
  }

  /** To trim the staging area after each round. */
  public WorkerOrders trimming() {
    return with("trims", true);
  }

  /** To await a "go" of its own before it opens the log, so that JVMs can be had in store. */
  public WorkerOrders held() {
    return with("held", true);
  }

  /** As little of the host as a JVM can do with that does not live long. */
  public WorkerOrders shortLived() {
    return jvmOptions("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-XX:-UsePerfData");
  }

  public WorkerOrders heapMegabytes(int megabytes) {
    return with("heapMegabytes", megabytes);
  }

  public WorkerOrders ledger(Path ledger) {
    return with("ledger", ledger);
  }

  public Path file() {
    return Path.of(values.get("file"));
  }

  public int run() {
    return number("run", 0);
  }

  public int jvm() {
    return number("jvm", 0);
  }

  public Way way() {
    return Way.valueOf(values.getOrDefault("way", Way.ENGINE.name()));
  }

  public int threads() {
    return number("threads", 1);
  }

  public ThreadKind threadKind() {
    return ThreadKind.valueOf(values.getOrDefault("threadKind", ThreadKind.PLATFORM.name()));
  }

  public int lines() {
    return number("lines", 1);
  }

  public int rounds() {
    return number("rounds", 1);
  }

  /** The lengths of the lines, in turn. */
  public int[] sizes() {
    return Arrays.stream(values.getOrDefault("sizes", "128").split(",", -1))
        .mapToInt(Integer::parseInt)
        .toArray();
  }

  public int chunkBytes() {
    return number("chunkBytes", 1 << 20);
  }

  public int maxChunks() {
    return number("maxChunks", 16);
  }

  public int publishMillis() {
    return number("publishMillis", 1);
  }

  public Interrupts interrupts() {
    return Interrupts.valueOf(values.getOrDefault("interrupts", Interrupts.NONE.name()));
  }

  public int appenders() {
    return number("appenders", 1);
  }

  int pauseMicros() {
    return number("pauseMicros", 0);
  }

  // By default long: on a machine that stalls lines would go past the staging area, out of order.
  int maxBlockMillis() {
    return number("maxBlockMillis", (int) Hang.LIMIT.dividedBy(2).toMillis());
  }

  /** Empty: the host's. */
  Optional<Path> wallClock() {
    return Optional.ofNullable(values.get("wallClock")).map(Path::of);
  }

  boolean isUnnamed() {
    return Boolean.parseBoolean(values.get("unnamed"));
  }

  boolean hasShutdownHook() {
    return Boolean.parseBoolean(values.get("shutdownHook"));
  }

  boolean isBracketed() {
    return Boolean.parseBoolean(values.get("bracketed"));
  }

  /** Empty: it is not rolled. */
  Optional<String> rolling() {
    return Optional.ofNullable(values.get("rolling"));
  }

  /** Empty: beside the log. */
  public Optional<Path> stateDirectory() {
    return Optional.ofNullable(values.get("stateDirectory")).map(Path::of);
  }

  List<String> prefix() {
    return words("prefix");
  }

  List<String> jvmOptions() {
    return words("jvmOptions");
  }

  public Optional<String> failpoint() {
    return Optional.ofNullable(values.get("failpoint"));
  }

  boolean isMeasured() {
    return values.containsKey("measured");
  }

  Optional<String> beside() {
    return Optional.ofNullable(values.get("beside"));
  }

  boolean trims() {
    return Boolean.parseBoolean(values.get("trims"));
  }

  boolean isHeld() {
    return Boolean.parseBoolean(values.get("held"));
  }

  int heapMegabytes() {
    return number("heapMegabytes", 128);
  }

  /** The file of the worker's {@link Ledger}. */
  public Path ledger() {
    return Path.of(values.get("ledger"));
  }

  private List<String> words(String key) {
    String joined = values.getOrDefault(key, "");
    return joined.isEmpty() ? List.of() : List.of(joined.split(" ", -1));
  }

  private int number(String key, int byDefault) {
    String value = values.get(key);
    return value == null ? byDefault : Integer.parseInt(value);
  }

  private WorkerOrders with(String key, Object value) {
    Map<String, String> changed = new TreeMap<>(values);
    changed.put(key, value.toString());
    return new WorkerOrders(changed);
  }

  @Override
  public String toString() {
    return String.join(" ", toArguments());
  }
}
