package logweir.logback;

import java.util.ArrayDeque;
import java.util.Map;

/**
 * How deep each thread is in this appender. A thread comes here while it is here when an argument's
 * {@code toString}, a converter, an encoder, a filter or a Status listener logs. Such an event is
 * appended at once, before the one that is being made, as a FileAppender does it.
 *
 * <p>It waits if the thread is in a place that can be entered only once: a stateful encoder, whose
 * buffer is half filled, or the engine, which may be in the midst of a publish. Then it is appended
 * when the thread's outermost event is done. An event that waits keeps its depth, so that one that
 * logs itself again and again comes to an end on that way, too.
 *
 * <p>Thread-safe: all there is belongs to the thread that asks. The values' classes are the JDK's,
 * and no event stays: a thread that outlives the application keeps nothing of it.
 */
final class Nesting<E> {
  /** How many events of one thread may be under way, one inside the other. */
  static final int MAX_DEPTH = 8;

  /** How many of one thread may wait. */
  static final int MAX_WAITING = 1000;

  // Of a place; set without a call, for which a stack that is used up has no room.

  /** How deep the thread is. */
  static final int DEPTH = 0;

  /** Not 0: the thread is where it can be only once. */
  static final int BUSY = 1;

  private final ThreadLocal<int[]> places = ThreadLocal.withInitial(() -> new int[2]);

  @SuppressWarnings("ThreadLocalUsage") // of one appender, as the events are; seldom set
  private final ThreadLocal<ArrayDeque<Map.Entry<E, Integer>>> waiting = new ThreadLocal<>();

  /**
   * Goes one deeper; whoever does it takes one from the place's depth later.
   *
   * @return where the calling thread is, or null: too deep, nothing has changed
   */
  int[] enter() {
    int[] place = places.get();
    if (place[DEPTH] >= MAX_DEPTH) {
      return null;
    }
    place[DEPTH]++;
    return place;
  }

  /** Where the calling thread is. */
  int[] place() {
    return places.get();
  }

  /** Whether the thread is where it can be only once. */
  static boolean isBusy(int[] place) {
    return place[BUSY] != 0;
  }

  /**
   * Lets an event wait.
   *
   * @return false if too many do
   */
  boolean putOff(E event, int[] place) {
    ArrayDeque<Map.Entry<E, Integer>> queue = waiting.get();
    if (queue == null) {
      queue = new ArrayDeque<>();
      waiting.set(queue);
    }
    return queue.size() < MAX_WAITING && queue.add(Map.entry(event, place[DEPTH]));
  }

  /** Whether events of the calling thread wait. */
  boolean hasWaiting() {
    return waiting.get() != null;
  }

  /**
   * Takes the event that waits longest and goes to its depth.
   *
   * @return null if there is none; then the thread is back at depth 0
   */
  E takeWaiting(int[] place) {
    ArrayDeque<Map.Entry<E, Integer>> queue = waiting.get();
    Map.Entry<E, Integer> next = queue == null ? null : queue.poll();
    if (next == null) {
      waiting.remove();
      place[DEPTH] = 0;
      return null;
    }
    place[DEPTH] = next.getValue();
    return next.getKey();
  }
}
