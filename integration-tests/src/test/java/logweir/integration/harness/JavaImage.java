package logweir.integration.harness;

import com.github.dockerjava.api.command.BuildImageResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Docker image with nothing in it but the Java under test and the C library that it is linked
 * with, made from what this host has. Stays as a cache, under a tag that tells what it is made of.
 */
final class JavaImage {
  /** Where the image has its JVM. */
  static final String JAVA = "/jre/bin/java";

  private static final String MODULES =
      "java.base,java.logging,java.management,java.naming,java.xml,jdk.unsupported";
  private static final String DOCKERFILE =
      """
      FROM scratch
      COPY root /
      ENTRYPOINT ["%s"]
      """
          .formatted(JAVA);
  private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");

  private final Path jdk;

  private JavaImage(Path jdk) {
    this.jdk = jdk;
  }

  /** Its tag; builds it, if this host has not got it yet. */
  static String tag() {
    return Tag.VALUE;
  }

  private static String buildUnlessThere() {
    try {
      JavaImage image = new JavaImage(jdk());
      String tag = "logweir-it:" + image.fingerprint();
      if (!exists(tag)) {
        image.build(tag);
      }
      return tag;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path jdk() throws IOException {
    String home =
        Run.of(List.of(TestJava.executable(), "-XshowSettings:properties", "-version"))
            .err()
            .lines()
            .map(String::strip)
            .filter(line -> line.startsWith("java.home = "))
            .findFirst()
            .orElseThrow();
    return Path.of(home.substring(home.indexOf('/'))).toRealPath();
  }

  private static boolean exists(String tag) {
    try {
      Docker.client().inspectImageCmd(tag).exec();
      return true;
    } catch (NotFoundException e) {
      return false;
    }
  }

  private void build(String tag) throws IOException {
    ScratchDirectory context = ScratchDirectory.create("logweir-image");
    try (context) {
      Path root = Files.createDirectory(context.resolve("root"));
      Path jre = root.resolve("jre");
      Run.ok(
          jdk.resolve("bin/jlink").toString(),
          "--add-modules",
          MODULES,
          "--no-header-files",
          "--no-man-pages",
          "--output",
          jre.toString());
      // Containers start faster with an archive of the JDK's classes.
      Run.ok(jre.resolve("bin/java").toString(), "-Xshare:dump");
      for (Path library : libraries(jre)) {
        Path copy = root.resolve(library.toString().substring(1));
        Files.createDirectories(copy.getParent());
        Files.copy(library, copy);
      }
      Path dockerfile = Files.writeString(context.resolve("Dockerfile"), DOCKERFILE);
      Docker.client()
          .buildImageCmd(dockerfile.toFile())
          .withTags(Set.of(tag))
          .exec(new BuildImageResultCallback())
          .awaitImageId();
    }
  }

  /** The C library's files that the programs of a JRE are linked with, and its loader. */
  private static Set<Path> libraries(Path jre) throws IOException {
    try (Stream<Path> files = Files.walk(jre)) {
      return files
          .filter(file -> file.toString().endsWith(".so") || file.endsWith("bin/java"))
          .flatMap(file -> LIBRARY.matcher(Run.ok("ldd", file.toString()).out()).results())
          .map((MatchResult found) -> Path.of(found.group(1)))
          .filter(library -> !library.startsWith(jre))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  // Of what goes into the image; the JDK's own files change with their size or time.
  private String fingerprint() throws IOException {
    Path jvm = jdk.resolve("lib/server/libjvm.so");
    StringBuilder contents = new StringBuilder(MODULES + DOCKERFILE);
    contents.append(Files.readString(jdk.resolve("release")));
    for (Path file : List.of(jdk.resolve("lib/modules"), jvm)) {
      contents.append(Files.size(file)).append(Files.getLastModifiedTime(file));
    }
    for (Path library : libraries(jdk.resolve("lib"))) {
      contents
          .append(library)
          .append(Files.size(library))
          .append(Files.getLastModifiedTime(library));
    }
    return hash(contents.toString());
  }

  private static String hash(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] hash = digest.digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static final class Tag {
    static final String VALUE = buildUnlessThere();
  }
}
