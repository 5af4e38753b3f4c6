package logweir.integration.harness;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * Cuts a file into lines and tells whole lines of {@link LineFormat} from everything else. Memory
 * does not depend on the length of the file or of its lines.
 */
final class LineScanner {
  private static final int READ_BYTES = 1 << 20;

  private final Visitor visitor;
  private final byte[] head = new byte[BrokenLine.HEAD_BYTES];
  private final CRC32 crc = new CRC32();
  private long offset;

  private long length;
  private long nuls;
  private long firstNul;
  private long foreignBytes;
  private long innerMark;

  private LineScanner(Visitor visitor) {
    this.visitor = visitor;
    startLine();
  }

  /** Shows each line of the file to the visitor; returns how many bytes the file has, unzipped. */
  static long scan(Path file, Visitor visitor) throws IOException {
    LineScanner scanner = new LineScanner(visitor);
    try (InputStream in = open(file)) {
      byte[] buffer = new byte[READ_BYTES];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        scanner.take(buffer, read);
      }
    }
    if (scanner.length > 0) {
      scanner.endLine(false);
    }
    return scanner.offset;
  }

  private static InputStream open(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    String name = file.getFileName().toString();
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "gz" -> new GZIPInputStream(in, READ_BYTES);
      case "xz" -> new XZInputStream(in);
      case "zip" -> {
        ZipInputStream zip = new ZipInputStream(in);
        zip.getNextEntry();
        yield zip;
      }
      default -> in;
    };
  }

  private void take(byte[] buffer, int read) {
    int from = 0;
    for (int i = 0; i < read; i++) {
      byte value = buffer[i];
      if (value == LineFormat.LINE_END) {
        takePiece(buffer, from, i);
        endLine(true);
        from = i + 1;
      } else if (!LineFormat.isOwnByte(value)) {
        noteStrayByte(value, length + i - from);
      } else if (LineFormat.isMark(value)) {
        noteMark(length + i - from);
      }
    }
    takePiece(buffer, from, read);
  }

  private void noteStrayByte(byte value, long index) {
    if (value != 0) {
      foreignBytes++;
    } else if (nuls++ == 0) {
      firstNul = offset + index;
    }
  }

  private void noteMark(long index) {
    if (index > 0 && innerMark < 0) {
      innerMark = index;
    }
  }

  /** Adds bytes to the line; the checksum starts when the header is complete. */
  private void takePiece(byte[] buffer, int from, int to) {
    if (length < head.length) {
      int copied = (int) Math.min(to - from, head.length - length);
      System.arraycopy(buffer, from, head, (int) length, copied);
    }
    int payloadFrom = from;
    if (length < LineFormat.LONG_HEADER) {
      payloadFrom = (int) Math.min(to, from + LineFormat.LONG_HEADER - length);
      if (length + payloadFrom - from == LineFormat.LONG_HEADER) {
        crc.update(head, 0, LineFormat.LONG_CHECKED);
      }
    }
    crc.update(buffer, payloadFrom, to - payloadFrom);
    length += to - from;
  }

  private void endLine(boolean terminated) {
    int headLength = (int) Math.min(length, head.length);
    LineFormat.Header header = LineFormat.header(head, headLength);
    long lineLength = length + (terminated ? 1 : 0);
    if (terminated && header != null && header.length() == lineLength && checks(header)) {
      visitor.whole(header.id(), offset);
    } else {
      visitor.broken(
          new BrokenLine(
              offset,
              length,
              terminated,
              nuls,
              firstNul,
              foreignBytes,
              innerMark,
              header,
              BrokenLine.preview(head, headLength, length)));
    }
    offset += lineLength;
    startLine();
  }

  private boolean checks(LineFormat.Header header) {
    if (header.length() == LineFormat.SHORT_LENGTH) {
      crc.reset();
      crc.update(head, 0, LineFormat.SHORT_CHECKED);
    }
    return crc.getValue() == header.checksum();
  }

  private void startLine() {
    crc.reset();
    length = 0;
    nuls = 0;
    firstNul = -1;
    foreignBytes = 0;
    innerMark = -1;
  }

  /** Is shown what the file consists of, in file order. */
  interface Visitor {
    void whole(LineId id, long offset);

    void broken(BrokenLine line);
  }
}
