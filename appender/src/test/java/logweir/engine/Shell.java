package logweir.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;

/** What the JDK cannot do. */
final class Shell {
  private Shell() {}

  static void mkfifo(Path fifo) throws IOException {
    run("mkfifo", fifo.toString());
  }

  static void signal(String name, long pid) throws IOException {
    run("kill", "-" + name, Long.toString(pid));
  }

  /** The bytes that the file system has set aside for a file. */
  static long allocatedBytes(Path file) throws IOException {
    return Long.parseLong(run("stat", "-c", "%b", file.toString())) * 512;
  }

  private static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    try {
      assertThat(process.waitFor()).as(output).isZero();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    return output;
  }
}
