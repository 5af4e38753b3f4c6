package logweir.integration;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import logweir.integration.harness.LogWorker;
import logweir.integration.harness.Signals;

/**
 * The main program of a JVM in which two class loaders that share nothing but the JDK each run a
 * {@link LogWorker}, both at once; as two applications in one container do.
 */
final class ClassLoaderWorker {
  static final String SEPARATOR = "--";
  static final String LOADED = "loaded";
  static final String GO = "go";

  private ClassLoaderWorker() {}

  public static void main(String[] arguments) throws Exception {
    List<String> all = List.of(arguments);
    int separator = all.indexOf(SEPARATOR);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Thread> workers =
        List.of(
            newWorker(all.subList(0, separator), failure),
            newWorker(all.subList(separator + 1, all.size()), failure));
    Signals signals = Signals.listen();
    System.out.println(LOADED);
    signals.awaitGo();
    workers.forEach(Thread::start);
    for (Thread worker : workers) {
      worker.join();
    }
    if (failure.get() != null) {
      throw new IllegalStateException(failure.get());
    }
  }

  private static Thread newWorker(List<String> arguments, AtomicReference<Throwable> failure)
      throws ReflectiveOperationException, MalformedURLException {
    ClassLoader loader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader());
    Class<?> type = loader.loadClass(LogWorker.class.getName());
    if (type == LogWorker.class) {
      throw new IllegalStateException("both loaders have one class");
    }
    Method work = type.getMethod("workAtOnce", String[].class);
    Thread thread =
        new Thread(
            () -> {
              try {
                work.invoke(null, (Object) arguments.toArray(String[]::new));
              } catch (InvocationTargetException e) {
                failure.compareAndSet(null, e.getCause());
              } catch (IllegalAccessException e) {
                failure.compareAndSet(null, e);
              }
            });
    thread.setContextClassLoader(loader);
    return thread;
  }

  private static URL[] classPath() throws MalformedURLException {
    List<URL> urls = new ArrayList<>();
    for (String entry :
        Pattern.compile(File.pathSeparator).split(System.getProperty("java.class.path"), -1)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    return urls.toArray(URL[]::new);
  }
}
