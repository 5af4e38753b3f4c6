package logweir.examples.support;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * JVMs with the class path of this one. They are killed when this is closed, or when this JVM ends.
 * Thread-safe.
 */
public final class ChildJvms implements AutoCloseable {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin/java").toString();

  private final List<Process> processes = new ArrayList<>();
  private final Thread shutdownHook = new Thread(this::kill);
  private boolean closed;

  public ChildJvms() {
    Runtime.getRuntime().addShutdownHook(shutdownHook);
  }

  /**
   * Starts a JVM; what it prints on its standard error is shown.
   *
   * @param options of the JVM, such as system properties
   * @param main the class that it runs
   */
  public ChildJvm start(List<String> options, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("-Xmx64m", "-XX:+UseSerialGC"));
    command.addAll(options);
    command.addAll(List.of("-classpath", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return java(command);
  }

  /** Starts a JVM from a jar with a main class. */
  public ChildJvm startJar(Path jar, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("-jar", jar.toString()));
    command.addAll(List.of(arguments));
    return java(command);
  }

  private synchronized ChildJvm java(List<String> arguments) throws IOException {
    if (closed) {
      throw new IOException("no JVM is started any more");
    }
    List<String> command = new ArrayList<>(arguments);
    command.add(0, JAVA);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    processes.add(process);
    return new ChildJvm(process);
  }

  private synchronized void kill() {
    closed = true;
    processes.forEach(Process::destroyForcibly);
    processes.forEach(process -> process.onExit().join());
  }

  @Override
  public void close() {
    kill();
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException shuttingDown) {
      // The hook runs already, and finds nothing to do.
    }
  }
}
