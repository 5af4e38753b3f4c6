package logweir.examples.shiptoacluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What has become of the lines of all JVMs, in the file and in the topic.
 *
 * @param jvms what has become of those of JVM 1, 2, and so on
 * @param torn lines that nobody logged as they stand in the file or in the topic
 * @param inOrder whether the topic has its lines, without those that came again, in the file's
 *     order
 */
record Arrival(List<OfJvm> jvms, int torn, boolean inOrder) {
  /**
   * What has become of the lines of one JVM.
   *
   * @param logged their calls have returned, as far as the JVM has told
   * @param inFile lines in the file; those of a killed JVM that it has not told of included
   * @param inTopic different lines in the topic
   * @param missing lines that were logged and are not in the file, or are in the file and not in
   *     the topic
   * @param repeated copies in the file or in the topic beside the first
   */
  record OfJvm(int logged, int inFile, int inTopic, int missing, int repeated) {}

  static Arrival of(List<Told> jvms, List<String> file, List<String> topic) {
    Set<String> inFile = new LinkedHashSet<>(file);
    Set<String> inTopic = new LinkedHashSet<>(topic);
    List<OfJvm> results = new ArrayList<>();
    for (Told told : jvms) {
      results.add(ofJvm(told, only(told.jvm(), file), only(told.jvm(), topic)));
    }
    Set<String> strange = new HashSet<>(inTopic);
    strange.removeAll(inFile);
    file.stream().filter(line -> Message.of(line).isEmpty()).forEach(strange::add);
    return new Arrival(results, strange.size(), List.copyOf(inTopic).equals(List.copyOf(inFile)));
  }

  private static List<String> only(int jvm, List<String> lines) {
    return lines.stream()
        .filter(line -> Message.of(line).filter(it -> it.jvm() == jvm).isPresent())
        .toList();
  }

  private static OfJvm ofJvm(Told told, List<String> file, List<String> topic) {
    Set<String> inFile = new HashSet<>(file);
    Set<String> inTopic = new HashSet<>(topic);
    Set<String> unshipped = new HashSet<>(inFile);
    unshipped.removeAll(inTopic);
    int missing = unwritten(told, file) + unshipped.size();
    int repeated = file.size() - inFile.size() + topic.size() - inTopic.size();
    return new OfJvm(told.lines(), inFile.size(), inTopic.size(), missing, repeated);
  }

  // Each thread's lines are there up to one of them, and that is not before the last one it told
  // of.
  private static int unwritten(Told told, List<String> file) {
    Map<Integer, Set<Integer>> numbers = new HashMap<>();
    for (String line : file) {
      Message message = Message.of(line).orElseThrow();
      numbers.computeIfAbsent(message.thread(), it -> new HashSet<>()).add(message.number());
    }
    int unwritten = 0;
    for (int thread = 1; thread <= told.threads(); thread++) {
      Set<Integer> found = numbers.getOrDefault(thread, Set.of());
      int last = found.stream().mapToInt(it -> it).max().orElse(0);
      unwritten += Math.max(last, told.linesOfThread()) - found.size();
    }
    return unwritten;
  }

  /** Whether each line arrived, whole. It may have come more than once. */
  boolean isComplete() {
    return torn == 0 && inOrder && jvms.stream().allMatch(jvm -> jvm.missing() == 0);
  }

  int repeated() {
    return jvms.stream().mapToInt(OfJvm::repeated).sum();
  }
}
