package logweir.integration;

import static logweir.integration.harness.OtherUsers.SHARED_GROUP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import logweir.integration.harness.ConfiguredPrograms;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.OtherUsers;
import logweir.integration.harness.OtherUsers.User;
import logweir.integration.harness.Run;
import logweir.integration.harness.Samples;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The directories that systemd-tmpfiles makes are what JVMs of two users need for one log. */
class TmpfilesSampleIT {
  private static final int ROOT = 0;

  @RegisterExtension private static final OtherUsers USERS = new OtherUsers();
  @RegisterExtension private final Jvms jvms = new Jvms();
  private Path host;

  @BeforeEach
  void makeTheDirectories() throws IOException {
    boolean there = Run.of(List.of("which", "systemd-tmpfiles")).exitCode() == 0;
    assumeTrue(there, "needs systemd-tmpfiles");
    host = USERS.directory("host", "755", ROOT, ROOT);
    Path etc = Files.createDirectory(host.resolve("etc"));
    Files.writeString(etc.resolve("passwd"), "root:x:0:0::/root:/bin/sh\n");
    Files.writeString(etc.resolve("group"), "root:x:0:\napp:x:" + SHARED_GROUP + ":\n");
    Path sample = Samples.DIRECTORY.resolve("tmpfiles.conf").toAbsolutePath().normalize();

    Run.ok("systemd-tmpfiles", "--create", "--root=" + host, sample.toString());
  }

  @Test
  void shouldMakeDirectoriesOfTheGroup() throws IOException {
    for (String name : List.of("var/log/app", "run/app-log")) {
      Path made = host.resolve(name);
      assertThat(Files.getAttribute(made, "unix:gid")).as(name).isEqualTo(SHARED_GROUP);
      assertThat((int) Files.getAttribute(made, "unix:mode") & 07777).as(name).isEqualTo(02770);
    }
  }

  @Test
  void shouldLetTwoUsersWriteTheLogThatSeveralUsersHave() throws IOException {
    Path logs = host.resolve("var/log/app");

    runAsTwoUsers("several-users.xml", "077", Map.of("LOG_DIR", logs.toString()));

    assertThat(Files.getAttribute(logs.resolve("app.log"), "unix:gid")).isEqualTo(SHARED_GROUP);
    assertThat(OtherUsers.permissionsOf(logs.resolve("app.log"))).isEqualTo("rw-rw----");
  }

  @Test
  void shouldLetTwoUsersHaveTheStagingAreaInMemory() throws IOException {
    Path state = host.resolve("run/app-log");
    Path logs = host.resolve("var/log/app");

    runAsTwoUsers(
        "strict-latency.xml",
        "007",
        Map.of("LOG_DIR", logs.toString(), "STATE_DIR", state.toString()));

    assertThat(state).isNotEmptyDirectory();
  }

  private void runAsTwoUsers(String sample, String umask, Map<String, String> properties)
      throws IOException {
    Path configuration = host.resolve(sample);
    Files.writeString(configuration, Samples.text(sample).toString());
    OtherUsers.give(configuration, "644", ROOT, ROOT);

    new ConfiguredPrograms(jvms, configuration, properties)
        .start("alice", USERS.as(User.ALICE, umask), USERS.jvmOptions())
        .start("bob", USERS.as(User.BOB, umask), USERS.jvmOptions())
        .run()
        .assertEveryLineOnce(host.resolve("var/log/app"));
  }
}
