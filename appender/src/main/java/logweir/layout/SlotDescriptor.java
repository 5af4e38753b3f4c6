package logweir.layout;

/**
 * Where each field of a writer's slot stands, counted from the slot's start.
 *
 * <pre>
 *      0 +-----------------------------------------------------+
 *        | writer id: 0 = the slot is free                     |
 *        | jvm id, pid, pid namespace, start time, attached at |  the attach lock's holder
 *        | roll policy                                         |
 *        | identity checksum                                   |
 *    128 +-----------------------------------------------------+
 *        | direct lines, drops, unstaged lines and bytes       |  the writer, by fetch-add
 *    256 +-----------------------------------------------------+
 *        | lane 0: word, length, lines, bytes                  |  see {@link LaneWord}
 *        | ... one lane each 128 bytes                         |
 *   2304 +-----------------------------------------------------+
 * </pre>
 */
public final class SlotDescriptor {
  public static final int LANES = 16;

  public static final int WRITER_ID_OFFSET = 0;
  public static final int JVM_ID_OFFSET = 8;
  public static final int PID_OFFSET = 16;
  public static final int PID_NAMESPACE_OFFSET = 24;
  public static final int START_TIME_OFFSET = 32;
  public static final int ATTACHED_MILLIS_OFFSET = 40;
  public static final int ROLL_POLICY_OFFSET = 48;
  public static final int IDENTITY_CHECKSUM_OFFSET = 56;

  public static final int DIRECT_LINES_OFFSET = ControlDescriptor.LINE;
  public static final int DROPS_OFFSET = ControlDescriptor.LINE + 8;

  public static final int UNSTAGED_LINES_OFFSET = ControlDescriptor.LINE + 16;
  public static final int UNSTAGED_BYTES_OFFSET = ControlDescriptor.LINE + 24;

  public static final int LANES_OFFSET = 2 * ControlDescriptor.LINE;
  public static final int LANE_BYTES = ControlDescriptor.LINE;
  public static final int LANE_WORD_OFFSET = 0;
  public static final int LANE_LENGTH_OFFSET = 8;
  public static final int LANE_LINES_OFFSET = 16;
  public static final int LANE_BYTES_OFFSET = 24;

  public static final int SLOT_BYTES = LANES_OFFSET + LANES * LANE_BYTES;

  private SlotDescriptor() {}
}
