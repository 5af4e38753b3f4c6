package logweir.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.core.rolling.helper.CompressionMode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tukaani.xz.XZInputStream;

class CompressionTest {
  @TempDir private Path directory;
  private Path source;
  private Path work;
  private byte[] contents;

  @BeforeEach
  void writeTheSource() throws IOException {
    contents = new byte[300_000];
    new Random(1).nextBytes(contents);
    source = Files.write(directory.resolve("app.log"), contents);
    work = Files.createDirectory(directory.resolve("work"));
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void shouldGiveTheContentsBack(CompressionMode mode) throws IOException {
    Compression compression = new Compression(mode);
    Path target = work.resolve("app" + compression.suffix());

    compression.compress(source, target, "app-1.log");

    assertThat(read(mode, target)).isEqualTo(contents);
    assertThat(names(work)).containsExactly(target.getFileName().toString());
  }

  @Test
  void shouldNameWhatIsInsideAZipFile() throws IOException {
    Path target = work.resolve("app.zip");
    new Compression(CompressionMode.ZIP).compress(source, target, "app-1.log");

    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(target))) {
      assertThat(zip.getNextEntry().getName()).isEqualTo("app-1.log");
    }
  }

  @Test
  void shouldHaveNoSuffixWithoutCompression() {
    assertThat(new Compression(CompressionMode.NONE).suffix()).isEmpty();
    assertThat(new Compression(CompressionMode.GZ).suffix()).isEqualTo(".gz");
  }

  @Test
  void shouldLeaveATargetThatExists() throws IOException {
    Path target = Files.writeString(work.resolve("app.gz"), "before");

    assertThatThrownBy(
            () -> new Compression(CompressionMode.GZ).compress(source, target, "app.log"))
        .isInstanceOf(IOException.class)
        .hasMessage("target=" + target + " exists already");
    assertThat(target).hasContent("before");
    assertThat(source).hasBinaryContent(contents);
  }

  @Test
  void shouldFailWithoutASource() throws IOException {
    Path absent = directory.resolve("absent.log");

    assertThatThrownBy(
            () ->
                new Compression(CompressionMode.GZ)
                    .compress(absent, work.resolve("app.gz"), "app.log"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("absent.log");
    assertThat(names(work)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void shouldTakeNoRoomWhenTheDiskIsFull(CompressionMode mode) throws Exception {
    Path small = Files.createDirectory(directory.resolve("small"));
    assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", small), "root can mount");
    try {
      Path full = Files.write(small.resolve("app.log"), contents);
      Path target = small.resolve("app" + new Compression(mode).suffix());

      assertThatThrownBy(() -> new Compression(mode).compress(full, target, "app.log"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("compression=" + mode + " failed: Error occurred")
          .rootCause()
          .hasMessageContaining("No space left");
      assertThat(target).isEmptyFile();
    } finally {
      // Lazily: a stream that failed to write may be open until it is collected.
      assertThat(run("umount", "-l", small)).isTrue();
    }
  }

  private static byte[] read(CompressionMode mode, Path file) throws IOException {
    try (InputStream compressed = Files.newInputStream(file);
        InputStream contents = open(mode, compressed)) {
      return contents.readAllBytes();
    }
  }

  private static InputStream open(CompressionMode mode, InputStream compressed) throws IOException {
    // By name: before Logback 1.5.18 there is no XZ.
    return switch (mode.name()) {
      case "GZ" -> new GZIPInputStream(compressed);
      case "XZ" -> new XZInputStream(compressed);
      case "ZIP" -> {
        ZipInputStream zip = new ZipInputStream(compressed);
        zip.getNextEntry();
        yield zip;
      }
      default -> throw new IllegalArgumentException(mode.name());
    };
  }

  private static boolean run(Object... command) throws IOException, InterruptedException {
    String[] words = Stream.of(command).map(Object::toString).toArray(String[]::new);
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    return process.waitFor() == 0;
  }

  private static String[] names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toArray(String[]::new);
    }
  }
}
