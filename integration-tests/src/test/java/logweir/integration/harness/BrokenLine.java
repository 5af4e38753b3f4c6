package logweir.integration.harness;

/**
 * A stretch of a file, up to a line end or the file's end, that is no whole line of {@link
 * LineFormat}.
 *
 * @param offset where it starts in the file
 * @param length its bytes without the line end
 * @param terminated whether it has a line end
 * @param nuls how many NUL bytes it has
 * @param firstNul offset in the file of the first of them
 * @param foreignBytes how many bytes it has that are in no line of a worker
 * @param innerMark index of a byte inside it that only a line's start has, or -1
 * @param header what it says of itself, or null
 * @param preview its first bytes, printable
 */
record BrokenLine(
    long offset,
    long length,
    boolean terminated,
    long nuls,
    long firstNul,
    long foreignBytes,
    long innerMark,
    LineFormat.Header header,
    String preview) {

  static final int HEAD_BYTES = 72;

  /** Whether it looks like somebody else's line rather than a piece of a worker's. */
  boolean looksForeign() {
    return foreignBytes > 0 && header == null;
  }

  String describe() {
    StringBuilder text = new StringBuilder();
    text.append("at offset ").append(offset).append(", ").append(length).append(" bytes");
    if (!terminated) {
      text.append(" without a line end");
    }
    if (header != null) {
      text.append(", starts as ").append(header.id());
      text.append(" of ").append(header.length()).append(" bytes");
    }
    if (innerMark >= 0) {
      text.append(", a line start at +").append(innerMark);
    }
    if (nuls > 0) {
      text.append(", ").append(nuls).append(" NULs from offset ").append(firstNul);
    }
    return text.append(": ").append(preview).toString();
  }

  static String preview(byte[] head, int headLength, long length) {
    StringBuilder text = new StringBuilder("\"");
    for (int i = 0; i < headLength; i++) {
      int value = head[i] & 0xFF;
      if (value >= ' ' && value < 0x7F) {
        text.append((char) value);
      } else {
        text.append(String.format("\\x%02x", value));
      }
    }
    return text.append(length > headLength ? "\"..." : "\"").toString();
  }
}
