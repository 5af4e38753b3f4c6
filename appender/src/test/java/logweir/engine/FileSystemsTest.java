package logweir.engine;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileSystemsTest {
  @ParameterizedTest
  @ValueSource(strings = {"ext4", "ext3", "xfs", "tmpfs", "overlay", "f2fs"})
  void shouldMapFilesOfLocalFileSystems(String type) {
    assertThatCode(() -> FileSystems.requireLocal(type)).doesNotThrowAnyException();
    assertThatCode(() -> FileSystems.requireMappable(type)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "9p",
        "virtiofs",
        "ceph",
        "glusterfs",
        "afs",
        "fuse",
        "fuseblk",
        "fuse.sshfs",
        "fuse.bindfs",
        "fuse.glusterfs"
      })
  void shouldShareNothingThroughRemoteOnesAndFuse(String type) {
    assertThatIOException()
        .isThrownBy(() -> FileSystems.requireLocal(type))
        .withMessageEndingWith("type=" + type);
    assertThatIOException()
        .isThrownBy(() -> FileSystems.requireMappable(type))
        .withMessageEndingWith("type=" + type);
  }

  @Test
  void shouldAskTheDirectoryOfALogThatIsAway(@TempDir Path directory) {
    assertThatCode(() -> FileSystems.requireLocal(directory.resolve("absent.log")))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"btrfs", "zfs", "bcachefs"})
  void shouldKeepLogsButNoStagingAreaWhereEachStoreNeedsRoom(String type) {
    assertThatCode(() -> FileSystems.requireLocal(type)).doesNotThrowAnyException();
    assertThatIOException()
        .isThrownBy(() -> FileSystems.requireMappable(type))
        .withMessageContaining("set stateDirectory")
        .withMessageEndingWith("type=" + type);
  }
}
