package logweir.logback;

import ch.qos.logback.core.ContextBase;
import ch.qos.logback.core.rolling.RollingPolicyBase;
import ch.qos.logback.core.rolling.helper.CompressionMode;
import ch.qos.logback.core.rolling.helper.Compressor;
import ch.qos.logback.core.status.Status;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * Compresses a file with Logback's Compressor. That one tells of failures in messages only, so
 * these are read, and deletes what it compressed even if it failed. Thread-safe.
 */
final class Compression {
  private final CompressionMode mode;

  Compression(CompressionMode mode) {
    this.mode = mode;
  }

  /** The {@code fileNamePattern} of a policy, but for the suffix that says how to compress. */
  static String patternWithoutSuffix(RollingPolicyBase policy) {
    return Compressor.computeFileNameStrWithoutCompSuffix(
        policy.getFileNamePattern(), policy.getCompressionMode());
  }

  /** What names of compressed files end with; empty without compression. */
  String suffix() {
    return mode == CompressionMode.NONE ? "" : "." + mode.name().toLowerCase(Locale.ROOT);
  }

  /**
   * See {@link logweir.engine.Archives#compress}. The source is gone when this returns.
   *
   * @param entry the name of the file inside a zip file
   */
  void compress(Path source, Path target, String entry) throws IOException {
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("target=" + target + " exists already");
    }
    try {
      compressOrThrow(source, target, entry);
    } catch (IOException e) {
      empty(target, e);
      throw e;
    }
  }

  private void compressOrThrow(Path source, Path target, String entry) throws IOException {
    ContextBase context = new ContextBase();
    Compressor compressor = new Compressor(mode);
    compressor.setContext(context);
    compressor.compress(source.toString(), target.toString(), entry);
    for (Status status : context.getStatusManager().getCopyOfStatusList()) {
      if (status.getLevel() >= Status.WARN) {
        throw new IOException(
            "compression=" + mode + " failed: " + status.getMessage(), status.getThrowable());
      }
    }
    if (!Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("compression=" + mode + " made no file, target=" + target);
    }
  }

  // Streams of the JDK that cannot write their end leave the file open until they are collected,
  // and a full disk would stay full of a file that is deleted.
  private static void empty(Path target, IOException cause) {
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
        channel.truncate(0);
      } catch (IOException e) {
        cause.addSuppressed(e);
      }
    }
  }
}
