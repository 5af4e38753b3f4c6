package logweir.integration.harness;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The tests' class path, copied to where others can read it. */
final class ClassPathCopy {
  private ClassPathCopy() {}

  /**
   * Copies all of it, since nobody knows the permissions of the directories above what others may
   * read.
   *
   * @return the class path of the copies
   */
  static String into(Path directory) throws IOException {
    List<String> copies = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (Files.exists(Path.of(entry))) {
        Path copy = directory.resolve(copies.size() + "-" + Path.of(entry).getFileName());
        Run.ok("cp", "-rL", entry, copy.toString());
        copies.add(copy.toString());
      }
    }
    Run.ok("chmod", "-R", "a+rX", directory.toString());
    return String.join(File.pathSeparator, copies);
  }
}
