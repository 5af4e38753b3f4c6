package logweir.integration.harness;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * File systems of a test's own, small enough to be filled and apt to be broken. They are gone when
 * the test is over; a test that uses them is skipped where nobody may mount. To be registered
 * before the {@link Jvms} that use them, so that these end first.
 */
public final class Mounts implements BeforeEachCallback, AfterEachCallback {
  private static final String SMALLEST_BTRFS = "128M";
  private static final String SMALLEST_XFS = "300M";

  private final Deque<Path> mounted = new ArrayDeque<>();
  private final Thread atExit = new Thread(this::unmountAll, "unmount");
  private ScratchDirectory directory;

  @Override
  public void beforeEach(ExtensionContext context) {
    boolean root = Run.of(List.of("id", "-u")).out().strip().equals("0");
    assumeTrue(root, "needs root, to mount file systems");
    directory = ScratchDirectory.create("logweir-mounts");
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    if (directory != null) {
      unmountAll();
      Runtime.getRuntime().removeShutdownHook(atExit);
      directory.close();
      directory = null;
    }
  }

  /** A file system in memory. */
  public Path tmpfs(int kilobytes) {
    return mount("-t", "tmpfs", "-o", "size=" + kilobytes + "k", "tmpfs");
  }

  /** A file system on a loop device, without blocks that are kept for root. */
  public Path ext4(int megabytes) {
    Path image = image(megabytes + "M");
    requireTool("mkfs.ext4");
    Run.ok("mkfs.ext4", "-q", "-m", "0", image.toString());
    return mount("-o", "loop", image.toString());
  }

  /** A file system on a loop device, the smallest that its tools make. */
  public Path xfs() {
    Path image = image(SMALLEST_XFS);
    requireTool("mkfs.xfs");
    Run.ok("mkfs.xfs", "-q", image.toString());
    return mount("-o", "loop", image.toString());
  }

  /** A file system on a loop device that can limit what is stored on it, for root too. */
  public Path btrfs() {
    Path image = image(SMALLEST_BTRFS);
    requireTool("mkfs.btrfs");
    Run.ok("mkfs.btrfs", "-q", image.toString());
    Path mount = mount("-o", "loop", image.toString());
    Run.ok("btrfs", "quota", "enable", mount.toString());
    return mount;
  }

  /** How much may be stored there; {@code none}: as much as there is room for. */
  public void quota(Path btrfs, String limit) {
    Run.ok("btrfs", "qgroup", "limit", limit, btrfs.toString());
  }

  /** A FUSE file system that shows that directory. */
  public Path fuse(Path shown) {
    requireTool("bindfs");
    Path mount = newMountPoint();
    Run run = Run.of(List.of("bindfs", shown.toString(), mount.toString()));
    assumeTrue(run.exitCode() == 0, () -> "needs FUSE: " + run);
    mounted.push(mount);
    return mount;
  }

  /** A second place for what is mounted, which can be taken away and given back. */
  public Path secondPlace(Path mount) {
    return mount("--bind", mount.toString());
  }

  /** Takes a place away, whoever is at work there; they may go on with what they have open. */
  public void takeAway(Path place) {
    Run.ok("umount", "--lazy", place.toString());
  }

  /** Gives a place back that was taken away. */
  public void giveBack(Path mount, Path place) {
    Run.ok("mount", "--bind", mount.toString(), place.toString());
  }

  /** From now on whoever writes there waits. */
  public void freeze(Path mount) {
    Run.ok("fsfreeze", "--freeze", mount.toString());
  }

  /** Lets those who wait go on. */
  public void thaw(Path mount) {
    Run.ok("fsfreeze", "--unfreeze", mount.toString());
  }

  /** Changes a mounted file system. */
  public void remount(Path mount, String options) {
    Run.ok("mount", "-o", "remount," + options, mount.toString());
  }

  private Path mount(String... arguments) {
    Path mount = newMountPoint();
    List<String> command = new ArrayList<>(List.of("mount"));
    command.addAll(Arrays.asList(arguments));
    command.add(mount.toString());
    Run run = Run.of(command);
    assumeTrue(run.exitCode() == 0, () -> "needs to mount: " + command + ": " + run);
    mounted.push(mount);
    return mount;
  }

  private Path newMountPoint() {
    try {
      return Files.createDirectory(directory.resolve("mount" + mounted.size()));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Path image(String size) {
    Path image = directory.resolve("image" + mounted.size());
    Run.ok("truncate", "--size=" + size, image.toString());
    return image;
  }

  private static void requireTool(String tool) {
    assumeTrue(Run.of(List.of("which", tool)).exitCode() == 0, "needs " + tool);
  }

  // One that is frozen cannot be unmounted, and one whose processes have just died not at once.
  private void unmountAll() {
    while (!mounted.isEmpty()) {
      String mount = mounted.pop().toString();
      Run.of(List.of("fsfreeze", "--unfreeze", mount));
      if (Run.of(List.of("umount", mount)).exitCode() != 0) {
        Run.of(List.of("umount", "--lazy", mount));
      }
    }
  }
}
