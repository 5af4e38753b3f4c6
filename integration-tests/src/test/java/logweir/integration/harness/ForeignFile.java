package logweir.integration.harness;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** What somebody else may have put where a file of ours belongs. */
public enum ForeignFile {
  SYMLINK,
  DANGLING_SYMLINK,
  HARD_LINK,
  FIFO,
  SOCKET,
  /** With a file in it. */
  DIRECTORY;

  /** Puts it there; a link leads to the target. */
  public void put(Path path, Path target) throws IOException {
    switch (this) {
      case SYMLINK -> Files.createSymbolicLink(path, target);
      case DANGLING_SYMLINK ->
          Files.createSymbolicLink(path, target.resolveSibling(target.getFileName() + ".none"));
      case HARD_LINK -> Files.createLink(path, target);
      case FIFO -> Run.ok("mkfifo", path.toString());
      case SOCKET -> bind(path);
      case DIRECTORY -> Files.writeString(Files.createDirectory(path).resolve("file"), "precious");
    }
  }

  // The name of a socket outlives it.
  private static void bind(Path path) throws IOException {
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(path));
    }
  }

  /** What must not change of a file by our doing, save how many names it has. */
  public static Map<String, Object> stateOf(Path file) throws IOException {
    Map<String, Object> state =
        new TreeMap<>(
            Files.readAttributes(
                file, "unix:mode,uid,gid,size,lastModifiedTime", LinkOption.NOFOLLOW_LINKS));
    state.put("content", Arrays.hashCode(Files.readAllBytes(file)));
    return state;
  }
}
