package logweir.integration.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** JVMs that run {@link ConfiguredProgram} by one configuration file, and what they must leave. */
public final class ConfiguredPrograms {
  private static final Pattern LINE = Pattern.compile("line (\\d+) of (\\w+)\\.");
  private static final Pattern COMPLAINT = Pattern.compile("\\|-(WARN|ERROR) in ");

  private final Jvms jvms;
  private final Path configuration;
  private final Map<String, String> properties;
  private final List<ForkedJvm> programs = new ArrayList<>();

  /**
   * @param configuration a {@code logback.xml}
   * @param properties system properties of the JVMs
   */
  public ConfiguredPrograms(Jvms jvms, Path configuration, Map<String, String> properties) {
    this.jvms = jvms;
    this.configuration = configuration;
    this.properties = properties;
  }

  /** Starts one more. */
  public ConfiguredPrograms start(String name) {
    return start(name, List.of(), List.of());
  }

  /** Starts one more through another program, see {@link ForkedJvm#start}. */
  public ConfiguredPrograms start(String name, List<String> prefix, List<String> jvmOptions) {
    List<String> options = new ArrayList<>(List.of("-Xmx64m", "-XX:TieredStopAtLevel=1"));
    options.add("-Dlogback.configurationFile=" + configuration.toAbsolutePath().normalize());
    options.add("-Dlogback.statusListenerClass=STDOUT");
    properties.forEach((key, value) -> options.add("-D" + key + "=" + value));
    options.addAll(jvmOptions);
    programs.add(
        jvms.track(ForkedJvm.start(name, prefix, ConfiguredProgram.class, options, List.of(name))));
    return this;
  }

  /** Lets all log at the same time, and waits for their end, which comes without a complaint. */
  public ConfiguredPrograms run() {
    programs.forEach(program -> program.awaitPrinted(ConfiguredProgram.READY));
    programs.forEach(program -> program.say("go"));
    for (ForkedJvm program : programs) {
      program.awaitSuccess();
      if (program.output().stream().anyMatch(line -> COMPLAINT.matcher(line).find())) {
        throw new AssertionError("complaints of " + program);
      }
    }
    return this;
  }

  /**
   * Fails unless the files of that directory hold each line of each program once, in order, and
   * nothing else.
   */
  public void assertEveryLineOnce(Path directory) {
    Map<String, BitSet> found = new HashMap<>();
    filesIn(directory).forEach(file -> read(file, found));
    for (ForkedJvm program : programs) {
      BitSet lines = found.getOrDefault(program.name(), new BitSet());
      if (lines.cardinality() != ConfiguredProgram.LINES) {
        throw new AssertionError(directory + " holds lines " + lines + " only of " + program);
      }
    }
  }

  // What a shipper would read.
  private static List<Path> filesIn(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void read(Path file, Map<String, BitSet> found) {
    Map<String, Integer> last = new HashMap<>();
    for (String line : linesOf(file)) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.find()) {
        throw new AssertionError("line of nobody in " + file + ": " + line);
      }
      int number = Integer.parseInt(matcher.group(1));
      String name = matcher.group(2);
      BitSet lines = found.computeIfAbsent(name, n -> new BitSet());
      if (lines.get(number) || number <= last.getOrDefault(name, -1)) {
        throw new AssertionError("repeated or out of order in " + file + ": " + line);
      }
      lines.set(number);
      last.put(name, number);
    }
  }

  private static List<String> linesOf(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
