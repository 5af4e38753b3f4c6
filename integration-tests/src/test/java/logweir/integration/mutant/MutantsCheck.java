package logweir.integration.mutant;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import logweir.integration.harness.FaultTrials;
import logweir.integration.harness.TestJava;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the tests to what they are for: each mutant of the engine fails the test that is named with
 * it, and the engine as it is passes the same tests in the same way.
 */
class MutantsCheck {
  @TempDir private Path directory;

  static Stream<String> tests() {
    return Arrays.stream(Mutant.values()).map(Mutant::test).distinct();
  }

  @ParameterizedTest
  @MethodSource("tests")
  void shouldPassOnTheEngineAsItIs(String test) throws Exception {
    assertThat(run(test, System.getProperty("java.class.path"))).isEqualTo(TestRun.PASSED);
  }

  @ParameterizedTest
  @EnumSource(Mutant.class)
  void shouldBeCaught(Mutant mutant) throws Exception {
    MutantBuild.compile(mutant, directory);

    String classPath = directory + File.pathSeparator + System.getProperty("java.class.path");

    assertThat(run(mutant.test(), classPath)).isEqualTo(TestRun.FAILED);
  }

  private int run(String test, String classPath) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            TestJava.executable(),
            "-D" + FaultTrials.FILE_PROPERTY + "=" + directory.resolve("trials.csv"),
            "-cp",
            classPath,
            TestRun.class.getName(),
            test);
    File output = directory.resolve("output").toFile();
    int exitCode =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output)
            .start()
            .waitFor();
    System.out.println(Files.readString(output.toPath()));
    return exitCode;
  }
}
