package logweir.examples.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChildJvmsTest {
  @Test
  void shouldKillAJvmThatGoesOn() throws Exception {
    ChildJvm jvm;
    try (ChildJvms jvms = new ChildJvms()) {
      jvm = jvms.start(List.of(), Echo.class);
      jvm.say("hello");
      jvm.await("hello");
      assertThat(ProcessHandle.of(jvm.pid())).isPresent();
    }

    assertThat(ProcessHandle.of(jvm.pid()).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void shouldCollectWhatAJvmPrintsUntilItEnds() throws Exception {
    try (ChildJvms jvms = new ChildJvms()) {
      ChildJvm jvm = jvms.start(List.of(), Echo.class);
      jvm.say("one");
      jvm.say("two");

      assertThat(jvm.finish()).containsExactly("one", "two");
    }
  }

  @Test
  void shouldTellAJvmThatFails() throws Exception {
    try (ChildJvms jvms = new ChildJvms()) {
      ChildJvm jvm = jvms.start(List.of("-Dexit=3"), Echo.class);

      assertThatThrownBy(jvm::finish)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("exit=3");
    }
  }

  /** Repeats what it is told, and ends when its input does. */
  static final class Echo {
    public static void main(String[] args) throws IOException {
      System.in.transferTo(System.out);
      System.exit(Integer.getInteger("exit", 0));
    }
  }
}
