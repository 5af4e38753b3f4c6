package logweir.integration.harness;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * A clock that stands still until a test moves it, for all JVMs that have its file open at once. In
 * milliseconds since the epoch.
 */
public final class WallClock implements LongSupplier {
  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final ByteBuffer millis;

  private WallClock(ByteBuffer millis) {
    this.millis = millis;
  }

  /** Makes the file if there is none. */
  public static WallClock open(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return new WallClock(channel.map(MapMode.READ_WRITE, 0, Long.BYTES));
    }
  }

  public void set(Instant time) {
    LONGS.setVolatile(millis, 0, time.toEpochMilli());
  }

  @Override
  public long getAsLong() {
    return (long) LONGS.getVolatile(millis, 0);
  }
}
