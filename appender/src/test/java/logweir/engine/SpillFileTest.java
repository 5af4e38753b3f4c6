package logweir.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpillFileTest {
  private static final long AREA = 4711;
  private static final int BLOCK = 256 * 1024;

  @TempDir private Path parent;
  private StateDirectory directory;
  private SpillFile spill;

  @BeforeEach
  void createDirectory() throws IOException {
    directory = StateDirectory.of(Files.createFile(parent.resolve("app.log")), Optional.empty());
    directory.create();
    spill = new SpillFile(directory, AREA);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 17})
  void shouldGiveBackWhatItStored(int length) throws Exception {
    byte[] line = new byte[length];
    new Random(length).nextBytes(line);

    spill.store(line, 0, length);

    assertThat(bytes(spill.read(length))).isEqualTo(line);
  }

  @Test
  void shouldStoreThePieceOfAnArray() throws Exception {
    spill.store("..piece..".getBytes(US_ASCII), 2, 5);

    assertThat(bytes(spill.read(5))).isEqualTo("piece".getBytes(US_ASCII));
    assertThat(directory.spill(AREA)).hasSize(5);
  }

  @Test
  void shouldReplaceALongerLine() throws Exception {
    spill.store("a longer line\n".getBytes(US_ASCII), 0, 14);

    spill.store("short\n".getBytes(US_ASCII), 0, 6);

    assertThat(bytes(spill.read(6))).isEqualTo("short\n".getBytes(US_ASCII));
  }

  @Test
  void shouldRefuseToReadALineThatIsCutShort() throws Exception {
    spill.store("short\n".getBytes(US_ASCII), 0, 6);

    assertThatExceptionOfType(StagingLostException.class)
        .isThrownBy(() -> spill.read(7))
        .withMessage("the spill file was cut: size=6, line=7");
  }

  @Test
  void shouldGiveItsSpaceBack() throws Exception {
    spill.store(new byte[BLOCK], 0, BLOCK);

    spill.clear();

    assertThat(directory.spill(AREA)).isEmptyFile();
  }
}
