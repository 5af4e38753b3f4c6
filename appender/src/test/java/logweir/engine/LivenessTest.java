package logweir.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import logweir.engine.StateDirectory.WriterName;
import logweir.layout.Slot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LivenessTest {
  private static final ProcessIdentity SELF = StagingFixture.SELF;
  private static final long FOREIGN_JVM = SELF.jvmId() + 1;
  private static final long FOREIGN_NAMESPACE = SELF.pidNamespace() + 1;
  private static final long NO_PID = 1L << 23;

  @TempDir private Path directory;
  private StagingFixture staging;
  private StagingFixture.Writer writer;
  private Slot slot;
  private Liveness liveness;
  private Path lock;

  @BeforeEach
  void makeStagingArea() throws IOException {
    staging = new StagingFixture(directory);
    writer = staging.newWriter();
    slot = writer.slot;
    liveness = staging.newWriter().area.liveness();
    lock = staging.directory.writerLock(new WriterName(writer.id, FOREIGN_JVM));
  }

  @AfterEach
  void close() throws IOException {
    staging.close();
  }

  private boolean isDead() {
    return liveness.isDead(writer.id);
  }

  @Test
  void shouldNeverBuryAWriterOfThisJvm() throws Exception {
    Files.createFile(staging.directory.writerLock(new WriterName(writer.id, SELF.jvmId())));

    assertThat(isDead()).isFalse();
  }

  @Test
  void shouldKnowThisJvmByItsIdAlone() {
    slot.identity(SELF.jvmId(), NO_PID, FOREIGN_NAMESPACE, 1, 0);

    assertThat(isDead()).isFalse();
  }

  @Test
  void shouldKnowThisProcessByItsPidAndStartInAnotherClassLoader() throws Exception {
    Files.createFile(lock);
    slot.identity(FOREIGN_JVM, SELF.pid(), SELF.pidNamespace(), SELF.startTime(), 0);

    assertThat(isDead()).isFalse();
  }

  @Test
  void shouldNotTakeAnotherProcessOfTheSamePidForItself() throws Exception {
    Files.createFile(lock);

    slot.identity(FOREIGN_JVM, SELF.pid(), SELF.pidNamespace(), SELF.startTime() - 1, 0);
    assertThat(isDead()).isTrue();

    slot.identity(FOREIGN_JVM, SELF.pid(), FOREIGN_NAMESPACE, SELF.startTime(), 0);
    assertThat(isDead()).isTrue();

    slot.identity(FOREIGN_JVM, NO_PID, SELF.pidNamespace(), SELF.startTime(), 0);
    assertThat(isDead()).isTrue();
  }

  @Test
  void shouldBuryAWriterWhoseLockNobodyHolds() throws Exception {
    writer.die();

    assertThat(isDead()).isTrue();
  }

  @Test
  void shouldLetAWriterLiveWhoseLockAnotherJvmHoldsUntilThatIsKilled() throws Exception {
    slot.identity(FOREIGN_JVM, NO_PID, SELF.pidNamespace(), 1, 0);
    Files.createFile(lock);
    ForeignLock held = ForeignLock.on(lock);
    try (held) {
      assertThat(isDead()).isFalse();
    }
    assertThat(isDead()).isTrue();
  }

  @Test
  void shouldLetAWriterLiveWhoseProcessIsThereThoughItsLockWasDropped() throws Exception {
    Files.createFile(lock);
    try (StoppedProcess living = new StoppedProcess()) {
      long start = ProcessIdentity.startTimeOf(living.pid());

      slot.identity(FOREIGN_JVM, living.pid(), SELF.pidNamespace(), start, 0);
      assertThat(isDead()).isFalse();

      slot.identity(FOREIGN_JVM, living.pid(), SELF.pidNamespace(), start - 1, 0);
      assertThat(isDead()).isTrue();

      slot.identity(FOREIGN_JVM, living.pid(), FOREIGN_NAMESPACE, start, 0);
      assertThat(isDead()).isTrue();

      slot.identity(FOREIGN_JVM, living.pid(), SELF.pidNamespace(), start, 0);
      living.kill();
      assertThat(isDead()).isTrue();
    }
  }

  @Test
  void shouldBuryAWriterOfWhichOnlyAZombieIsLeft() throws Exception {
    Files.createFile(lock);
    // The inner shell ends when the outer one has become a program that does not take note.
    String script = "exec 3<&0; sh -c 'read line' <&3 & echo $!; exec sleep 60";
    Process parent = new ProcessBuilder("sh", "-c", script).start();
    try (BufferedReader out = parent.inputReader()) {
      long pid = Long.parseLong(out.readLine());
      await().until(() -> statOf(parent.pid()).contains("(sleep)"));
      parent.outputWriter().append("end\n").flush();
      await().until(() -> statOf(pid).contains(") Z "));
      slot.identity(FOREIGN_JVM, pid, SELF.pidNamespace(), ProcessIdentity.startTimeOf(pid), 0);

      assertThat(isDead()).isTrue();
    } finally {
      parent.destroyForcibly();
    }
  }

  private static String statOf(long pid) throws IOException {
    return Files.readString(Path.of("/proc/" + pid + "/stat"));
  }

  @Test
  void shouldBuryAWriterThatIsNoLongerInItsSlot() {
    slot.writerIdVolatile(WriterId.draw(0));
    assertThat(isDead()).isTrue();

    slot.writerIdVolatile(0);
    assertThat(isDead()).isTrue();
  }

  @Test
  void shouldGoByThePidWhereTheLockFileIsGone() {
    slot.identity(FOREIGN_JVM, NO_PID, SELF.pidNamespace(), 1, 0);

    assertThat(isDead()).isTrue();
  }

  @Test
  void shouldLetAWriterLiveWhoseProcessIsThereThoughItsLockFileIsGone() {
    long parent = ProcessHandle.current().parent().orElseThrow().pid();
    long start = ProcessIdentity.startTimeOf(parent);
    assertThat(start).isNotZero();

    slot.identity(FOREIGN_JVM, parent, SELF.pidNamespace(), start, 0);
    assertThat(isDead()).isFalse();

    slot.identity(FOREIGN_JVM, parent, SELF.pidNamespace(), start - 1, 0);
    assertThat(isDead()).isTrue();
  }

  @Test
  void shouldLetAWriterLiveWhosePidMeansNothingHere() {
    slot.identity(FOREIGN_JVM, NO_PID, FOREIGN_NAMESPACE, 1, 0);

    assertThat(isDead()).isFalse();
  }

  @Test
  void shouldLetAWriterLiveWhoseStartIsNotKnown() {
    slot.identity(FOREIGN_JVM, NO_PID, SELF.pidNamespace(), 0, 0);

    assertThat(isDead()).isFalse();
  }

  @Test
  void shouldLetAWriterLiveWhoseLockCannotBeAskedFor() throws Exception {
    slot.identity(FOREIGN_JVM, NO_PID, SELF.pidNamespace(), 1, 0);
    Files.createDirectory(lock);

    assertThat(isDead()).isFalse();
  }

  @Test
  void shouldBeSureThatAllRunWhereTheyAllAreOfThisProcess() {
    assertThat(liveness.allSurelyRun()).isTrue();
  }

  @Test
  void shouldNotBeSureThatAllRunWhereOneIsStopped() throws Exception {
    try (StoppedProcess stopped = new StoppedProcess()) {
      slot.identity(FOREIGN_JVM, stopped.pid(), SELF.pidNamespace(), 1, 0);
      assertThat(liveness.allSurelyRun()).isFalse();

      slot.writerIdVolatile(0);
      assertThat(liveness.allSurelyRun()).isTrue();
    }
  }

  @Test
  void shouldNotBeSureThatAllRunWhereOneIsGoneOrCannotBeSeen() {
    slot.identity(FOREIGN_JVM, NO_PID, SELF.pidNamespace(), 1, 0);
    assertThat(liveness.allSurelyRun()).isFalse();

    slot.identity(FOREIGN_JVM, SELF.pid(), FOREIGN_NAMESPACE, 1, 0);
    assertThat(liveness.allSurelyRun()).isFalse();
  }

  @Test
  void shouldBuryARepairer() {
    assertThat(liveness.isDead(WriterId.draw(WriterId.NO_SLOT))).isTrue();
  }

  @Test
  void shouldBuryEverybodyWhereNobodyLives() {
    Liveness nobody = Liveness.ofNobody(staging.control, staging.directory, SELF);

    assertThat(nobody.isDead(writer.id)).isTrue();
  }

  @Test
  void shouldAskOnAnInterruptedThreadAndLeaveItInterrupted() throws Exception {
    writer.die();
    Thread.currentThread().interrupt();

    assertThat(isDead()).isTrue();

    assertThat(Thread.interrupted()).isTrue();
  }
}
