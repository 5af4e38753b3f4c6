package logweir.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static logweir.engine.StagingFixture.CHUNK;
import static logweir.engine.StagingFixture.lineOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import logweir.engine.Publisher.Outcome;
import logweir.layout.Control;
import logweir.layout.IntentState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines that go through the spill file. */
class LargeLineTest {
  private static final String LARGE = lineOf(5 * CHUNK, 'L');

  @TempDir private Path directory;
  private StagingFixture staging;
  private StagingFixture.Writer writer;
  private StagingFixture.Writer other;
  private Control control;

  @BeforeEach
  void makeStagingArea() throws IOException {
    staging =
        new StagingFixture(
            directory,
            SharedLogConfig.defaults()
                .withGeometry(CHUNK, 2)
                .withHeaderAndFooter("#\n".getBytes(ISO_8859_1), null));
    writer = staging.newWriter();
    other = staging.newWriter();
    control = staging.control;
  }

  @AfterEach
  void close() throws IOException {
    staging.close();
  }

  private Outcome publishLarge(String line) {
    byte[] bytes = line.getBytes(ISO_8859_1);
    return writer.publisher.publishLarge(bytes, 0, bytes.length, control.cursorVolatile());
  }

  @Test
  void shouldWriteALineThatIsLargerThanTheRing() throws Exception {
    assertThat(publishLarge(LARGE)).isEqualTo(Outcome.PUBLISHED);

    assertThat(staging.log()).isEqualTo("#\n" + LARGE);
    assertThat(control.intentStateAcquire()).isEqualTo(IntentState.NONE);
    assertThat(control.cursorVolatile()).isZero();
    assertThat(control.publishedVolatile()).isZero();
    assertThat(control.publisherLock().ownerVolatile()).isZero();
  }

  @Test
  void shouldWriteThePieceOfAnArray() throws Exception {
    assertThat(writer.publisher.publishLarge("..piece\n..".getBytes(ISO_8859_1), 2, 6, 0))
        .isEqualTo(Outcome.PUBLISHED);

    assertThat(staging.log()).isEqualTo("#\npiece\n");
  }

  @Test
  void shouldWriteALineThatStartsWithAZeroByte() throws Exception {
    publishLarge("\0zero\n");

    assertThat(staging.log()).isEqualTo("#\n\0zero\n");
  }

  @Test
  void shouldWriteItBehindTheLinesBeforeIt() throws Exception {
    writer.stage("1\n");
    other.stage("2\n");

    assertThat(publishLarge(LARGE)).isEqualTo(Outcome.PUBLISHED);
    writer.stage("3\n");
    writer.publisher.publish();

    assertThat(staging.log()).isEqualTo("#\n1\n2\n" + LARGE + "3\n");
  }

  @Test
  void shouldLeaveNothingInTheSpillFile() throws Exception {
    publishLarge(LARGE);

    assertThat(staging.spill()).isEmptyFile();
  }

  @Test
  void shouldWriteOneLargeLineBehindTheOther() throws Exception {
    publishLarge(LARGE);
    publishLarge("\0short\n");

    assertThat(staging.log()).isEqualTo("#\n" + LARGE + "\0short\n");
  }

  @Test
  void shouldHaveToBeTriedAgainWhileAnotherPublishes() throws Exception {
    assertThat(other.area.publisherLock().tryAcquire()).isTrue();

    assertThat(publishLarge(LARGE)).isEqualTo(Outcome.BUSY);

    assertThat(staging.log()).isEmpty();
  }

  @Test
  void shouldHaveToBeTriedAgainWhileALaneStandsInTheWay() throws Exception {
    other.claims("slow\n");

    assertThat(publishLarge(LARGE)).isEqualTo(Outcome.BLOCKED);

    assertThat(staging.log()).isEmpty();
  }

  /** The clock is read while the line is being written. */
  @Test
  void shouldLookAgainForTheWriterThatAskedForItMeanwhile() throws Exception {
    boolean[] asked = new boolean[1];
    Publisher publisher =
        new Publisher(
            writer.area,
            writer.log,
            staging.config,
            () -> {
              if (!asked[0] && control.intentStateAcquire() != IntentState.NONE) {
                asked[0] = true;
                other.stageQuietly("late\n");
                assertThat(other.publisher.publishUrgently()).isEqualTo(Outcome.BUSY);
              }
              return 0;
            });
    byte[] bytes = LARGE.getBytes(ISO_8859_1);

    publisher.publishLarge(bytes, 0, bytes.length, 0);

    assertThat(staging.log()).isEqualTo("#\n" + LARGE + "late\n");
  }

  @Test
  void shouldHaveToBeTriedAgainWhileTheLogCannotBeOpened() throws Exception {
    Files.delete(staging.file);
    Files.createDirectory(staging.file);

    assertThat(publishLarge(LARGE)).isEqualTo(Outcome.FAILED);

    Files.delete(staging.file);
    Files.createFile(staging.file);
    assertThat(publishLarge(LARGE)).isEqualTo(Outcome.PUBLISHED);
    assertThat(staging.log()).isEqualTo("#\n" + LARGE);
  }
}
