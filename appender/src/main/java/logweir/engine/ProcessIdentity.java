package logweir.engine;

import java.io.IOException;
import java.nio.file.Files;
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
 * @param startTime clock ticks from boot to the start of the process, 0 if it cannot be read
 * @param bootId of the running kernel; zeros if it cannot be read
 */
record ProcessIdentity(long jvmId, long pid, long pidNamespace, long startTime, UUID bootId) {
  private static final String JVM_ID_PROPERTY = "logweir.jvm.id";
  private static final SecureRandom RANDOM = new SecureRandom();

  static ProcessIdentity current() {
    long pid = ProcessHandle.current().pid();
    return new ProcessIdentity(sharedJvmId(), pid, pidNamespaceOfSelf(), startTimeOf(pid), boot());
  }

  /** Whether a recorded identity is that of this very process. */
  boolean isSameProcess(long otherJvmId, long otherPid, long otherNamespace, long otherStart) {
    return jvmId == otherJvmId
        || (startTime != 0
            && pid == otherPid
            && pidNamespace == otherNamespace
            && startTime == otherStart);
  }

  /**
   * When the process of that id started, in clock ticks since boot; 0 if there is none, or if that
   * cannot be told.
   */
  static long startTimeOf(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      // The command's name, in parentheses, may hold blanks: count the fields from its end on.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Long.parseLong(fields[19]);
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }

  /** A random number other than 0. */
  static long randomNonZero() {
    long value;
    do {
      value = RANDOM.nextLong();
    } while (value == 0);
    return value;
  }

  // An interned string is one object for all class loaders of a JVM; so is a system property.
  private static long sharedJvmId() {
    synchronized (JVM_ID_PROPERTY.intern()) {
      String known = System.getProperty(JVM_ID_PROPERTY);
      if (known != null) {
        return Long.parseUnsignedLong(known, 16);
      }
      long drawn = randomNonZero();
      System.setProperty(JVM_ID_PROPERTY, Long.toHexString(drawn));
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
      return UUID.fromString(Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip());
    } catch (IOException | RuntimeException e) {
      return new UUID(0, 0);
    }
  }
}
