package logweir.integration;

import static logweir.integration.harness.OtherUsers.BOBS_SECOND_GROUP;
import static logweir.integration.harness.OtherUsers.SHARED_GROUP;
import static logweir.integration.harness.OtherUsers.permissionsOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import logweir.integration.harness.Alone;
import logweir.integration.harness.FaultTrials;
import logweir.integration.harness.Hang;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.OtherUsers;
import logweir.integration.harness.OtherUsers.User;
import logweir.integration.harness.RolledLog;
import logweir.integration.harness.Scale;
import logweir.integration.harness.StagingDirectory;
import logweir.integration.harness.Sysctl;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.WorkerOrders.Way;
import logweir.integration.harness.Workers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two users and one log: both stage their lines, or it is said why one of them does not; every line
 * is in the file once.
 */
@Alone
class UsersIT {
  private static final int ROOT = 0;
  private static final FaultTrials TWO_USERS = FaultTrials.of("two users");
  private static final String DIRECTLY = "lines are not staged, each is a write: path=";

  @RegisterExtension private static final OtherUsers USERS = new OtherUsers();
  @RegisterExtension private final Jvms jvms = new Jvms();

  private WorkerOrders orders(User user, String umask, Path file) {
    WorkerOrders orders =
        WorkerOrders.logTo(file)
            .asJvm(user == User.ALICE ? 0 : 1)
            .threads(2)
            .lines(2_000)
            .sizes(128, 700)
            .geometry(16 * 1024, 8);
    return USERS.as(user, umask, orders);
  }

  private Worker start(User user, Path file) {
    return jvms.start(orders(user, "077", file));
  }

  private static void assertStaged(Worker worker) {
    worker.awaitDone();
    assertThat(worker.summary()).contains("own direct lines 0;");
  }

  private static void assertDirect(Worker worker, String because) {
    worker.awaitEnded();
    assertThat(worker.ledger().refused()).isZero();
    assertThat(worker.complaints()).singleElement().asString().contains(DIRECTLY, because);
  }

  static Stream<String> umasks() {
    return Scale.isLong()
        ? IntStream.rangeClosed(0, 077).mapToObj(umask -> "%03o".formatted(umask))
        : Stream.of("000", "002", "022", "027", "040", "077");
  }

  /** The log is the first user's, made under that umask, in a directory of the shared group. */
  @ParameterizedTest
  @MethodSource("umasks")
  void shouldStageWhatWhoeverMayWriteTheLogLogs(String umask) throws Exception {
    FaultTrials.of("umask 000 to 077")
        .trial(
            () -> {
              Path file = USERS.directory("logs", "2770", ROOT, SHARED_GROUP).resolve("app.log");
              Worker alice = jvms.start(orders(User.ALICE, umask, file)).awaitReady();
              Worker bob = jvms.start(orders(User.BOB, umask, file));
              alice.go();
              assertAsAllowed(bob, Files.getPosixFilePermissions(file));
              assertStaged(alice);
              new Workers(List.of(alice, bob)).assertEveryLineOnce(file);
            });
  }

  private static void assertAsAllowed(Worker bob, Set<PosixFilePermission> ofLog) {
    if (!ofLog.contains(PosixFilePermission.GROUP_WRITE)) {
      bob.jvm().await("end of " + bob.jvm().name(), () -> !bob.jvm().isAlive());
      assertThat(bob.jvm().printed("Exception in thread \"main\" ").orElseThrow())
          .startsWith("java.nio.file.AccessDeniedException: " + bob.orders().file());
      return;
    }
    bob.awaitReady().go();
    if (ofLog.contains(PosixFilePermission.GROUP_READ)) {
      assertStaged(bob);
    } else {
      assertDirect(bob, "AccessDeniedException");
    }
  }

  /** New files do not get the group of this directory. */
  @Test
  void shouldStageForTheGroupOfTheLog() throws Exception {
    TWO_USERS.trial(
        () -> {
          Path logs = USERS.directory("logs", "770", ROOT, SHARED_GROUP);
          Path file = OtherUsers.file(logs.resolve("app.log"), "660", ROOT, SHARED_GROUP);
          Worker alice = start(User.ALICE, file).awaitReady();
          Worker bob = start(User.BOB, file);

          Workers both = new Workers(List.of(alice, bob)).go();

          both.all().forEach(UsersIT::assertStaged);
          both.assertEveryLineOnce(file);
        });
  }

  /** The first user may write the log as its owner, and is not in its group. */
  @Test
  void shouldNotOpenTheStagingAreaToAnotherGroupThanThatOfTheLog() throws Exception {
    TWO_USERS.trial(
        () -> {
          Path logs = USERS.directory("logs", "770", ROOT, SHARED_GROUP);
          Path file =
              OtherUsers.file(logs.resolve("app.log"), "660", User.ALICE.id(), BOBS_SECOND_GROUP);
          Worker alice = start(User.ALICE, file).awaitReady();
          Worker bob = start(User.BOB, file);
          bob.awaitReady();
          assertThat(permissionsOf(logs.resolve(".app.log.logweir"))).isEqualTo("rwx------");

          Workers both = new Workers(List.of(alice, bob)).go();

          assertStaged(alice);
          assertDirect(bob, "AccessDeniedException");
          both.assertEveryLineOnce(file);
        });
  }

  @Test
  void shouldCompressWhatAnotherUserOfTheGroupHasDiedCompressing() throws Exception {
    TWO_USERS.trial(
        () -> {
          Path logs = USERS.directory("logs", "2770", ROOT, SHARED_GROUP);
          Path file = OtherUsers.file(logs.resolve("app.log"), "660", ROOT, SHARED_GROUP);
          String policy = RolledLog.bySizeAndTime(file, "yyyy-MM-dd", "64KB", "");
          Worker alice =
              jvms.start(
                      orders(User.ALICE, "077", file)
                          .rolling(policy)
                          .failpoint("ARCHIVE_COMPRESSED"))
                  .awaitReady();
          Worker bob = jvms.start(orders(User.BOB, "077", file).rolling(policy).rounds(2));
          alice.go().awaitAt("ARCHIVE_COMPRESSED").kill();

          bob.awaitReady().go().awaitRoundEnd(0);
          RolledLog log = new RolledLog(file).awaitTidy();
          bob.go();

          assertStaged(bob);
          assertThat(log.archives()).isNotEmpty();
          for (Path archive : log.archives()) {
            assertThat(permissionsOf(archive)).isEqualTo("rw-rw----");
          }
          new Workers(List.of(alice, bob)).assertEveryLineOnce(log);
        });
  }

  @Test
  void shouldNotStartWithoutPermissionOnTheLog() throws Exception {
    TWO_USERS.trial(
        () -> {
          Path logs = USERS.directory("logs", "777", ROOT, ROOT);
          Path file = OtherUsers.file(logs.resolve("app.log"), "644", ROOT, ROOT);

          Worker bob =
              jvms.start(orders(User.BOB, "022", file).through(Way.LOGBACK).rounds(0)).awaitEnded();

          assertThat(bob.complaints())
              .singleElement()
              .asString()
              .startsWith("ERROR in")
              .contains(file.toString());
          assertThat(logs.resolve(".app.log.logweir")).doesNotExist();
        });
  }

  /** Of root alone, or of somebody who may not even read the log. */
  @ParameterizedTest
  @ValueSource(strings = {"root", "stranger"})
  void shouldAppendDirectlyWithoutAStateDirectoryThatItMayUse(String owner) throws Exception {
    TWO_USERS.trial(
        () -> {
          boolean root = owner.equals("root");
          Path logs = USERS.directory("logs", "1777", ROOT, ROOT);
          Path file = OtherUsers.file(logs.resolve("app.log"), "600", User.ALICE.id(), ROOT);
          Path state = Files.createDirectory(logs.resolve(".app.log.logweir"));
          OtherUsers.give(state, root ? "700" : "777", root ? ROOT : User.BOB.id(), ROOT);

          Worker alice = start(User.ALICE, file).awaitReady().go();

          assertDirect(alice, root ? "AccessDeniedException" : "belongs to somebody else");
          assertThat(state).isEmptyDirectory();
          new Workers(List.of(alice)).assertEveryLineOnce(file);
        });
  }

  /** Each of root's alone, in a directory that is the user's. */
  @ParameterizedTest
  @ValueSource(
      strings = {"attach.lock", "control", "control.new", "control.unusable", "writer-1-2.lock"})
  void shouldDoWithFilesOfRootWhatItMay(String name) throws Exception {
    FaultTrials.of("file of root at each path")
        .trial(
            () -> {
              Path logs = USERS.directory("logs", "700", User.ALICE.id(), User.ALICE.id());
              Path file = logs.resolve("app.log");
              Path state = Files.createDirectory(logs.resolve(".app.log.logweir"));
              OtherUsers.give(state, "700", User.ALICE.id(), User.ALICE.id());
              Path foreign = Files.writeString(state.resolve(name), "precious");
              OtherUsers.give(foreign, "600", ROOT, ROOT);

              Worker alice = start(User.ALICE, file).awaitReady().go();

              // What is in the way of nothing is left, or replaced by the directory's owner.
              if (name.startsWith("control.")) {
                assertStaged(alice);
              } else {
                assertDirect(alice, "AccessDeniedException: " + foreign);
                assertThat(foreign).hasContent("precious");
              }
              new Workers(List.of(alice)).assertEveryLineOnce(file);
            });
  }

  /** Made while another user has them open. */
  @ParameterizedTest
  @ValueSource(strings = {"chunks-", "spill-"})
  void shouldDoWithoutChunksOrSpillFilesOfRoot(String prefix) throws Exception {
    FaultTrials.of("file of root at each path")
        .trial(
            () -> {
              Path logs = USERS.directory("logs", "770", ROOT, SHARED_GROUP);
              Path file = OtherUsers.file(logs.resolve("app.log"), "660", ROOT, SHARED_GROUP);
              Worker alice = start(User.ALICE, file).awaitReady();
              Path foreign = chunksOf(logs.resolve(".app.log.logweir"));
              if (prefix.equals("spill-")) {
                String name = foreign.getFileName().toString().replace("chunks-", prefix);
                foreign = Files.writeString(foreign.resolveSibling(name), "precious");
              }
              OtherUsers.give(foreign, "600", ROOT, ROOT);

              WorkerOrders orders = orders(User.BOB, "077", file).maxBlockMillis(300);
              Worker bob = jvms.start(orders.lines(3).sizes(128, 200_000)).awaitReady().go();

              // Without the spill file it stages what is short, and the long goes past it.
              String complaint =
                  prefix.equals("spill-") ? "cannot store a long line: path=" : DIRECTLY;
              bob.awaitEnded();
              assertThat(bob.complaints())
                  .isNotEmpty()
                  .allMatch(each -> each.startsWith(complaint) && each.contains(prefix));
              assertStaged(alice.go());
              new Workers(List.of(alice, bob)).assertEveryLineOnceInAnyOrder(file);
            });
  }

  private static Path chunksOf(Path state) throws IOException {
    try (Stream<Path> files = Files.list(state)) {
      return files
          .filter(each -> each.getFileName().toString().startsWith("chunks-"))
          .findFirst()
          .orElseThrow();
    }
  }

  /** Root may write every log, and leaves nothing that its owner may not use. */
  @Test
  void shouldStageForTheOwnerBesideAndAfterRoot() throws Exception {
    TWO_USERS.trial(
        () -> {
          Path logs = USERS.directory("logs", "700", User.ALICE.id(), User.ALICE.id());
          Path file =
              OtherUsers.file(logs.resolve("app.log"), "600", User.ALICE.id(), User.ALICE.id());
          Worker root =
              jvms.start(WorkerOrders.logTo(file).asJvm(2).lines(2_000).geometry(16 * 1024, 8));
          root.awaitReady();
          Worker alice = start(User.ALICE, file);

          Workers both = new Workers(List.of(root, alice)).go();

          both.all().forEach(UsersIT::assertStaged);
          both.assertEveryLineOnce(file);
        });
  }

  @Test
  void shouldPublishWhatAKilledWriterOfAnotherUserHasStaged() throws Exception {
    TWO_USERS.trial(
        () -> {
          Path logs = USERS.directory("logs", "770", ROOT, SHARED_GROUP);
          Path file = OtherUsers.file(logs.resolve("app.log"), "660", ROOT, SHARED_GROUP);
          WorkerOrders endless =
              orders(User.ALICE, "077", file).lines(WorkerOrders.UNTIL_STOPPED).pauseMicros(20);
          Worker alice = jvms.start(endless.publishMillis(60_000)).awaitReady().go();
          alice.awaitAcknowledged(200);
          alice.kill();

          Worker bob = start(User.BOB, file).awaitReady().go();

          assertStaged(bob);
          new Workers(List.of(alice, bob)).assertEveryLineOnce(file);
          StagingDirectory.assertNothingLeft(file);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "2"})
  void shouldShareALogInAStickyDirectory(String protectedRegular) throws Exception {
    FaultTrials.of("sticky directory, fs.protected_regular 0 to 2")
        .trial(
            () -> {
              Path logs = USERS.directory("logs", "1777", ROOT, ROOT);
              Sysctl sysctl = Sysctl.set("fs.protected_regular", protectedRegular);
              try (sysctl) {
                shareIn(logs);
              }
            });
  }

  private void shareIn(Path logs) throws IOException {
    Path file = logs.resolve("app.log");
    Worker alice = jvms.start(orders(User.ALICE, "000", file)).awaitReady();
    Worker bob = jvms.start(orders(User.BOB, "000", file));
    Workers both = new Workers(List.of(alice, bob)).go();
    both.all().forEach(UsersIT::assertStaged);
    both.assertEveryLineOnce(file);
    Hang.await("end").until(() -> !alice.jvm().isAlive());
  }
}
