package logweir.logback;

import ch.qos.logback.core.ContextBase;
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
 * Compresses a file with Logback's Compressor. That one tells of failures in messages only, and
 * deletes what it compressed even if it failed: so it is given another name of the file, a hard
 * link, and its messages are read. Thread-safe.
 */
final class Compression {
  private final CompressionMode mode;

  Compression(CompressionMode mode) {
    this.mode = mode;
  }

  /** What names of compressed files end with; empty without compression. */
  String suffix() {
    return mode == CompressionMode.NONE ? "" : "." + mode.name().toLowerCase(Locale.ROOT);
  }

  /**
   * See {@link logweir.engine.Archives#compress}.
   *
   * @param entry the name of the file inside a zip file
   */
  void compress(Path source, Path target, String entry) throws IOException {
    Path link = beside(target, ".source");
    boolean named = target.toString().endsWith(suffix());
    Path output = named ? target : beside(target, suffix());
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("target=" + target + " exists already");
    }
    try {
      Files.deleteIfExists(link); // left by a process that was killed
      link(source, link);
      compressLinked(link, output, entry);
    } catch (IOException e) {
      empty(output, e);
      throw e;
    } finally {
      Files.deleteIfExists(link);
    }
    if (!named) {
      Files.move(output, target);
    }
  }

  private void compressLinked(Path link, Path output, String entry) throws IOException {
    ContextBase context = new ContextBase();
    Compressor compressor = new Compressor(mode);
    compressor.setContext(context);
    compressor.compress(link.toString(), output.toString(), entry);
    for (Status status : context.getStatusManager().getCopyOfStatusList()) {
      if (status.getLevel() >= Status.WARN) {
        throw new IOException(
            "compression=" + mode + " failed: " + status.getMessage(), status.getThrowable());
      }
    }
    if (!Files.isRegularFile(output, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("compression=" + mode + " made no file, target=" + output);
    }
  }

  // Streams of the JDK that cannot write their end leave the file open until they are collected,
  // and
  // a full disk would stay full of a file that is deleted.
  private static void empty(Path output, IOException cause) {
    if (Files.exists(output, LinkOption.NOFOLLOW_LINKS)) {
      try (FileChannel channel = FileChannel.open(output, StandardOpenOption.WRITE)) {
        channel.truncate(0);
      } catch (IOException e) {
        cause.addSuppressed(e);
      }
    }
  }

  private static void link(Path source, Path link) throws IOException {
    try {
      Files.createLink(link, source);
    } catch (UnsupportedOperationException e) {
      throw new IOException("source=" + source + " cannot be linked to " + link, e);
    }
  }

  private static Path beside(Path path, String end) {
    return path.resolveSibling(path.getFileName() + end);
  }
}
