package logweir.integration.harness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineOracleTest {
  private static final int RUN = 7;

  @TempDir private Path directory;
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();

  @Test
  void shouldFindNothingInAFileOfWholeLinesInOrder() throws IOException {
    for (int sequence = 0; sequence < 100; sequence++) {
      add(line(1, 0, sequence, 128));
      add(line(2, 5, sequence, LineFormat.SHORT_LENGTH));
      add(line(1, 40, sequence, LineFormat.LONG_OVERHEAD));
    }

    LineReport report =
        check(new Expectation().exactly(1, 0, 100).exactly(2, 5, 100).exactly(1, 40, 100));

    report.assertClean();
    assertThat(report.wholeLines()).isEqualTo(300);
    assertThat(report.bytes()).isEqualTo(content.size());
  }

  @Test
  void shouldAcceptLinesOfEveryLengthAcrossItsReads() throws IOException {
    int sequence = 0;
    for (int length = LineFormat.LONG_OVERHEAD; length < 400; length++) {
      add(line(1, 0, sequence++, length));
    }
    add(line(1, 0, sequence++, (1 << 20) - 7));
    add(line(1, 0, sequence++, 5_000_000));
    add(line(1, 0, sequence++, LineFormat.SHORT_LENGTH));

    check(new Expectation().exactly(1, 0, sequence)).assertClean();
  }

  @Test
  void shouldReadALogInSeveralFiles() throws IOException {
    Path archive = directory.resolve("archive.log");
    Files.write(archive, line(1, 0, 0, 128));
    add(line(1, 0, 1, 128));

    LineOracle.check(List.of(archive, write()), RUN, new Expectation().exactly(1, 0, 2))
        .assertClean();
  }

  @Test
  void shouldFindLostLines() throws IOException {
    for (int sequence : new int[] {0, 1, 4, 5, 6}) {
      add(line(1, 0, sequence, 50));
    }

    LineReport report = check(new Expectation().exactly(1, 0, 9).exactly(3, 3, 2));

    assertOnly(report, Fault.LOST, 6);
    assertThat(report.cases(Fault.LOST))
        .containsExactly(
            "jvm 1 thread 0: 4 of 9 lines, sequences 2 to 3 (sequence 4 follows at offset 100),"
                + " 7 to 8 (after its last line)",
            "jvm 3 thread 3: 2 of 2 lines, sequences 0 to 1 (after its last line)");
  }

  @Test
  void shouldFindARepeatedLine() throws IOException {
    add(line(1, 0, 0, 50));
    add(line(1, 0, 1, 50));
    add(line(1, 0, 0, 50));

    LineReport report = check(new Expectation().exactly(1, 0, 2));

    assertOnly(report, Fault.REPEATED, 1);
    assertThat(report.cases(Fault.REPEATED))
        .containsExactly("test.log at offset 100: run 7 jvm 1 thread 0 sequence 0");
  }

  @Test
  void shouldFindALineOutOfOrder() throws IOException {
    add(line(1, 0, 0, 50));
    add(line(1, 0, 2, 50));
    add(line(1, 0, 1, 50));
    add(line(1, 0, 3, 50));

    assertOnly(check(new Expectation().exactly(1, 0, 4)), Fault.OUT_OF_ORDER, 1);
  }

  @Test
  void shouldFindALineCutShort() throws IOException {
    add(line(1, 0, 0, 128), 0, 90);
    content.write('\n');
    add(line(1, 0, 1, 128));

    LineReport report = check(new Expectation().between(1, 0, 0, 2));

    assertOnly(report, Fault.TORN, 1);
    assertThat(report.cases(Fault.TORN).get(0))
        .contains("at offset 0, 90 bytes, starts as run 7 jvm 1 thread 0 sequence 0 of 128 bytes");
  }

  @Test
  void shouldFindALineWithoutAnEnd() throws IOException {
    add(line(1, 0, 0, 128));
    add(line(1, 0, 1, 128), 0, 127);

    LineReport report = check(new Expectation().between(1, 0, 1, 2));

    assertOnly(report, Fault.TORN, 1);
    assertThat(report.cases(Fault.TORN).get(0)).contains("at offset 128", "without a line end");
  }

  @Test
  void shouldFindALineInsideAnother() throws IOException {
    add(line(1, 0, 0, 128), 0, 60);
    add(line(2, 0, 0, 64));
    add(line(1, 0, 0, 128), 60, 68);

    LineReport report = check(new Expectation().between(1, 0, 0, 1).between(2, 0, 0, 1));

    assertOnly(report, Fault.TORN, 2);
    assertThat(report.cases(Fault.TORN).get(0)).contains("a line start at +60");
  }

  @Test
  void shouldFindTheEndOfALineAlone() throws IOException {
    add(line(1, 0, 0, 128), 100, 28);

    assertOnly(check(new Expectation().between(1, 0, 0, 1)), Fault.TORN, 1);
  }

  @Test
  void shouldFindAnEmptyLine() throws IOException {
    content.write('\n');

    assertOnly(check(new Expectation()), Fault.TORN, 1);
  }

  @Test
  void shouldFindEveryChangedByte() throws IOException {
    for (int length : new int[] {LineFormat.SHORT_LENGTH, 60}) {
      byte[] line = line(1, 0, 0, length);
      for (int i = 0; i < length; i++) {
        byte[] changed = line.clone();
        changed[i] = (byte) (changed[i] == 'x' ? 'y' : 'x');
        content.reset();
        add(changed);

        LineReport report = check(new Expectation().between(1, 0, 0, 1));

        assertThat(report.wholeLines()).as("byte %d of %d changed", i, length).isZero();
        assertThat(report.isClean()).isFalse();
      }
    }
  }

  @Test
  void shouldFindNuls() throws IOException {
    add(line(1, 0, 0, 64));
    content.write(new byte[5]);
    add(line(1, 0, 1, 64));
    content.write(new byte[3]);

    LineReport report = check(new Expectation().between(1, 0, 1, 2));

    assertThat(found(report)).containsExactlyInAnyOrder(Fault.NUL, Fault.TORN);
    assertThat(report.count(Fault.NUL)).isEqualTo(8);
    assertThat(report.cases(Fault.NUL))
        .containsExactly(
            "test.log at offset 64: 5 in this line", "test.log at offset 133: 3 in this line");
  }

  @Test
  void shouldFindAForeignLine() throws IOException {
    add(line(1, 0, 0, 64));
    content.write("somebody else's line\n".getBytes(ISO_8859_1));

    assertOnly(check(new Expectation().exactly(1, 0, 1)), Fault.FOREIGN, 1);
  }

  @Test
  void shouldFindLinesThatNobodyLogged() throws IOException {
    add(LineFormat.line(new LineId(RUN + 1, 1, 0, 0), 64));
    add(line(1, 0, 1, 64));
    add(line(2, 0, 0, 64));

    assertOnly(check(new Expectation().between(1, 0, 0, 1)), Fault.FOREIGN, 3);
  }

  @Test
  void shouldAcceptALineWhoseCallNeverReturned() throws IOException {
    add(line(1, 0, 0, 64));
    add(line(2, 0, 0, 64));
    add(line(2, 0, 1, 64));

    check(new Expectation().between(1, 0, 1, 2).between(2, 0, 1, 2)).assertClean();
  }

  @Test
  void shouldTellTheFirstCasesAndCountTheRest() throws IOException {
    for (int i = 0; i < 1000; i++) {
      add(line(1, 0, 0, 64));
    }

    LineReport report = check(new Expectation().exactly(1, 0, 1));

    assertOnly(report, Fault.REPEATED, 999);
    assertThatThrownBy(report::assertClean)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("1000 whole lines in 64000 bytes, lost 0, repeated 999")
        .hasMessageContaining("repeated: test.log at offset 64: run 7 jvm 1 thread 0 sequence 0")
        .hasMessageNotContaining("offset 6400:");
  }

  @Test
  void shouldReadABigFileInLittleMemory() throws IOException {
    Path file = directory.resolve("big.log");
    int lines = 200_000;
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      for (int sequence = 0; sequence < lines; sequence++) {
        out.write(line(1, sequence % 10, sequence / 10, 128));
      }
      out.write(line(2, 0, 0, 100_000_000));
    }
    Expectation expectation = new Expectation().exactly(2, 0, 1);
    for (int thread = 0; thread < 10; thread++) {
      expectation.exactly(1, thread, lines / 10);
    }

    assertThat(LineOracle.check(file, RUN, expectation).assertClean().wholeLines())
        .isEqualTo(lines + 1);
  }

  private static byte[] line(int jvm, int thread, int sequence, int length) {
    return LineFormat.line(new LineId(RUN, jvm, thread, sequence), length);
  }

  private void add(byte[] bytes) {
    add(bytes, 0, bytes.length);
  }

  private void add(byte[] bytes, int offset, int length) {
    content.write(bytes, offset, length);
  }

  private Path write() throws IOException {
    return Files.write(directory.resolve("test.log"), content.toByteArray());
  }

  private LineReport check(Expectation expectation) throws IOException {
    return LineOracle.check(write(), RUN, expectation);
  }

  private static Set<Fault> found(LineReport report) {
    Set<Fault> found = EnumSet.noneOf(Fault.class);
    for (Fault fault : Fault.values()) {
      if (report.count(fault) > 0) {
        found.add(fault);
      }
    }
    return found;
  }

  private static void assertOnly(LineReport report, Fault fault, long count) {
    assertThat(found(report)).as(report.toString()).containsExactly(fault);
    assertThat(report.count(fault)).as(report.toString()).isEqualTo(count);
  }
}
