package logweir.integration;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import logweir.engine.LogListener;
import logweir.engine.SharedLog;
import logweir.engine.SharedLogConfig;
import logweir.integration.harness.Watchdog;

/**
 * The main program of a JVM that opens, again and again, a log whose last writer was killed and
 * whose control file was damaged since; each time in another way, told by a seed.
 *
 * <p>Arguments: the directory with the killed writer's files, the first seed, the number of cases,
 * and a directory to work in.
 */
final class FlippedStart implements LogListener {
  static final String BAD = "bad case ";
  static final String SUMMARY = "cases ";

  private static final int LINES = 5;
  private static final long MAX_FILE_BYTES = 4L << 20;
  private static final int CHUNK_TABLE = 4096;
  private static final int SLOTS = 8192;
  private static final int TWO_SLOTS = 2 * 2304;

  private final Path template;
  private final Path work;
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private int fellBack;
  private int staged;

  private FlippedStart(Path template, Path work) {
    this.template = template;
    this.work = work;
  }

  public static void main(String[] arguments) throws IOException {
    FlippedStart cases = new FlippedStart(Path.of(arguments[0]), Path.of(arguments[3]));
    long first = Long.parseLong(arguments[1]);
    int count = Integer.parseInt(arguments[2]);
    Watchdog watchdog = Watchdog.start();
    for (long seed = first; seed < first + count; seed++) {
      watchdog.begin("seed=" + seed);
      String complaint = cases.run(seed);
      if (complaint != null) {
        System.out.println(BAD + "seed=" + seed + ": " + complaint + " " + cases.heard);
      }
    }
    watchdog.end();
    Runtime runtime = Runtime.getRuntime();
    System.gc();
    System.out.println(
        SUMMARY
            + count
            + ", staged "
            + cases.staged
            + ", fell back "
            + cases.fellBack
            + ", heap "
            + (runtime.totalMemory() - runtime.freeMemory()));
  }

  /** What went wrong, or null. */
  private String run(long seed) throws IOException {
    heard.clear();
    Path log = restore();
    flip(log.resolveSibling(".app.log.logweir").resolve("control"), seed);
    List<String> expected = new ArrayList<>();
    try (SharedLog shared = SharedLog.open(log, config())) {
      for (int line = 0; line < LINES; line++) {
        String text = "after " + seed + " " + line + "\n";
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (!shared.append(bytes, 0, bytes.length)) {
          return "refused: " + text;
        }
        expected.add(text);
      }
      if (shared.isStaged()) {
        staged++;
      } else {
        fellBack++;
      }
    } catch (RuntimeException | Error e) {
      return e + " " + List.of(e.getStackTrace());
    }
    String problem = check(log, expected);
    return problem != null ? problem : checkSizes();
  }

  @Override
  public void info(String message) {
    heard.add(message);
  }

  @Override
  public void warn(String message, Throwable cause) {
    heard.add(message + ", " + cause);
  }

  private static String check(Path log, List<String> expected) throws IOException {
    String content = Files.readString(log, StandardCharsets.ISO_8859_1);
    for (String line : expected) {
      int at = content.indexOf(line);
      if (at < 0) {
        return "lost: " + line;
      }
      if (content.indexOf(line, at + 1) >= 0) {
        return "repeated: " + line;
      }
    }
    return null;
  }

  private String checkSizes() throws IOException {
    try (Stream<Path> files = Files.walk(work)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (Files.size(file) > MAX_FILE_BYTES) {
          return "huge file: " + file + ", bytes=" + Files.size(file);
        }
      }
    }
    return null;
  }

  private SharedLogConfig config() {
    return SharedLogConfig.defaults().withGeometry(16 * 1024, 4).withListener(this);
  }

  private Path restore() throws IOException {
    delete(work);
    copy(template, work);
    return work.resolve("app.log");
  }

  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Flips 1 to 64 bytes: anywhere, or, every second time, where something stands. */
  static void flip(Path control, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    int flips = random.nextInt(1, 65);
    boolean anywhere = random.nextBoolean();
    // Few at a time as well: many in the header would hide what one in a lane does.
    flips = random.nextBoolean() ? flips : 1 + flips % 3;
    try (FileChannel file =
        FileChannel.open(control, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      for (int i = 0; i < flips; i++) {
        long at = anywhere ? random.nextLong(file.size()) : telling(random);
        ByteBuffer one = ByteBuffer.allocate(1);
        file.read(one, at);
        byte damaged = (byte) (one.get(0) ^ 1 << random.nextInt(8));
        file.write(ByteBuffer.wrap(new byte[] {damaged}), at);
      }
    }
  }

  // Behind the header, whose checksum notices everything.
  private static long telling(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> 128 + 8 * random.nextInt(162) + random.nextInt(8);
      case 1 -> 896 + random.nextInt(56);
      case 2 -> CHUNK_TABLE + random.nextInt(32);
      default -> SLOTS + random.nextInt(TWO_SLOTS);
    };
  }
}
