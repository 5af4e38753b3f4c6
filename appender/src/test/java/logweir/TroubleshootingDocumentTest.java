package logweir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the messages in TROUBLESHOOTING.md against those in the sources, in both directions. */
class TroubleshootingDocumentTest {
  private static final Path SOURCES = Path.of("src/main/java/logweir");
  private static final List<String> PACKAGES = List.of("engine", "logback", "layout", "memory");
  private static final Pattern FIRST_CELL = Pattern.compile("^\\| (.*?) \\|.*");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  @Test
  void shouldExplainEveryMessage() throws IOException {
    Set<String> messages = messages();
    List<String> explained = explained();
    assertThat(messages).hasSizeGreaterThan(100);
    messages.removeIf(message -> explained.stream().anyMatch(it -> it.contains(message)));
    assertThat(messages).as("not explained").isEmpty();
  }

  @Test
  void shouldExplainNoMessageThatIsNeverGiven() throws IOException {
    Set<String> messages = messages();
    List<String> explained = explained();
    explained.removeIf(it -> messages.stream().anyMatch(it::contains));
    assertThat(explained).as("never given").isEmpty();
  }

  private static Set<String> messages() throws IOException {
    Set<String> messages = new TreeSet<>();
    for (String name : PACKAGES) {
      messages.addAll(MessageScan.of(SOURCES.resolve(name)));
    }
    return messages;
  }

  // What is quoted in the first cells of the tables.
  private static List<String> explained() throws IOException {
    String page = Files.readString(Path.of("TROUBLESHOOTING.md"));
    List<String> explained = new ArrayList<>();
    for (String line : page.substring(page.indexOf("\n## Messages\n")).lines().toList()) {
      Matcher row = FIRST_CELL.matcher(line);
      Matcher code = CODE.matcher(row.matches() ? row.group(1) : "");
      while (code.find()) {
        explained.add(code.group(1));
      }
    }
    return explained;
  }
}
