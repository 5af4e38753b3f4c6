package logweir.examples.manyjvms;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Holds a log file against what the JVMs say they logged.
 *
 * <p>A line is lost if the call that logged it has returned and the file does not have it. A JVM
 * that was killed may have one more line of each thread in the file: the one whose call was under
 * way. A line that nobody can have logged as it stands there is torn.
 */
final class Check {
  private final List<Tally> tallies;
  private final List<List<BitSet>> seen = new ArrayList<>(); // by JVM and thread: line numbers
  private final long[] repeated;
  private long torn;

  private Check(List<Tally> tallies) {
    this.tallies = tallies;
    this.repeated = new long[tallies.size()];
    for (Tally tally : tallies) {
      List<BitSet> threads = new ArrayList<>();
      for (int thread = 1; thread <= tally.threads(); thread++) {
        threads.add(new BitSet());
      }
      seen.add(threads);
    }
  }

  /** What became of the lines of one JVM. */
  record OfJvm(long logged, long found, long lost, long repeated) {}

  /** What became of all lines. */
  record Result(List<OfJvm> jvms, long torn) {
    long logged() {
      return jvms.stream().mapToLong(OfJvm::logged).sum();
    }

    long found() {
      return jvms.stream().mapToLong(OfJvm::found).sum();
    }

    long lost() {
      return jvms.stream().mapToLong(OfJvm::lost).sum();
    }

    long repeated() {
      return jvms.stream().mapToLong(OfJvm::repeated).sum();
    }

    /** Whether each line is in the file, once and whole. */
    boolean isClean() {
      return lost() == 0 && repeated() == 0 && torn == 0;
    }
  }

  /**
   * Reads a file.
   *
   * @param tallies of JVM 1, 2, and so on
   */
  static Result of(Path file, List<Tally> tallies) throws IOException {
    Check check = new Check(tallies);
    // One byte, one character: whatever is in the file, nothing is lost in decoding it.
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        check.see(line);
      }
    }
    if (!endsWithLineEnd(file)) {
      check.torn++;
    }
    return check.result();
  }

  private void see(String line) {
    Message message = Message.of(line).filter(this::canBeLogged).orElse(null);
    if (message == null) {
      torn++;
      return;
    }
    BitSet numbers = seen.get(message.jvm() - 1).get(message.thread() - 1);
    if (numbers.get(message.number())) {
      repeated[message.jvm() - 1]++;
    }
    numbers.set(message.number());
  }

  private boolean canBeLogged(Message message) {
    if (message.jvm() < 1 || message.jvm() > tallies.size()) {
      return false;
    }
    Tally tally = tallies.get(message.jvm() - 1);
    return message.thread() >= 1
        && message.thread() <= tally.threads()
        && message.number() >= 1
        && message.number() <= tally.logged(message.thread()) + 1;
  }

  private Result result() {
    List<OfJvm> jvms = new ArrayList<>();
    for (int jvm = 1; jvm <= tallies.size(); jvm++) {
      jvms.add(resultOf(jvm));
    }
    return new Result(jvms, torn);
  }

  private OfJvm resultOf(int jvm) {
    Tally tally = tallies.get(jvm - 1);
    long found = 0;
    long lost = 0;
    for (int thread = 1; thread <= tally.threads(); thread++) {
      BitSet numbers = seen.get(jvm - 1).get(thread - 1);
      found += numbers.cardinality();
      lost += tally.logged(thread) - numbers.get(1, tally.logged(thread) + 1).cardinality();
    }
    return new OfJvm(tally.logged(), found, lost, repeated[jvm - 1]);
  }

  private static boolean endsWithLineEnd(Path file) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
      if (bytes.length() == 0) {
        return true;
      }
      bytes.seek(bytes.length() - 1);
      return bytes.read() == '\n';
    }
  }
}
