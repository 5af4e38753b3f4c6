package logweir.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes a thread wait at a failpoint, or throws there. Which points, stands in the JVM's options;
 * that one was reached, and that it may be left, is said by files, so that the test sees and says
 * it from outside whatever state the process is in.
 *
 * <p>Only the thread that comes there at the given time waits, and the others pass, unless all are
 * to wait that come later.
 */
public final class FailpointStop implements Failpoint.Handler {
  private static final String POINTS = "logweir.failpoint";
  private static final String DIRECTORY = "logweir.failpoint.directory";
  private static final long LOOK_NANOS = 1_000_000;
  private static final EnumSet<Failpoint> ROLLING =
      EnumSet.range(Failpoint.ROLL_RECORDED, Failpoint.OLD_REMOVED);

  private final Path directory = Path.of(System.getProperty(DIRECTORY));
  private final Map<Failpoint, Order> orders = new EnumMap<>(Failpoint.class);

  private record Order(AtomicInteger passes, boolean stopsAll, String error) {
    private static final Pattern SPEC =
        Pattern.compile("\\w+(?:#(?<passes>\\d+))?(?<all>\\+)?(?:=(?<error>.+))?");

    static Order of(String spec) {
      Matcher matcher = SPEC.matcher(spec);
      if (!matcher.matches()) {
        throw new IllegalArgumentException("failpoint=" + spec);
      }
      String passes = matcher.group("passes");
      return new Order(
          new AtomicInteger(passes == null ? 0 : Integer.parseInt(passes)),
          matcher.group("all") != null,
          matcher.group("error"));
    }

    /** Whether the thread that asks is one that this is for. */
    boolean isNow() {
      int left = passes.getAndDecrement();
      return left == 0 || (stopsAll && left < 0);
    }
  }

  public FailpointStop() {
    for (String spec : System.getProperty(POINTS).split(",", -1)) {
      orders.put(Failpoint.valueOf(spec.split("[#+=]", -1)[0]), Order.of(spec));
    }
  }

  /** The options of a JVM whose threads are to stop or to throw at those points. */
  public static List<String> options(String points, Path directory) {
    return List.of("-D" + POINTS + "=" + points, "-D" + DIRECTORY + "=" + directory);
  }

  /** All failpoints but those that only a log with a policy comes to. */
  public static List<String> names() {
    return namesOf(EnumSet.complementOf(ROLLING));
  }

  /** The failpoints that only a log with a policy comes to. */
  public static List<String> namesInRolls() {
    return namesOf(ROLLING);
  }

  private static List<String> namesOf(Set<Failpoint> points) {
    return points.stream().map(Failpoint::name).toList();
  }

  /** Whether a thread has come to the point, and waits there unless it was released. */
  public static boolean isReached(Path directory, String point) {
    return Files.exists(reached(directory, point));
  }

  /** Lets the thread at the point go on. */
  public static void release(Path directory, String point) {
    create(directory, left(directory, point));
  }

  @Override
  public void reached(Failpoint point) {
    Order order = orders.get(point);
    if (order == null || !order.isNow()) {
      return;
    }
    create(directory, reached(directory, point.name()));
    if (order.error != null) {
      throw errorOf(order.error);
    }
    while (!Files.exists(left(directory, point.name()))) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private static Error errorOf(String name) {
    try {
      return Class.forName(name).asSubclass(Error.class).getConstructor().newInstance();
    } catch (ClassNotFoundException
        | NoSuchMethodException
        | InstantiationException
        | IllegalAccessException
        | InvocationTargetException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  private static Path reached(Path directory, String point) {
    return directory.resolve("reached-" + point);
  }

  private static Path left(Path directory, String point) {
    return directory.resolve("left-" + point);
  }

  private static void create(Path directory, Path file) {
    try {
      Files.createDirectories(directory);
      if (!Files.exists(file)) {
        Files.write(file, new byte[0]);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
