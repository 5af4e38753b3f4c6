package logweir.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import logweir.engine.StateDirectory.WriterName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the names of files in FORMAT.md against those that the engine gives. */
class FormatFilesTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\|");
  private static final long AREA = 0xa12ea;

  @TempDir private Path parent;
  private Path log;
  private StateDirectory directory;

  @BeforeEach
  void createDirectory() throws IOException {
    log = Files.createFile(parent.resolve("app.log"));
    directory = StateDirectory.of(log, Optional.empty());
    directory.create();
  }

  @Test
  void shouldNameTheFilesOfTheDirectory() throws Exception {
    Set<Path> given =
        Stream.of(
                directory.attachLock(),
                directory.control(),
                directory.newControl(),
                directory.chunks(AREA),
                directory.spill(AREA),
                directory.newLog(),
                directory.writerLock(new WriterName(0x1d, 0x2d)),
                new OtherAreas(directory, ProcessIdentity.current()).lockBesideLog(0x1d),
                unusable())
            .collect(Collectors.toSet());
    assertThat(given).allMatch(path -> path.getParent().equals(directory.path()));
    assertThat(documented())
        .isEqualTo(
            given.stream()
                .map(path -> path.getFileName().toString())
                .map(name -> name.replaceAll("(chunks|spill)-a12ea", "$1-AREA"))
                .map(name -> name.replaceAll("log-\\p{XDigit}+", "log-NUMBER"))
                .map(name -> name.replaceAll("writer-1d-2d", "writer-ID-JVM"))
                .map(
                    name ->
                        name.replaceAll(
                            "elsewhere-\\p{XDigit}+-\\p{XDigit}+-1d-\\p{XDigit}+",
                            "elsewhere-STATE-ID-JVM"))
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void shouldNameTheDirectoryAndWhatIsBesideIt() throws Exception {
    assertThat(document()).contains("`.NAME.logweir`", "`.NAME.logweir.log-NUMBER`");
    assertThat(directory.path()).isEqualTo(log.resolveSibling(".app.log.logweir"));
    Files.delete(directory.path());
    assertThat(directory.newLog().toString())
        .matches(Pattern.quote(directory.path() + ".log-") + "\\p{XDigit}+");
  }

  // Named where it is made: by one who finds a control file that makes no sense.
  private Path unusable() throws IOException {
    Files.write(directory.control(), new byte[1]);
    SharedLog.open(log, SharedLogConfig.defaults()).close();
    try (Stream<Path> left = Files.list(directory.path())) {
      return left.filter(path -> !path.equals(directory.attachLock())).findAny().orElseThrow();
    }
  }

  private static Set<String> documented() throws IOException {
    String text = document();
    String section =
        text.substring(text.indexOf("\n## The directory\n"), text.indexOf("\n## The control file"));
    Set<String> names = new TreeSet<>();
    Matcher row = ROW.matcher(section);
    while (row.find()) {
      names.add(row.group(1));
    }
    return names;
  }

  private static String document() throws IOException {
    return Files.readString(Path.of("FORMAT.md"));
  }
}
