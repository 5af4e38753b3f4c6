package logweir.examples.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/**
 * What the figures depend on.
 *
 * @param facts by their names, in the order in which they are told
 */
record Machine(Map<String, String> facts) {
  /**
   * Looks at this machine.
   *
   * @param directory where the log files are
   */
  static Machine of(Path directory) throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Processor", processor());
    facts.put("Cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("Memory", memory());
    facts.put("Kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("File system", Files.getFileStore(directory).type());
    facts.put(
        "JDK", System.getProperty("java.vm.version") + ", " + System.getProperty("java.vm.name"));
    facts.putAll(versions());
    return new Machine(facts);
  }

  private static String processor() throws IOException {
    return valueIn(Path.of("/proc/cpuinfo"), "model name");
  }

  private static String memory() throws IOException {
    String kilobytes = valueIn(Path.of("/proc/meminfo"), "MemTotal").replaceAll("\\D", "");
    return kilobytes.isEmpty() ? "unknown" : "%,d MB".formatted(Long.parseLong(kilobytes) >> 10);
  }

  private static String valueIn(Path file, String name) throws IOException {
    if (!Files.isReadable(file)) {
      return "unknown";
    }
    try (var lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    }
  }

  private static Map<String, String> versions() throws IOException {
    Properties versions = new Properties();
    try (InputStream in = Machine.class.getResourceAsStream("/versions.properties")) {
      versions.load(in);
    }
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Logweir", versions.getProperty("logweir"));
    facts.put("Logback", versions.getProperty("logback"));
    facts.put("logstash-logback-encoder", versions.getProperty("logstash-logback-encoder"));
    facts.put("Log4j", versions.getProperty("log4j"));
    return facts;
  }
}
