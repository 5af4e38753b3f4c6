package logweir.engine;

import static logweir.engine.Shell.allocatedBytes;
import static logweir.engine.StagingFixture.CHUNK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.LongSupplier;
import logweir.engine.ChunkRing.Install;
import logweir.layout.ChunkEntry;
import logweir.layout.Control;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChunkRingTest {
  private static final int MAX_CHUNKS = 3;

  @TempDir private Path directory;
  private StagingFixture staging;
  private StagingFixture.Writer writer;
  private StagingFixture.Writer other;
  private Control control;
  private ChunkRing ring;
  private Path chunks;

  @BeforeEach
  void makeStagingArea() throws IOException {
    staging =
        new StagingFixture(directory, SharedLogConfig.defaults().withGeometry(CHUNK, MAX_CHUNKS));
    writer = staging.newWriter();
    other = staging.newWriter();
    control = staging.control;
    ring = writer.ring();
    chunks = staging.chunks();
  }

  @AfterEach
  void close() throws IOException {
    staging.close();
  }

  private Install install(long chunk) throws IOException {
    return ring.install(chunk * CHUNK);
  }

  private int physical(long chunk) {
    long entry = control.chunkEntryAcquire(chunk);
    assertThat(ChunkEntry.names(entry, chunk)).isTrue();
    return ChunkEntry.physical(entry);
  }

  private byte[] bytesOf(long chunk) throws IOException {
    byte[] bytes = new byte[CHUNK];
    ring.window(chunk * CHUNK).region().getBytes(0, bytes, 0, CHUNK);
    return bytes;
  }

  private void fill(long chunk, char letter) throws IOException {
    byte[] bytes = new byte[CHUNK];
    Arrays.fill(bytes, (byte) letter);
    ring.window(chunk * CHUNK).region().putBytes(0, bytes, 0, CHUNK);
  }

  private static byte[] filled(int length, char letter) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) letter);
    return bytes;
  }

  private static byte[] zeros() {
    return new byte[CHUNK];
  }

  private void publishUpTo(long chunk) {
    staging.moveTo(chunk * CHUNK);
  }

  @Test
  void shouldHaveNoWindowBeforeAChunkIsInstalled() throws Exception {
    assertThat(ring.window(0)).isNull();
    assertThat(ring.lastWindow().contains(0, 1)).isFalse();
  }

  @Test
  void shouldNotTakeTheEntryOfAnEarlierRoundForALaterChunk() throws Exception {
    install(0);

    assertThat(ring.window(MAX_CHUNKS * CHUNK)).isNull();
  }

  @Test
  void shouldGiveTheWindowOfAnInstalledChunk() throws Exception {
    install(0);
    install(1);

    ChunkWindow window = ring.window(CHUNK + 5);

    assertThat(window.start()).isEqualTo(CHUNK);
    assertThat(window.end()).isEqualTo(2 * CHUNK);
    assertThat(window.indexOf(CHUNK + 5)).isEqualTo(5);
    assertThat(ring.lastWindow()).isSameAs(window);
  }

  @Test
  void shouldInstallAChunkOfZeros() throws Exception {
    assertThat(install(0)).isEqualTo(Install.READY);

    assertThat(bytesOf(0)).isEqualTo(zeros());
    assertThat(control.physicalChunksVolatile()).isEqualTo(1);
    assertThat(chunks).hasSize(CHUNK);
  }

  @Test
  void shouldGrowTheFileByRealBlocksAndNotByAHole() throws Exception {
    install(0);
    install(1);

    assertThat(allocatedBytes(chunks)).isGreaterThanOrEqualTo(2L * CHUNK);
  }

  @Test
  void shouldGrowByChunksThatAreNoMultipleOfItsSteps() throws Exception {
    int chunkBytes = 2 * 64 * 1024 + CHUNK;
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    try (StagingFixture larger =
        new StagingFixture(elsewhere, SharedLogConfig.defaults().withGeometry(chunkBytes, 2))) {
      assertThat(larger.newWriter().ring().install(0)).isEqualTo(Install.READY);

      assertThat(larger.chunks()).hasSize(chunkBytes);
      assertThat(allocatedBytes(larger.chunks())).isGreaterThanOrEqualTo(chunkBytes);
    }
  }

  @Test
  void shouldShowOneChunkToAllWriters() throws Exception {
    install(0);
    fill(0, 'x');

    byte[] bytes = new byte[CHUNK];
    other.ring().window(7).region().getBytes(0, bytes, 0, CHUNK);

    assertThat(bytes).isEqualTo(filled(CHUNK, 'x'));
  }

  @Test
  void shouldInstallAChunkOnce() throws Exception {
    install(0);
    fill(0, 'x');

    assertThat(other.ring().install(100)).isEqualTo(Install.READY);

    assertThat(bytesOf(0)).isEqualTo(filled(CHUNK, 'x'));
    assertThat(control.physicalChunksVolatile()).isEqualTo(1);
  }

  @Test
  void shouldBeFullBehindTheLastChunkOfTheRing() throws Exception {
    assertThat(install(MAX_CHUNKS - 1)).isEqualTo(Install.READY);

    assertThat(install(MAX_CHUNKS)).isEqualTo(Install.FULL);

    publishUpTo(1);
    assertThat(install(MAX_CHUNKS)).isEqualTo(Install.READY);
    assertThat(install(MAX_CHUNKS + 1)).isEqualTo(Install.FULL);
  }

  @Test
  void shouldZeroAChunkThatIsUsedAgain() throws Exception {
    install(0);
    fill(0, 'x');
    publishUpTo(1);

    install(1);

    assertThat(physical(1)).isZero();
    assertThat(bytesOf(1)).isEqualTo(zeros());
    assertThat(chunks).hasSize(CHUNK);
  }

  @Test
  void shouldZeroAChunkThatAnotherWriterHasUsed() throws Exception {
    other.ring().install(0);
    other.ring().window(0).region().putBytes(CHUNK - 1, new byte[] {1}, 0, 1);
    publishUpTo(1);

    install(1);

    assertThat(physical(1)).isZero();
    assertThat(bytesOf(1)).isEqualTo(zeros());
  }

  @Test
  void shouldTakeTheLowestFreeChunk() throws Exception {
    install(0);
    install(1);
    install(2);
    publishUpTo(2);

    install(3);

    assertThat(physical(2)).isEqualTo(2);
    assertThat(physical(3)).isZero();
    assertThat(control.physicalChunksVolatile()).isEqualTo(3);
  }

  @Test
  void shouldNeverGiveTwoLiveChunksOnePhysicalOneNorMoveAny() throws Exception {
    Random random = new Random(42);
    long published = 0;
    Map<Long, Integer> live = new HashMap<>();
    for (int step = 0; step < 300; step++) {
      long chunk = published + random.nextInt(MAX_CHUNKS);
      assertThat(install(chunk)).isEqualTo(Install.READY);
      assertThat(live.getOrDefault(chunk, physical(chunk))).isEqualTo(physical(chunk));
      live.put(chunk, physical(chunk));
      if (random.nextInt(3) == 0) {
        published += 1 + random.nextInt(MAX_CHUNKS);
        publishUpTo(published);
      }
      long oldest = published;
      live.keySet().removeIf(known -> known < oldest);
      Set<Integer> distinct = new HashSet<>(live.values());
      assertThat(distinct).hasSize(live.size());
      for (Map.Entry<Long, Integer> entry : live.entrySet()) {
        assertThat(physical(entry.getKey())).isEqualTo(entry.getValue());
      }
    }
    assertThat(chunks).hasSize(MAX_CHUNKS * CHUNK);
  }

  @Test
  void shouldLeaveTheEntryOfALaterChunkAloneWhenALateCallerAsksForAnOldOne() throws Exception {
    publishUpTo(7);
    install(7);
    long entry = control.chunkEntryAcquire(7);

    assertThat(install(7 - MAX_CHUNKS)).isEqualTo(Install.READY);

    assertThat(control.chunkEntryAcquire(7)).isEqualTo(entry);
    assertThat(control.physicalChunksVolatile()).isEqualTo(1);
  }

  @Test
  void shouldBeBusyWhileAnotherWriterHasTheGrowLock() throws Exception {
    assertThat(other.area.growLock().tryAcquire()).isTrue();

    assertThat(install(0)).isEqualTo(Install.BUSY);

    assertThat(control.chunkEntryAcquire(0)).isZero();
  }

  @Test
  void shouldNeedNoLockForAChunkThatIsThere() throws Exception {
    install(0);
    assertThat(other.area.growLock().tryAcquire()).isTrue();

    assertThat(install(0)).isEqualTo(Install.READY);
  }

  @Test
  void shouldGiveTheGrowLockBack() throws Exception {
    install(0);
    publishUpTo(7);
    install(0);
    install(7 + MAX_CHUNKS);
    ring.trim();

    assertThat(control.growLock().ownerVolatile()).isZero();
  }

  @Test
  void shouldGiveTheGrowLockBackWhenTheDiskRefuses() throws Exception {
    Files.delete(chunks);
    Files.createDirectory(chunks);

    assertThatIOException()
        .isThrownBy(() -> install(0))
        .withMessage("not a regular file: path=" + chunks);

    assertThat(control.growLock().ownerVolatile()).isZero();
    assertThat(control.chunkEntryAcquire(0)).isZero();
    assertThat(control.physicalChunksVolatile()).isZero();
  }

  @Test
  void shouldOverwriteWhatADeadWriterHadGrownButNotCounted() throws Exception {
    Files.write(chunks, filled(2 * CHUNK, 'x'));

    install(0);
    install(1);

    assertThat(bytesOf(0)).isEqualTo(zeros());
    assertThat(bytesOf(1)).isEqualTo(zeros());
  }

  @Test
  void shouldOverwriteWhatADeadWriterHadCountedButNotNamed() throws Exception {
    Files.write(chunks, filled(CHUNK, 'x'));
    control.physicalChunksVolatile(1);

    install(0);

    assertThat(physical(0)).isZero();
    assertThat(bytesOf(0)).isEqualTo(zeros());
  }

  @Test
  void shouldTakeTheGrowLockOverFromADeadWriter() throws Exception {
    assertThat(other.area.growLock().tryAcquire()).isTrue();
    other.die();
    assertThat(install(0)).isEqualTo(Install.BUSY);
    staging.clock.advanceMillis(10);

    assertThat(install(0)).isEqualTo(Install.READY);
  }

  /** The clock is read after the first look at the entry and before the take-over. */
  @Test
  void shouldKeepWhatTheDeadOwnerOfTheGrowLockInstalledLast() throws Exception {
    install(0);
    install(1);
    fill(1, 'x');
    publishUpTo(1);
    long entry = control.chunkEntryAcquire(1);
    control.chunkEntryRelease(1, 0);
    assertThat(other.area.growLock().tryAcquire()).isTrue();
    other.die();
    LongSupplier clock =
        () -> {
          control.chunkEntryRelease(1, entry);
          return staging.clock.getAsLong();
        };
    OwnerLock growLock =
        new OwnerLock(control.growLock(), writer.id, writer.area.liveness(), clock);
    assertThat(growLock.tryAcquire()).isFalse();
    staging.clock.advanceMillis(10);
    control.chunkEntryRelease(1, 0);

    try (ChunkRing late = new ChunkRing(control, staging.directory, growLock)) {
      assertThat(late.install(CHUNK)).isEqualTo(Install.READY);
    }

    assertThat(control.chunkEntryAcquire(1)).isEqualTo(entry);
    assertThat(bytesOf(1)).isEqualTo(filled(CHUNK, 'x'));
  }

  @Test
  void shouldRefuseToMapAChunkThatIsCutOff() throws Exception {
    other.ring().install(0);
    Files.write(chunks, new byte[100]);

    assertThatExceptionOfType(StagingLostException.class)
        .isThrownBy(() -> ring.window(0))
        .withMessage("the chunks file was cut: path=" + chunks);
    assertThat(chunks).hasSize(100);
  }

  @Test
  void shouldNotMakeAChunksFileThatIsGone() throws Exception {
    Files.delete(chunks);

    assertThatExceptionOfType(StagingLostException.class)
        .isThrownBy(() -> install(0))
        .withMessage("the chunks file is gone: path=" + chunks);

    assertThat(chunks).doesNotExist();
    assertThat(control.growLock().ownerVolatile()).isZero();
  }

  @Test
  void shouldKeepTheFileThatItHasOpenedAtHand() throws Exception {
    ring.open();
    Files.delete(chunks);

    assertThat(install(0)).isEqualTo(Install.READY);

    assertThat(bytesOf(0)).isEqualTo(zeros());
  }

  @Test
  void shouldTrimToNothingWhenNothingIsNeeded() throws Exception {
    install(0);
    install(1);
    publishUpTo(2);

    assertThat(ring.trim()).isTrue();

    assertThat(chunks).isEmptyFile();
    assertThat(control.physicalChunksVolatile()).isZero();
  }

  @Test
  void shouldTrimOnlyWhatLiesBehindTheLastNeededChunk() throws Exception {
    for (int chunk = 0; chunk < 3; chunk++) {
      install(chunk);
      fill(chunk, (char) ('a' + chunk));
    }
    staging.moveTo(CHUNK + 100);
    control.chunkEntryRelease(2, 0);

    assertThat(ring.trim()).isTrue();

    assertThat(chunks).hasSize(2 * CHUNK);
    assertThat(control.physicalChunksVolatile()).isEqualTo(2);
    assertThat(bytesOf(1)).isEqualTo(filled(CHUNK, 'b'));
  }

  @Test
  void shouldKeepAChunkInFrontOfANeededOne() throws Exception {
    for (int chunk = 0; chunk < 3; chunk++) {
      install(chunk);
      fill(chunk, (char) ('a' + chunk));
    }
    publishUpTo(2);

    assertThat(ring.trim()).isTrue();

    assertThat(chunks).hasSize(3 * CHUNK);
    assertThat(bytesOf(2)).isEqualTo(filled(CHUNK, 'c'));
  }

  @Test
  void shouldKeepTheChunkThatWasPreparedAheadOfTheCursor() throws Exception {
    install(0);
    install(1);

    ring.trim();

    assertThat(chunks).hasSize(2 * CHUNK);
  }

  @Test
  void shouldTrimAnyNumberOfTimes() throws Exception {
    install(0);
    install(1);
    fill(0, 'x');
    control.chunkEntryRelease(1, 0);

    for (int round = 0; round < 3; round++) {
      assertThat(ring.trim()).isTrue();
      assertThat(chunks).hasSize(CHUNK);
      assertThat(bytesOf(0)).isEqualTo(filled(CHUNK, 'x'));
    }
  }

  @Test
  void shouldTrimWhereThereIsNothingYet() throws Exception {
    assertThat(ring.trim()).isTrue();

    assertThat(chunks).isEmptyFile();
  }

  @Test
  void shouldNotTrimWhileAnotherWriterHasTheGrowLock() throws Exception {
    install(0);
    publishUpTo(2);
    assertThat(other.area.growLock().tryAcquire()).isTrue();

    assertThat(ring.trim()).isFalse();

    assertThat(chunks).hasSize(CHUNK);
    assertThat(control.physicalChunksVolatile()).isEqualTo(1);
  }

  @Test
  void shouldFinishATrimThatADeathHasCut() throws Exception {
    install(0);
    install(1);
    publishUpTo(2);
    control.physicalChunksVolatile(0);

    ring.trim();

    assertThat(chunks).isEmptyFile();
  }

  @Test
  void shouldGrowAgainAfterATrim() throws Exception {
    install(0);
    install(1);
    fill(0, 'x');
    fill(1, 'y');
    publishUpTo(2);
    ring.trim();

    install(2);
    install(3);

    assertThat(bytesOf(2)).isEqualTo(zeros());
    assertThat(bytesOf(3)).isEqualTo(zeros());
    assertThat(allocatedBytes(chunks)).isGreaterThanOrEqualTo(2L * CHUNK);
    fill(2, 'z');
    byte[] seenByOther = new byte[CHUNK];
    other.ring().window(2 * CHUNK).region().getBytes(0, seenByOther, 0, CHUNK);
    assertThat(seenByOther).isEqualTo(filled(CHUNK, 'z'));
  }

  @Test
  void shouldWorkOnAnInterruptedThreadAndLeaveItInterrupted() throws Exception {
    Thread.currentThread().interrupt();

    assertThat(install(0)).isEqualTo(Install.READY);
    assertThat(ring.window(0)).isNotNull();
    assertThat(ring.trim()).isTrue();

    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void shouldOpenTheFileAgainAfterItWasClosed() throws Exception {
    install(0);
    ring.close();

    assertThat(install(1)).isEqualTo(Install.READY);

    assertThat(bytesOf(1)).isEqualTo(zeros());
  }
}
