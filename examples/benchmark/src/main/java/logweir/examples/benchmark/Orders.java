package logweir.examples.benchmark;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** What is said between the benchmark and its JVMs: a line of JSON each. */
final class Orders {
  private static final Gson GSON = new Gson();

  private Orders() {}

  /** Asks a JVM to open a file. */
  record Open(String contender, String file) {}

  /**
   * Asks a JVM to log and then to close the file.
   *
   * @param startNanos of {@code System.nanoTime} at which all JVMs begin
   * @param nanos for how long
   * @param maxLines of each thread, whatever time is left
   * @param everyStamp whether each line has the time of its own call, not that of one shortly
   *     before
   */
  record Go(Case what, long startNanos, long nanos, long maxLines, boolean everyStamp) {}

  /**
   * What a JVM has done.
   *
   * @param firstCallNanos of {@code System.nanoTime}
   * @param drainedNanos of {@code System.nanoTime}, when its contender was stopped
   * @param logged lines of each thread
   * @param cpuNanos of all threads of the process
   * @param allocatedBytes of all Java threads, until the last call
   * @param callTimes a histogram of nanoseconds
   */
  record Ran(
      long firstCallNanos,
      long drainedNanos,
      List<Long> logged,
      long cpuNanos,
      long allocatedBytes,
      String callTimes) {}

  static String toLine(Object order) {
    JsonObject line = new JsonObject();
    line.add(order.getClass().getSimpleName(), GSON.toJsonTree(order));
    return line.toString();
  }

  /** Reads a line, which has to be of that type. */
  static <T> T fromLine(String line, Class<T> type) {
    JsonObject order = GSON.fromJson(line, JsonObject.class);
    if (order == null || !order.has(type.getSimpleName())) {
      throw new IllegalArgumentException("expected=" + type.getSimpleName() + ", line=" + line);
    }
    return GSON.fromJson(order.get(type.getSimpleName()), type);
  }

  static String toText(Histogram histogram) {
    ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(bytes);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
  }

  static Histogram toHistogram(String text) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
      return Histogram.decodeFromCompressedByteBuffer(bytes, 0);
    } catch (DataFormatException e) {
      throw new IllegalArgumentException("not a histogram", e);
    }
  }
}
