package logweir.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.UUID;

/**
 * Who this process is, in words that hold across containers: a pid alone is no identity, since
 * every container has a pid 1.
 *
 * @param jvmId drawn once for each JVM, the same in all its class loaders
 * @param pid process id in its own pid namespace
 * @param pidNamespace inode of the pid namespace, 0 if it cannot be read
 * @param startTime clock ticks from boot to the start of the process, -1 if it cannot be read
 * @param bootId of the running kernel; zeros if it cannot be read
 */
record ProcessIdentity(long jvmId, long pid, long pidNamespace, long startTime, UUID bootId) {
  private static final String JVM_ID_PROPERTY = "logweir.jvm.id";
  private static final UUID UNKNOWN_BOOT = new UUID(0, 0);
  private static final Path KERNEL_RANDOM = Path.of("/proc/sys/kernel/random");

  /** The start time of a process that is not there. */
  static final long NO_PROCESS = 0;

  /** The start time of a process that cannot be looked at. */
  static final long UNKNOWN = -1;

  private static final int STATE_FIELD = 0;
  private static final int START_TIME_FIELD = 19;

  static ProcessIdentity current() {
    long pid = ProcessHandle.current().pid();
    long startTime = startTimeOf(pid);
    long jvmId = sharedJvmId(pid, startTime);
    return new ProcessIdentity(jvmId, pid, pidNamespaceOfSelf(), startTime, boot());
  }

  /** Whether a recorded identity is that of this very process. */
  boolean isSameProcess(long otherJvmId, long otherPid, long otherNamespace, long otherStart) {
    return jvmId == otherJvmId
        || (startTime > 0
            && pid == otherPid
            && pidNamespace == otherNamespace
            && startTime == otherStart);
  }

  /** Whether the boot id could be read; without it, nobody can tell a staging area's age. */
  boolean knowsBoot() {
    return !bootId.equals(UNKNOWN_BOOT);
  }

  /**
   * When the process of that id started, in clock ticks since boot.
   *
   * @return {@link #NO_PROCESS} if there is none, {@link #UNKNOWN} if that cannot be told
   */
  static long startTimeOf(long pid) {
    try {
      return Long.parseLong(statOf(pid)[START_TIME_FIELD]);
    } catch (NoSuchFileException e) {
      // Where processes of others are hidden, absence tells nothing; process 1 is always there.
      return Files.exists(Path.of("/proc/1/stat")) ? NO_PROCESS : UNKNOWN;
    } catch (IOException | RuntimeException e) {
      return UNKNOWN;
    }
  }

  /**
   * Whether the process of that id runs or waits, and was not stopped by a signal or a debugger.
   */
  static boolean isSurelyRunning(long pid) {
    try {
      String state = statOf(pid)[STATE_FIELD];
      return !state.equals("T") && !state.equals("t");
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  /** Whether the process of that id, and no later one, is there and has not ended. */
  static boolean isAlive(long pid, long startTime) {
    try {
      String[] stat = statOf(pid);
      String state = stat[STATE_FIELD];
      // A zombie has ended, and waits for its parent to take note.
      return Long.parseLong(stat[START_TIME_FIELD]) == startTime
          && !state.equals("Z")
          && !state.equalsIgnoreCase("X");
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  // The fields after the command's name, which stands in parentheses and may hold anything.
  private static String[] statOf(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
  }

  /** A random number other than 0. */
  static long randomNonZero() {
    long value;
    do {
      value = random();
    } while (value == 0);
    return value;
  }

  // The kernel's own generator, read as a file: SecureRandom brings the security providers, some
  // sixty classes, into a JVM that may have no other use for them.
  private static long random() {
    try {
      UUID drawn = UUID.fromString(Files.readString(KERNEL_RANDOM.resolve("uuid")).strip());
      // Six bits of such a UUID are always the same; turned halves cover them for each other.
      return drawn.getMostSignificantBits() ^ Long.rotateLeft(drawn.getLeastSignificantBits(), 32);
    } catch (IOException | RuntimeException e) {
      return new SecureRandom().nextLong();
    }
  }

  // An interned string is one object for all class loaders of a JVM; so is a system property. A
  // child process may have been given its parent's properties: the pid in front is then not its
  // own.
  private static long sharedJvmId(long pid, long startTime) {
    synchronized (JVM_ID_PROPERTY.intern()) {
      String owner = pid + "." + startTime + ".";
      String known = System.getProperty(JVM_ID_PROPERTY, "");
      if (known.startsWith(owner)) {
        return Long.parseUnsignedLong(known.substring(owner.length()), 16);
      }
      long drawn = randomNonZero();
      System.setProperty(JVM_ID_PROPERTY, owner + Long.toHexString(drawn));
      return drawn;
    }
  }

  private static long pidNamespaceOfSelf() {
    try {
      String link = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
      return Long.parseLong(link.substring(link.indexOf('[') + 1, link.indexOf(']')));
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }

  private static UUID boot() {
    try {
      return UUID.fromString(Files.readString(KERNEL_RANDOM.resolve("boot_id")).strip());
    } catch (IOException | RuntimeException e) {
      return UNKNOWN_BOOT;
    }
  }
}
