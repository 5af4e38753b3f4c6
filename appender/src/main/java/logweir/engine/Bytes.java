package logweir.engine;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A few bytes that do not change. */
public final class Bytes {
  /** No bytes. */
  public static final Bytes NONE = new Bytes(new byte[0]);

  private final byte[] bytes;

  private Bytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * {@return a copy of the bytes}
   *
   * @param bytes null stands for none
   */
  public static Bytes copyOf(byte[] bytes) {
    return bytes == null || bytes.length == 0 ? NONE : new Bytes(bytes.clone());
  }

  /** {@return whether there are none} */
  public boolean isEmpty() {
    return bytes.length == 0;
  }

  /** {@return how many there are} */
  public int length() {
    return bytes.length;
  }

  /** {@return a read-only buffer over them} */
  public ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "Bytes[length=" + bytes.length + "]";
  }
}
