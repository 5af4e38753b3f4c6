package logweir.layout;

/**
 * The frame of a staged event: one word in front of its bytes, which says how many they are, and
 * padding behind them up to the next word. So each event starts at a multiple of 8, its word is
 * never zero, and nothing that an event contains is ever looked at.
 *
 * <p>The word also holds the low bits of its own position. What is not a frame there, be it zeros
 * or bytes that somebody else has put into the file, is thus told from one.
 */
public final class Frame {
  /** Bytes of the word in front of an event; also what each frame's position is a multiple of. */
  public static final int WORD_BYTES = 8;

  /** What {@link #length} says of a word that is no frame's. */
  public static final int NONE = 0;

  private static final int POSITION_SHIFT = 32;

  private Frame() {}

  /** Bytes that an event of that length takes in the staging area. */
  public static long bytes(int length) {
    return (WORD_BYTES + (long) length + WORD_BYTES - 1) & -WORD_BYTES;
  }

  /** The word of an event of at least one byte, whose frame starts at a position. */
  public static long word(long position, int length) {
    return ((position / WORD_BYTES) << POSITION_SHIFT) | length;
  }

  /** The length of the event whose frame starts at a position, or {@link #NONE}. */
  public static int length(long position, long word) {
    int length = (int) word;
    return length > 0 && word == word(position, length) ? length : NONE;
  }

  /** Whether a frame may start at a position. */
  public static boolean isAligned(long position) {
    return position % WORD_BYTES == 0;
  }
}
