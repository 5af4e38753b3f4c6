package logweir.integration.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a process printed, and its exit code. */
public record Run(int exitCode, String out, String err) {
  /** Runs a command to its end. */
  public static Run of(List<String> command, String... arguments) {
    List<String> whole = new ArrayList<>(command);
    whole.addAll(Arrays.asList(arguments));
    try {
      Path err = Files.createTempFile("logweir-run", ".err");
      try {
        Process process = new ProcessBuilder(whole).redirectError(err.toFile()).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), out, Files.readString(err));
      } finally {
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Runs a command that must succeed. */
  public static Run ok(String... command) {
    Run run = of(Arrays.asList(command));
    if (run.exitCode != 0) {
      throw new AssertionError(String.join(" ", command) + ": " + run);
    }
    return run;
  }

  /** Runs the command line as users have it. */
  public static Run cli(String... arguments) {
    return of(List.of(TestJava.executable(), "-jar", cliJar().toString()), arguments);
  }

  /** {@code logweir-appender-VERSION-cli.jar}, as it was just built. */
  public static Path cliJar() {
    try (DirectoryStream<Path> jars =
        Files.newDirectoryStream(Path.of("../appender/target"), "logweir-appender-*-cli.jar")) {
      List<Path> found = new ArrayList<>();
      jars.forEach(found::add);
      if (found.size() != 1) {
        throw new AssertionError("the command line's jar: " + found);
      }
      return found.get(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
