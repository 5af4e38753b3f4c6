package logweir.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static logweir.engine.StagingFixture.CHUNK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import logweir.engine.StateDirectory.WriterName;
import logweir.layout.Control;
import logweir.layout.Control.Total;
import logweir.layout.ControlDescriptor;
import logweir.layout.LaneWord;
import logweir.layout.Slot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttachmentTest {
  private static final long SECOND = 1_000_000_000L;

  @TempDir private Path parent;
  private final SharedLogConfig config =
      SharedLogConfig.defaults()
          .withGeometry(CHUNK, 2)
          .withHeaderAndFooter(null, "end\n".getBytes(ISO_8859_1));
  private final List<Member> members = new ArrayList<>();
  private Path file;
  private StateDirectory directory;

  @BeforeEach
  void createLog() throws IOException {
    file = Files.createFile(parent.resolve("app.log"));
    directory = StateDirectory.of(file, Optional.empty());
  }

  @AfterEach
  void close() throws IOException {
    for (Member member : members) {
      member.log.close();
    }
  }

  /** An attached writer with what it needs to leave. */
  private final class Member {
    final LogFile log = new LogFile(file, Optional.empty());
    final Attachment attachment;
    final LineStager stager;
    final Publisher publisher;

    Member() throws IOException {
      attachment = Attachment.attach(directory, log, config, System::nanoTime);
      StagingArea area = attachment.area();
      stager = new LineStager(area.control(), area.ring(), attachment.slot(), area.writerId());
      publisher = new Publisher(area, log, config, System::nanoTime);
    }

    Control control() {
      return attachment.area().control();
    }

    Path lock() {
      return directory.writerLock(
          new WriterName(attachment.area().writerId(), StagingFixture.SELF.jvmId()));
    }

    void stage(String line) throws IOException {
      byte[] bytes = line.getBytes(ISO_8859_1);
      assertThat(stager.stage(bytes, 0, bytes.length)).isPositive();
    }

    void leave() throws IOException {
      leaveWithin(10 * SECOND);
    }

    void leaveWithin(long nanos) throws IOException {
      attachment.leave(stager, publisher, System.nanoTime() + nanos);
    }
  }

  private Member attach() throws IOException {
    Member member = new Member();
    members.add(member);
    return member;
  }

  @Test
  void shouldTakeASlotInItsOwnName() throws Exception {
    Member member = attach();
    ProcessIdentity self = StagingFixture.SELF;

    assertThat(member.attachment.slot().writerIdVolatile())
        .isEqualTo(member.attachment.area().writerId());
    assertThat(member.attachment.slot().jvmId()).isEqualTo(self.jvmId());
    assertThat(member.attachment.slot().pid()).isEqualTo(self.pid());
    assertThat(member.attachment.slot().pidNamespace()).isEqualTo(self.pidNamespace());
    assertThat(member.attachment.slot().startTime()).isEqualTo(self.startTime());
    assertThat(member.attachment.slot().attachedMillis()).isPositive();
    assertThat(member.attachment.slot().lane(0).wordVolatile())
        .isEqualTo(LaneWord.free(member.attachment.area().writerId()));
    assertThat(member.control().slotLimitVolatile()).isEqualTo(1);
  }

  @Test
  void shouldHoldItsLockFromAttachingToLeaving() throws Exception {
    Member member = attach();
    assertThat(ForeignLock.couldBeHad(member.lock())).isFalse();

    member.leave();

    assertThat(member.lock()).doesNotExist();
  }

  @Test
  void shouldTakeTheLowestFreeSlot() throws Exception {
    Member first = attach();
    Member second = attach();
    Member third = attach();
    assertThat(WriterId.slot(third.attachment.area().writerId())).isEqualTo(2);
    second.leave();

    assertThat(WriterId.slot(attach().attachment.area().writerId())).isEqualTo(1);

    assertThat(first.control().slotLimitVolatile()).isEqualTo(3);
  }

  @Test
  void shouldSayThatAllSlotsAreTaken() throws Exception {
    Member member = attach();
    ProcessIdentity self = StagingFixture.SELF;
    for (int slot = 1; slot < ControlDescriptor.MAX_WRITERS; slot++) {
      member.control().slot(slot).identity(self.jvmId(), 0, 0, 0, 0);
      member.control().slot(slot).writerIdVolatile(WriterId.draw(slot));
    }
    member.control().slotLimitVolatile(ControlDescriptor.MAX_WRITERS);

    assertThatIOException()
        .isThrownBy(() -> attach())
        .withMessage("all slots are taken: slots=128");
  }

  @Test
  void shouldKeepTheSlotOfAWriterThatDiesWithALaneInUseWhileItIsAskedFor() throws Exception {
    Member member = attach();
    Slot slot = member.attachment.slot();
    long writerId = member.attachment.area().writerId();

    boolean leftForGood =
        SlotTable.isLeftForGood(
            slot,
            id -> {
              slot.lane(0).wordRelease(LaneWord.claimed(0));
              return id == writerId;
            });

    assertThat(leftForGood).isFalse();
    slot.lane(0).wordRelease(LaneWord.free(writerId));
    assertThat(SlotTable.isLeftForGood(slot, id -> id == writerId)).isTrue();
    assertThat(SlotTable.isLeftForGood(slot, id -> false)).isFalse();
  }

  @Test
  void shouldPublishItsLinesBeforeItLeaves() throws Exception {
    Member member = attach();
    Member other = attach();
    member.stage("1\n");
    other.stage("2\n");

    member.leave();

    assertThat(file).hasContent("1\n2\n");
    assertThat(other.control().publishedVolatile()).isEqualTo(32);
  }

  @Test
  void shouldLeaveTheAreaToTheOthers() throws Exception {
    Member member = attach();
    Member other = attach();
    member.stage("1\n");

    member.leave();

    assertThat(directory.control()).exists();
    assertThat(directory.filesOfAllAreas()).isNotEmpty();
    assertThat(other.control().slot(0).writerIdVolatile()).isZero();
    assertThat(other.control().total(Total.DEPARTED_WRITERS)).isEqualTo(1);
    assertThat(other.control().total(Total.DEPARTED_LINES)).isEqualTo(1);
    assertThat(other.control().total(Total.DEPARTED_BYTES)).isEqualTo(2);
    assertThat(other.control().total(Total.DEPARTED_DEAD)).isZero();
    other.stage("2\n");
    other.publisher.publish();
    assertThat(file).hasContent("1\n2\n");
  }

  @Test
  void shouldRemoveTheAreaAsTheLastOne() throws Exception {
    Member member = attach();
    Member other = attach();
    other.stage("1\n");
    member.leave();

    other.leave();

    assertThat(directory.control()).doesNotExist();
    assertThat(directory.filesOfAllAreas()).isEmpty();
    assertThat(directory.writersWithLocks()).isEmpty();
    assertThat(file).hasContent("1\nend\n");
  }

  @Test
  void shouldRemoveTheLocksOfTheDeadAsTheLastOne() throws Exception {
    Member last = attach();
    long foreignJvm = StagingFixture.SELF.jvmId() + 1;
    Path dead = directory.writerLock(new WriterName(WriterId.draw(1), foreignJvm));
    Path living = directory.writerLock(new WriterName(WriterId.draw(2), foreignJvm));
    Files.createFile(dead);
    Files.createFile(living);

    ForeignLock held = ForeignLock.on(living);
    try (held) {
      last.leave();
    }

    assertThat(dead).doesNotExist();
    assertThat(living).exists();
  }

  @Test
  void shouldPublishTheLinesOfTheDeadAsTheLastOne() throws Exception {
    Member dead = attach();
    Member member = attach();
    dead.stage("dead\n");
    // Gone from its slot, as a writer that was cleared away.
    dead.attachment.slot().identity(1, 1L << 23, StagingFixture.SELF.pidNamespace(), 1, 0);
    Files.delete(dead.lock());

    member.leave();

    assertThat(file).hasContent("dead\nend\n");
    assertThat(directory.control()).doesNotExist();
  }

  @Test
  void shouldNotRemoveAnotherAreaThatHasTakenThePlaceOfItsOwn() throws Exception {
    Member member = attach();
    Files.delete(directory.control());
    Member successor = attach();
    successor.stage("2\n");

    member.leave();

    assertThat(StagingArea.open(directory).control().areaId())
        .isEqualTo(successor.control().areaId());
    assertThat(directory.filesOfAllAreas())
        .containsExactly(directory.chunks(successor.control().areaId()));
    successor.leave();
    assertThat(file).content().contains("2\n");
  }

  @Test
  void shouldGiveItsSlotBackAtOnceIfItHasStagedNothing() throws Exception {
    Member member = attach();

    member.attachment.withdraw();

    assertThat(member.control().slot(0).writerIdVolatile()).isZero();
    assertThat(member.lock()).doesNotExist();
    assertThat(WriterId.slot(attach().attachment.area().writerId())).isZero();
  }

  @Test
  void shouldRetireItsLanesAndLocks() throws Exception {
    Member member = attach();
    Member other = attach();

    member.leave();

    assertThat(member.stager.stage(new byte[] {'x'}, 0, 1)).isEqualTo(LineStager.CLOSED);
    assertThat(member.attachment.area().publisherLock().tryAcquire()).isFalse();
    assertThat(member.attachment.area().growLock().tryAcquire()).isFalse();
    assertThat(other.attachment.area().publisherLock().tryAcquire()).isTrue();
  }

  @Test
  void shouldPassAnAbandonedLaneOnItsWayOut() throws Exception {
    Member member = attach();
    member.stage("1\n");
    assertThat(member.control().compareAndSetCursor(16, 32)).isTrue();
    member.attachment.slot().lane(3).length(16);
    member.attachment.slot().lane(3).wordRelease(LaneWord.abandoned(16));
    member.stage("2\n");

    member.leave();

    assertThat(file).hasContent("1\n2\nend\n");
  }

  @Test
  void shouldLeaveRollingToTheOthersEvenIfItsSlotStaysTaken() throws Exception {
    Member member = attach();
    member.attachment.slot().rollPolicy(7);
    assertThat(member.attachment.area().growLock().tryAcquire()).isTrue();

    assertThatIOException().isThrownBy(() -> member.leaveWithin(0));

    assertThat(member.attachment.isInSlot()).isTrue();
    assertThat(member.attachment.slot().rollPolicy()).isZero();
    member.attachment.area().growLock().release();
  }

  @Test
  void shouldLeaveThoughAThreadOfItStillCompresses() throws Exception {
    Member member = attach();
    member.stage("1\n");
    assertThat(member.attachment.area().tidyLock().tryAcquire()).isTrue();

    member.leave();

    assertThat(file).hasContent("1\nend\n");
    assertThat(member.attachment.area().tidyLock().tryAcquire()).isFalse();
  }

  @Test
  void shouldStayAliveWhileAThreadIsStillInAppend() throws Exception {
    Member member = attach();
    member.attachment.slot().lane(3).wordRelease(LaneWord.claimed(0));

    assertThatIOException()
        .isThrownBy(() -> member.leaveWithin(0))
        .withMessage("a thread is still in append: slot left to the end of the process");

    assertThat(member.attachment.slot().writerIdVolatile())
        .isEqualTo(member.attachment.area().writerId());
    assertThat(ForeignLock.couldBeHad(member.lock())).isFalse();
  }

  @Test
  void shouldStayAliveWhileAThreadIsStillPublishing() throws Exception {
    Member member = attach();
    assertThat(member.attachment.area().publisherLock().tryAcquire()).isTrue();

    assertThatIOException()
        .isThrownBy(() -> member.leaveWithin(0))
        .withMessage("a thread is still at work: slot left to the end of the process");

    assertThat(member.attachment.slot().writerIdVolatile())
        .isEqualTo(member.attachment.area().writerId());
    assertThat(ForeignLock.couldBeHad(member.lock())).isFalse();
  }

  @Test
  void shouldLeaveWhatItCannotPublishToTheNextOne() throws Exception {
    Member member = attach();
    member.stage("1\n");
    Path kept = Files.move(file, parent.resolve("kept.log"));
    Files.createDirectory(file);

    member.leaveWithin(SECOND / 10);

    assertThat(directory.control()).exists();
    Files.delete(file);
    Files.move(kept, file);
    attach();
    assertThat(file).hasContent("1\n");
  }

  /** As another pid namespace sees it once the lock was dropped behind the writer's back. */
  private static void looksDead(Member member) throws IOException {
    long jvmId = StagingFixture.SELF.jvmId() + 1;
    long namespace = StagingFixture.SELF.pidNamespace() + 1;
    member.attachment.slot().identity(jvmId, 1, namespace, 1, 0);
    long writerId = member.attachment.area().writerId();
    StateDirectory directory = member.attachment.area().directory();
    Files.createFile(directory.writerLock(new WriterName(writerId, jvmId)));
  }

  @Test
  void shouldTakeTheLanesOfAWriterThatLooksDeadBeforeItsSlot() throws Exception {
    Member buried = attach();
    Member living = attach();
    looksDead(buried);

    Member next = attach();

    assertThat(next.attachment.slot()).isSameAs(next.control().slot(0));
    assertThat(buried.attachment.isInSlot()).isFalse();
    byte[] line = {'x', '\n'};
    assertThat(buried.stager.stage(line, 0, line.length)).isEqualTo(LineStager.FULL);
    assertThat(buried.publisher.publish()).isEqualTo(Publisher.Outcome.BUSY);
    assertThat(living.publisher.publish()).isEqualTo(Publisher.Outcome.NOTHING);
  }

  @Test
  void shouldLeaveAtOnceIfItsSlotIsAnothersByNow() throws Exception {
    Member buried = attach();
    attach();
    looksDead(buried);
    Member next = attach();

    buried.leave();

    assertThat(next.attachment.isInSlot()).isTrue();
    next.stage("next\n");
    assertThat(next.publisher.publish()).isEqualTo(Publisher.Outcome.PUBLISHED);
  }

  @Test
  void shouldLeaveTheSlotToAWriterThatLooksDeadAndHoldsALock() throws Exception {
    Member publishing = attach();
    attach();
    looksDead(publishing);
    assertThat(publishing.attachment.area().growLock().tryAcquire()).isTrue();

    Member next = attach();

    assertThat(publishing.attachment.isInSlot()).isTrue();
    assertThat(next.attachment.slot()).isSameAs(next.control().slot(2));
    assertThat(publishing.attachment.area().growLock().release()).isTrue();
  }
}
