package logweir.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class ProcessIdentityTest {
  private static final String PROPERTY = "logweir.jvm.id";
  private static final long NO_PID = 1L << 23;
  private static final UUID BOOT = new UUID(1, 2);

  private final ProcessIdentity self = ProcessIdentity.current();

  @Test
  void shouldBeTheSameForTheWholeLifeOfTheJvm() {
    assertThat(ProcessIdentity.current()).isEqualTo(self);
  }

  @Test
  void shouldKnowItsProcessItsStartAndItsBoot() {
    assertThat(self.pid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(self.startTime()).isPositive();
    assertThat(self.pidNamespace()).isPositive();
    assertThat(self.knowsBoot()).isTrue();
  }

  @Test
  void shouldKeepItsIdWhereOtherClassLoadersFindIt() {
    assertThat(System.getProperty(PROPERTY))
        .isEqualTo(self.pid() + "." + self.startTime() + "." + Long.toHexString(self.jvmId()));
  }

  @Test
  void shouldNotTakeTheIdThatItsParentHandedDown() {
    String own = System.getProperty(PROPERTY);
    try {
      System.setProperty(PROPERTY, "1.2.abc");

      long drawn = ProcessIdentity.current().jvmId();

      assertThat(drawn).isNotEqualTo(0xabc);
      assertThat(ProcessIdentity.current().jvmId()).isEqualTo(drawn);
    } finally {
      System.setProperty(PROPERTY, own);
    }
  }

  @Test
  void shouldKnowItselfByIdOrByPidNamespaceAndStart() {
    ProcessIdentity one = new ProcessIdentity(1, 2, 3, 4, BOOT);

    assertThat(one.isSameProcess(1, 0, 0, 0)).isTrue();
    assertThat(one.isSameProcess(9, 2, 3, 4)).isTrue();
    assertThat(one.isSameProcess(9, 9, 3, 4)).isFalse();
    assertThat(one.isSameProcess(9, 2, 9, 4)).isFalse();
    assertThat(one.isSameProcess(9, 2, 3, 9)).isFalse();
  }

  @Test
  void shouldNotGoByAPidWhoseStartIsNotKnown() {
    for (long start : new long[] {ProcessIdentity.NO_PROCESS, ProcessIdentity.UNKNOWN}) {
      assertThat(new ProcessIdentity(1, 2, 3, start, BOOT).isSameProcess(9, 2, 3, start)).isFalse();
    }
  }

  @Test
  void shouldNotKnowABootWithoutAnId() {
    assertThat(new ProcessIdentity(1, 2, 3, 4, new UUID(0, 0)).knowsBoot()).isFalse();
  }

  @Test
  void shouldTellAProcessThatIsNotThere() {
    assertThat(ProcessIdentity.startTimeOf(NO_PID)).isEqualTo(ProcessIdentity.NO_PROCESS);
    assertThat(ProcessIdentity.isSurelyRunning(NO_PID)).isFalse();
  }

  @Test
  void shouldTellAStoppedProcessFromOneThatRuns() throws Exception {
    try (StoppedProcess stopped = new StoppedProcess()) {
      assertThat(ProcessIdentity.isSurelyRunning(stopped.pid())).isFalse();
      assertThat(ProcessIdentity.startTimeOf(stopped.pid())).isPositive();
    }
    assertThat(ProcessIdentity.isSurelyRunning(self.pid())).isTrue();
  }

  @Test
  void shouldDrawNumbersOfWhichEachBitIsRandom() {
    long everSet = 0;
    long everClear = 0;
    for (int draw = 0; draw < 100; draw++) {
      long drawn = ProcessIdentity.randomNonZero();
      everSet |= drawn;
      everClear |= ~drawn;
    }
    assertThat(everSet).isEqualTo(-1);
    assertThat(everClear).isEqualTo(-1);
  }
}
