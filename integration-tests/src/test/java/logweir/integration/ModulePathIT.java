package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.Context;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import logweir.integration.harness.ForkedJvm;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.LogSink;
import logweir.integration.harness.Run;
import logweir.integration.harness.StampedLines;
import logweir.integration.harness.TestJava;
import logweir.logback.MmapSharedAppender;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/**
 * An application that is a module and is configured by a {@code logback.xml} of its own, with
 * Logback and the appender on the module path.
 */
class ModulePathIT {
  private static final Path SOURCES = Path.of("src/test/module-app");
  private static final String MODULE = "sample";
  private static final String MAIN = "sample.Main";
  private static final Path APPENDER = jarOf(MmapSharedAppender.class);
  private static final List<Path> LOGBACK =
      Stream.of(LoggerContext.class, Context.class, Logger.class).map(ModulePathIT::jarOf).toList();
  private static final int LINES = 5000;

  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;
  private Path log;
  private Path application;

  @BeforeEach
  void compileApplication() throws IOException {
    log = directory.resolve("app.log");
    application = Files.createDirectory(directory.resolve(MODULE));
    Run.ok(
        TestJava.tool("javac"),
        "--release=17",
        "--module-path",
        paths(LOGBACK, APPENDER),
        "-d",
        application.toString(),
        SOURCES.resolve("module-info.java").toString(),
        SOURCES.resolve("sample/Main.java").toString());
    Files.copy(SOURCES.resolve("logback.xml"), application.resolve("logback.xml"));
  }

  @Test
  void shouldLogFromTheModulePathBesideTheClassPath() throws IOException {
    String paths = paths(LOGBACK, APPENDER, application);

    ForkedJvm modules =
        start("modules", TestJava.executable(), "--module-path", paths, "-m", MODULE + "/" + MAIN);
    ForkedJvm classes = start("classes", TestJava.executable(), "--class-path", paths, MAIN);
    modules.awaitSuccess();
    classes.awaitSuccess();

    assertHealthy(modules, "module sample", "module logweir.appender", "module ch.qos.logback");
    assertHealthy(classes, "unnamed module", "unnamed module", "unnamed module");
    assertEachLineInSequence("modules", "classes");
  }

  /** An automatic module cannot be linked, but its run-time image can be as small as any. */
  @Test
  void shouldLogInAnImageThatHoldsLogbackAndWhatJdepsNames() throws IOException {
    Path image = directory.resolve("image");
    String needed = needed();
    Run.ok(
        TestJava.tool("jlink"),
        "--module-path",
        paths(LOGBACK),
        "--add-modules",
        // Older Logbacks call java.naming optional, and do not start without it.
        "ch.qos.logback.classic,java.naming," + needed,
        "--output",
        image.toString());
    String java = image.resolve("bin/java").toString();

    ForkedJvm linked =
        start(
            "linked",
            java,
            "--module-path",
            paths(List.of(), APPENDER, application),
            "-m",
            MODULE + "/" + MAIN);
    linked.awaitSuccess();

    assertHealthy(linked, "module sample", "module logweir.appender", "module ch.qos.logback");
    assertEachLineInSequence("linked");
  }

  /** The modules that the appender's jar needs to run, but for optional ones. */
  private static String needed() {
    return Run.ok(
            TestJava.tool("jdeps"),
            "--print-module-deps",
            "--ignore-missing-deps",
            "--multi-release=base",
            "--module-path",
            paths(LOGBACK),
            APPENDER.toString())
        .out()
        .strip();
  }

  private ForkedJvm start(String stamp, String java, String... options) {
    Stream<String> command =
        Stream.of(
                Stream.of(java, "-Dlog=" + log),
                Arrays.stream(options),
                Stream.of(stamp, Integer.toString(LINES)))
            .flatMap(words -> words);
    return jvms.track(ForkedJvm.start(stamp, command.toList()));
  }

  private static void assertHealthy(
      ForkedJvm jvm, String application, String appender, String logback) {
    assertThat(jvm.allPrinted(LogSink.COMPLAINT)).isEmpty();
    assertThat(jvm.awaitPrinted("application in ")).startsWith(application);
    assertThat(jvm.awaitPrinted("appender in ")).startsWith(appender);
    assertThat(jvm.awaitPrinted("Logback in ")).startsWith(logback);
  }

  private void assertEachLineInSequence(String... stamps) throws IOException {
    Map<String, Integer> lines = new TreeMap<>();
    for (String stamp : stamps) {
      lines.put(stamp, LINES);
    }
    StampedLines.assertInSequence(List.of(log), lines);
  }

  private static String paths(List<Path> some, Path... more) {
    return Stream.concat(some.stream(), Arrays.stream(more))
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static Path jarOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
