package logweir.integration.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Configurations that are shown to users, so that tests run what is shown. */
public final class Samples {
  /** Where they are. */
  public static final Path DIRECTORY = Path.of("../config-samples");

  private final String name;
  private final String text;

  private Samples(String name, String text) {
    this.name = name;
    this.text = text;
  }

  public static Samples text(String name) throws IOException {
    return new Samples(name, Files.readString(DIRECTORY.resolve(name)));
  }

  /** The same with another text in place of one that must be there. */
  public Samples with(String shown, String used) {
    if (!text.contains(shown)) {
      throw new AssertionError(name + " does not hold " + shown);
    }
    return new Samples(name, text.replace(shown, used));
  }

  @Override
  public String toString() {
    return text;
  }
}
