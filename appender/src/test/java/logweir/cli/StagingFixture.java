package logweir.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import logweir.engine.SharedLog;
import logweir.layout.ControlDescriptor;

/** A log in a directory of its own, and what may happen to its staging area. */
final class StagingFixture {
  private final Path root;
  private final Path log;

  StagingFixture(Path root) {
    this.root = root;
    this.log = root.resolve("app.log");
  }

  Path root() {
    return root;
  }

  Path log() {
    return log;
  }

  Path stateDirectory() {
    return root.resolve(".app.log.logweir");
  }

  Path control() {
    return stateDirectory().resolve("control");
  }

  List<String> lines() throws IOException {
    return Files.readAllLines(log);
  }

  static void append(SharedLog shared, String line) {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    if (!shared.append(bytes, 0, bytes.length)) {
      throw new IllegalStateException("line was refused: " + line);
    }
  }

  static List<String> numbered(String name, int count) {
    List<String> lines = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      lines.add(DyingWriter.line(name, number));
    }
    return lines;
  }

  /** A log whose one writer left in order. */
  void closeInOrder() throws IOException {
    try (SharedLog shared = SharedLog.open(log, DyingWriter.CONFIG)) {
      append(shared, "a line");
    }
  }

  /** A log whose one writer was killed with lines staged. */
  long killWithStagedLines(int lines) throws IOException, InterruptedException {
    try (DyingWriter writer = DyingWriter.staging(log, Optional.empty(), "a", lines)) {
      writer.kill();
      return writer.pid();
    }
  }

  /** Changes words of the control file. */
  void patchControl(Consumer<ByteBuffer> patch) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.wrap(Files.readAllBytes(control())).order(ByteOrder.nativeOrder());
    patch.accept(bytes);
    Files.write(control(), bytes.array());
  }

  /** Changes the control file's header and makes its checksum right again. */
  void patchHeader(int offset, long value) throws IOException {
    patchControl(
        bytes -> {
          bytes.putLong(offset, value);
          CRC32 crc = new CRC32();
          crc.update(bytes.slice(0, ControlDescriptor.HEADER_CHECKSUM_OFFSET));
          bytes.putLong(ControlDescriptor.HEADER_CHECKSUM_OFFSET, crc.getValue());
        });
  }
}
