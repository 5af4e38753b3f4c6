package logweir.integration.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The java that the tests fork: the system property {@code logweir.test.java}, or this JVM's. */
public final class TestJava {
  private static final Pattern VERSION = Pattern.compile("version \"(\\d+)");

  private TestJava() {}

  public static String executable() {
    String own = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String given = System.getProperty("logweir.test.java", own);
    return given.isBlank() ? own : given;
  }

  /** Another program of its JDK, such as {@code jlink}. */
  public static String tool(String name) {
    return Path.of(executable()).resolveSibling(name).toString();
  }

  /** Its feature release, such as 17 or 25. */
  public static int feature() {
    return Feature.VALUE;
  }

  private static int askFeature() {
    try {
      Process process =
          new ProcessBuilder(executable(), "-version").redirectErrorStream(true).start();
      String output;
      try (var in = process.getInputStream()) {
        output = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
      Matcher matcher = VERSION.matcher(output);
      if (!matcher.find()) {
        throw new IllegalStateException("no version in the output of java -version: " + output);
      }
      return Integer.parseInt(matcher.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Feature {
    static final int VALUE = askFeature();
  }
}
