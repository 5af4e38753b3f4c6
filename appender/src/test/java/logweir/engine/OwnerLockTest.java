package logweir.engine;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import logweir.layout.OwnerWord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerLockTest {
  private static final int PATIENCE_MILLIS = 10;

  @TempDir private Path directory;
  private StagingFixture staging;
  private StagingFixture.Writer one;
  private StagingFixture.Writer other;
  private OwnerWord word;
  private OwnerLock lock;
  private OwnerLock otherLock;

  @BeforeEach
  void makeStagingArea() throws IOException {
    staging = new StagingFixture(directory);
    one = staging.newWriter();
    other = staging.newWriter();
    word = staging.control.growLock();
    lock = one.area.growLock();
    otherLock = other.area.growLock();
  }

  @AfterEach
  void close() throws IOException {
    staging.close();
  }

  @Test
  void shouldLetOneWriterInAtATime() {
    assertThat(lock.tryAcquire()).isTrue();

    assertThat(otherLock.tryAcquire()).isFalse();
    assertThat(word.ownerVolatile()).isEqualTo(one.id);
  }

  @Test
  void shouldLetOneThreadOfAWriterInAtATime() {
    assertThat(lock.tryAcquire()).isTrue();

    assertThat(lock.tryAcquire()).isFalse();
  }

  @Test
  void shouldLetTheNextOneInOnceItIsGivenBack() {
    assertThat(lock.tryAcquire()).isTrue();

    assertThat(lock.release()).isTrue();

    assertThat(word.ownerVolatile()).isZero();
    assertThat(otherLock.tryAcquire()).isTrue();
  }

  @Test
  void shouldRunAStepUnderTheLock() throws Exception {
    long owner = lock.call(() -> word.ownerVolatile(), 0L);

    assertThat(owner).isEqualTo(one.id);
    assertThat(word.ownerVolatile()).isZero();
  }

  @Test
  void shouldNotRunAStepWithoutTheLock() throws Exception {
    assertThat(otherLock.tryAcquire()).isTrue();

    String result =
        lock.call(
            () -> {
              throw new AssertionError("run without the lock");
            },
            "busy");

    assertThat(result).isEqualTo("busy");
    assertThat(word.ownerVolatile()).isEqualTo(other.id);
  }

  @Test
  void shouldGiveTheLockBackWhateverTheStepThrows() {
    for (Throwable thrown :
        List.of(new IOException("disk"), new IllegalStateException(), new StackOverflowError())) {
      assertThatThrownBy(() -> lock.call(() -> sneakyThrow(thrown), "busy")).isSameAs(thrown);
      assertThat(word.ownerVolatile()).isZero();
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> String sneakyThrow(Throwable thrown) throws T {
    throw (T) thrown;
  }

  @Test
  void shouldHaveNothingLeftOverWhenAllWasGivenBack() throws Exception {
    lock.call(() -> 0, 1);
    assertThat(lock.tryAcquire()).isTrue();

    lock.releaseLeftOver();

    assertThat(word.ownerVolatile()).isEqualTo(one.id);
  }

  @Test
  void shouldLeaveThePublisherLockAloneWhenItTakesTheGrowLock() {
    assertThat(lock.tryAcquire()).isTrue();

    assertThat(other.area.publisherLock().tryAcquire()).isTrue();
    assertThat(word.ownerVolatile()).isEqualTo(one.id);
  }

  @Test
  void shouldTakeOverFromADeadOwnerAfterThePatience() throws Exception {
    assertThat(otherLock.tryAcquire()).isTrue();
    other.die();

    assertThat(lock.tryAcquire()).isFalse();
    staging.clock.advanceMillis(1);
    assertThat(lock.tryAcquire()).isFalse();
    staging.clock.advanceMillis(PATIENCE_MILLIS - 2);
    assertThat(lock.tryAcquire()).isFalse();
    staging.clock.advanceMillis(1);
    assertThat(lock.tryAcquire()).isTrue();

    assertThat(word.ownerVolatile()).isEqualTo(one.id);
  }

  @Test
  void shouldNeverTakeOverFromALivingOwner() {
    assertThat(otherLock.tryAcquire()).isTrue();

    for (int round = 0; round < 100; round++) {
      assertThat(lock.tryAcquire()).isFalse();
      staging.clock.advanceMillis(PATIENCE_MILLIS + 1);
    }
    assertThat(word.ownerVolatile()).isEqualTo(other.id);
  }

  @Test
  void shouldNeverTakeOverFromAnotherThreadOfItsOwnWriter() throws Exception {
    assertThat(lock.tryAcquire()).isTrue();
    one.die();

    for (int round = 0; round < 3; round++) {
      assertThat(lock.tryAcquire()).isFalse();
      staging.clock.advanceMillis(PATIENCE_MILLIS + 1);
    }
  }

  @Test
  void shouldBePatientWithEachOwnerAnew() throws Exception {
    StagingFixture.Writer third = staging.newWriter();
    assertThat(otherLock.tryAcquire()).isTrue();
    other.die();
    third.die();
    assertThat(lock.tryAcquire()).isFalse();
    staging.clock.advanceMillis(PATIENCE_MILLIS);

    assertThat(word.takeOver(other.id, third.id)).isTrue();

    assertThat(lock.tryAcquire()).isFalse();
    staging.clock.advanceMillis(PATIENCE_MILLIS);
    assertThat(lock.tryAcquire()).isTrue();
  }

  @Test
  void shouldTakeOverFromAnOwnerWhoseSlotIsAnothersByNow() {
    assertThat(otherLock.tryAcquire()).isTrue();
    other.slot.writerIdVolatile(WriterId.draw(1));
    assertThat(lock.tryAcquire()).isFalse();

    staging.clock.advanceMillis(PATIENCE_MILLIS);

    assertThat(lock.tryAcquire()).isTrue();
  }

  @Test
  void shouldNotGiveBackWhatWasTakenOver() throws Exception {
    assertThat(otherLock.tryAcquire()).isTrue();
    other.die();
    assertThat(lock.tryAcquire()).isFalse();
    staging.clock.advanceMillis(PATIENCE_MILLIS);
    assertThat(lock.tryAcquire()).isTrue();

    assertThat(otherLock.release()).isFalse();

    assertThat(word.ownerVolatile()).isEqualTo(one.id);
  }

  @Test
  void shouldRefuseOnceItIsRetired() {
    assertThat(lock.retire(staging.clock.getAsLong())).isTrue();

    assertThat(lock.tryAcquire()).isFalse();

    assertThat(word.ownerVolatile()).isZero();
    assertThat(otherLock.tryAcquire()).isTrue();
  }

  @Test
  void shouldNotWaitForAnotherWriterWhenItRetires() {
    assertThat(otherLock.tryAcquire()).isTrue();

    assertThat(lock.retire(staging.clock.getAsLong())).isTrue();

    assertThat(word.ownerVolatile()).isEqualTo(other.id);
  }

  @Test
  void shouldStopWaitingForItsOwnThreadAtTheDeadline() {
    assertThat(lock.tryAcquire()).isTrue();

    assertThat(lock.retire(staging.clock.getAsLong() - 1)).isFalse();

    assertThat(word.ownerVolatile()).isEqualTo(one.id);
  }

  @Test
  void shouldRetireOnceItsOwnThreadHasGivenItBack() throws Exception {
    assertThat(lock.tryAcquire()).isTrue();
    FutureTask<Boolean> retiring =
        new FutureTask<>(() -> lock.retire(staging.clock.getAsLong() + 1));
    Thread thread = new Thread(retiring);
    thread.start();
    await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    assertThat(retiring.isDone()).isFalse();

    assertThat(lock.release()).isTrue();

    assertThat(retiring.get(10, SECONDS)).isTrue();
  }

  /** The clock is read between the look at the flag and the take-over. */
  @Test
  void shouldGiveBackWhatItTookWhileItWasRetired() throws Exception {
    assertThat(otherLock.tryAcquire()).isTrue();
    other.die();
    AtomicReference<OwnerLock> late = new AtomicReference<>();
    AtomicReference<Boolean> retired = new AtomicReference<>(false);
    late.set(
        new OwnerLock(
            word,
            one.id,
            one.area.liveness(),
            () -> {
              if (retired.get()) {
                assertThat(late.get().retire(0)).isTrue();
              }
              return staging.clock.getAsLong();
            }));
    assertThat(late.get().tryAcquire()).isFalse();
    staging.clock.advanceMillis(PATIENCE_MILLIS);

    retired.set(true);

    assertThat(late.get().tryAcquire()).isFalse();
    assertThat(word.ownerVolatile()).isZero();
  }
}
