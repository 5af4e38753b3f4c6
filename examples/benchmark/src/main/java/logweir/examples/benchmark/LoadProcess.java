package logweir.examples.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A child that runs {@link LoadJvm}: gives it orders and waits for its answers. */
final class LoadProcess {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin/java").toString();

  private final int jvm;
  private final Process process;
  private final BufferedReader answers;

  private LoadProcess(int jvm, Process process) {
    this.jvm = jvm;
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts a JVM; it then waits for orders.
   *
   * @param jvm its number, from 1 on
   */
  static LoadProcess start(Workplace workplace, int jvm, List<String> jvmOptions)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(JAVA);
    command.addAll(jvmOptions);
    command.add("-classpath");
    command.add(System.getProperty("java.class.path"));
    command.add(LoadJvm.class.getName());
    command.add(Integer.toString(jvm));
    ProcessBuilder java = new ProcessBuilder(command);
    return new LoadProcess(
        jvm, workplace.start(java.redirectError(ProcessBuilder.Redirect.INHERIT)));
  }

  Process process() {
    return process;
  }

  int jvm() {
    return jvm;
  }

  void say(Object order) throws IOException {
    OutputStream orders = process.getOutputStream();
    orders.write((Orders.toLine(order) + "\n").getBytes(StandardCharsets.UTF_8));
    orders.flush();
  }

  void awaitOpened() throws IOException {
    String answer = answer();
    if (!answer.equals(LoadJvm.OPENED)) {
      throw new IOException("JVM " + jvm + " should have opened its file, but says " + answer);
    }
  }

  Orders.Ran awaitRan() throws IOException {
    return Orders.fromLine(answer(), Orders.Ran.class);
  }

  private String answer() throws IOException {
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("JVM " + jvm + " has ended, see above");
    }
    return answer;
  }
}
