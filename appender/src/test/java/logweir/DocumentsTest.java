package logweir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds what the documents name against what is there: files, headings, classes, profiles. */
class DocumentsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```.*?^```$");
  private static final Pattern LINK =
      Pattern.compile("\\]\\(([^)\\s]+)\\)|(?:src|srcset|href)=\"([^\"]+)\"");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

  /** Of a class, ours or not, or an attribute of a bean. */
  private static final Pattern NAME = Pattern.compile("`([A-Z][a-z]+(?:[A-Z][A-Za-z0-9]*)+)`");

  private static final Pattern COMMAND = Pattern.compile("(?m)\\bmvn .*$");
  private static final Pattern PROFILE = Pattern.compile("-P(\\w[\\w-]*)");
  private static final Pattern MODULES = Pattern.compile("-pl (\\S+)");
  private static final Pattern PROPERTY = Pattern.compile("-D([\\w.-]+)");
  private static final Pattern PROBE = Pattern.compile("-Dprobe=(\\w+)");

  /** What Maven and its plugins know by themselves. */
  private static final Set<String> PROPERTIES_OF_MAVEN =
      Set.of(
          "skipTests",
          "test",
          "it.test",
          "surefire.failIfNoSpecifiedTests",
          "failsafe.failIfNoSpecifiedTests");

  @Test
  void shouldLinkToWhatIsThere() throws IOException {
    for (Map.Entry<Path, String> document : documents().entrySet()) {
      String prose = BLOCK.matcher(document.getValue()).replaceAll("");
      found(LINK, prose).stream()
          .filter(target -> !target.contains("://"))
          .forEach(target -> follow(document.getKey(), target));
    }
  }

  @Test
  void shouldNameWhatTheSourcesName() throws IOException {
    String sources = files(".java").map(DocumentsTest::read).collect(Collectors.joining());
    for (Map.Entry<Path, String> document : documents().entrySet()) {
      assertThat(found(NAME, document.getValue()))
          .as(document.getKey().toString())
          .allMatch(sources::contains);
    }
  }

  @Test
  void shouldGiveCommandsOfThisBuild() throws IOException {
    String poms = files("pom.xml").map(DocumentsTest::read).collect(Collectors.joining());
    String commands =
        documents().values().stream()
            .flatMap(text -> found(COMMAND, text).stream())
            .collect(Collectors.joining("\n"));
    assertThat(found(PROFILE, commands))
        .isNotEmpty()
        .allMatch(profile -> poms.contains("<id>" + profile + "</id>"));
    assertThat(found(MODULES, commands))
        .isNotEmpty()
        .flatMap(modules -> List.of(modules.split(",")))
        .allMatch(module -> Files.exists(ROOT.resolve(module).resolve("pom.xml")));
    assertThat(found(PROPERTY, commands))
        .isNotEmpty()
        .allMatch(name -> PROPERTIES_OF_MAVEN.contains(name) || poms.contains("${" + name + "}"));
    Path probes = ROOT.resolve("integration-tests/src/test/java/logweir/integration/probe");
    assertThat(found(PROBE, commands))
        .isNotEmpty()
        .allMatch(probe -> Files.exists(probes.resolve(probe + ".java")));
  }

  private static void follow(Path document, String target) {
    int hash = target.indexOf('#');
    String path = hash < 0 ? target : target.substring(0, hash);
    Path file = path.isEmpty() ? document : document.resolveSibling(path).normalize();
    assertThat(file).as("%s in %s", target, document).exists();
    if (hash >= 0) {
      assertThat(anchors(read(file)))
          .as("%s in %s", target, document)
          .contains(target.substring(hash + 1));
    }
  }

  // As GitHub makes them of headings.
  private static List<String> anchors(String text) {
    return found(HEADING, BLOCK.matcher(text).replaceAll("")).stream()
        .map(heading -> heading.toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", ""))
        .map(heading -> heading.replace(' ', '-'))
        .toList();
  }

  private static Set<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(DocumentsTest::firstGroup)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String firstGroup(MatchResult match) {
    for (int group = 1; group <= match.groupCount(); group++) {
      if (match.group(group) != null) {
        return match.group(group);
      }
    }
    return match.group();
  }

  private static Map<Path, String> documents() throws IOException {
    Map<Path, String> documents =
        files(".md")
            .collect(
                Collectors.toMap(file -> file, DocumentsTest::read, (a, b) -> a, TreeMap::new));
    assertThat(documents).containsKeys(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md"));
    return documents;
  }

  private static Stream<Path> files(String end) throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().endsWith(end))
          .filter(file -> Stream.of("target", ".git").noneMatch(name -> isBelow(file, name)))
          .toList()
          .stream();
    }
  }

  private static boolean isBelow(Path file, String name) {
    return file.startsWith(ROOT)
        && Stream.iterate(file, it -> !it.equals(ROOT), Path::getParent)
            .anyMatch(it -> it.getFileName().toString().equals(name));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
