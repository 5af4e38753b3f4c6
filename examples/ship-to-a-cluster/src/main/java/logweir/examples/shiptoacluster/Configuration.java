package logweir.examples.shiptoacluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A configuration file of this example, with the places that are different on each machine. */
final class Configuration {
  private String text;

  private Configuration(String text) {
    this.text = text;
  }

  /** Reads it from the class path. */
  static Configuration of(String name) throws IOException {
    try (InputStream in = Configuration.class.getResourceAsStream("/" + name)) {
      return new Configuration(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** Puts another value in the place of one that is there. */
  Configuration with(String value, String other) {
    if (!text.contains(value)) {
      throw new IllegalArgumentException("value=" + value + " is not in the file");
    }
    text = text.replace(value, other);
    return this;
  }

  String text() {
    return text;
  }

  Path writeTo(Path file) throws IOException {
    return Files.writeString(file, text);
  }
}
