package logweir.examples.shiptoacluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a child JVM is started: with this one's class path. */
final class Java {
  private static final String EXECUTABLE =
      System.getProperty(
          "logweir.test.java", Path.of(System.getProperty("java.home"), "bin/java").toString());

  private Java() {}

  static ProcessBuilder program(String main, List<String> options, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(EXECUTABLE, "-XX:+UseSerialGC"));
    command.addAll(options);
    command.addAll(List.of("-classpath", System.getProperty("java.class.path"), main));
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }
}
