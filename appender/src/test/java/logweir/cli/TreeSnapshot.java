package logweir.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All files below a directory with their content, mode and times of change. Two snapshots are equal
 * if nothing has changed in between, not even for a moment.
 */
record TreeSnapshot(Map<String, String> files) {
  static TreeSnapshot of(Path root) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(root)) {
      paths.forEach(path -> files.put(root.relativize(path).toString(), describe(path)));
    }
    return new TreeSnapshot(files);
  }

  private static String describe(Path path) {
    try {
      Map<String, Object> attributes =
          Files.readAttributes(
              path, "unix:ino,mode,uid,size,lastModifiedTime,ctime", LinkOption.NOFOLLOW_LINKS);
      boolean regular = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
      int content = regular ? Arrays.hashCode(Files.readAllBytes(path)) : 0;
      return new TreeMap<>(attributes) + ", content=" + content;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
