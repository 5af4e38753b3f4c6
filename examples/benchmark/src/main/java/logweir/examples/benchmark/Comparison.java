package logweir.examples.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Plays all rounds. The JVMs of all contenders are there before the first round and stay, and in
 * each round the contenders take turns, so that what else the machine does meets all of them alike.
 */
final class Comparison {
  // What an idle JVM of the heap given by default takes, with its code and threads.
  private static final long BYTES_OF_JVM = 200L << 20;

  private final Plan plan;
  private final Workplace workplace;
  private final Consumer<Result> results;
  private final Consumer<Case> finished;
  private final FreeMemory memory;
  private final List<LeftOut> leftOut = new ArrayList<>();

  /**
   * Nothing is played yet.
   *
   * @param results takes what comes out of each round
   * @param finished is told of each case when its last round has been played
   */
  Comparison(Plan plan, Workplace workplace, Consumer<Result> results, Consumer<Case> finished) {
    this.plan = plan;
    this.workplace = workplace;
    this.memory = new FreeMemory(workplace.directory().resolve("memory"));
    this.results = results;
    this.finished = finished;
  }

  /** Plays the rounds; returns what could not be. */
  List<LeftOut> run() throws IOException, InterruptedException {
    boolean traces = plan.systemCallRounds() > 0 && SystemCalls.canBeCounted(workplace);
    if (plan.systemCallRounds() > 0 && !traces) {
      leftOut.add(new LeftOut("System calls", "strace is not installed here, or may not trace."));
    }
    List<Pass> passes = new ArrayList<>(List.of(Pass.values()));
    if (!traces) {
      passes.remove(Pass.SYSTEM_CALLS);
    }
    Map<Integer, List<Case>> byJvms =
        plan.cases().stream()
            .collect(Collectors.groupingBy(Case::jvms, LinkedHashMap::new, Collectors.toList()));
    try (Progress progress = Progress.of(countRounds(byJvms, passes))) {
      for (Map.Entry<Integer, List<Case>> cases : byJvms.entrySet()) {
        play(cases.getKey(), cases.getValue(), passes, progress);
      }
    }
    return leftOut;
  }

  private long countRounds(Map<Integer, List<Case>> byJvms, List<Pass> passes) {
    long rounds = 0;
    for (Map.Entry<Integer, List<Case>> cases : byJvms.entrySet()) {
      for (Contender contender : contenders(cases.getKey())) {
        for (Case what : cases.getValue()) {
          boolean cold = what.equals(cases.getValue().get(0));
          for (Pass pass : passes) {
            rounds += takesPart(contender, pass) ? plan.rounds(pass, cold) : 0;
          }
        }
      }
    }
    return rounds;
  }

  private List<Contender> contenders(int jvms) {
    return plan.contenders().stream()
        .filter(contender -> contender.refusal(jvms).isEmpty())
        .toList();
  }

  private static boolean takesPart(Contender contender, Pass pass) {
    return pass != Pass.VISIBILITY || contender.invisibility().isEmpty();
  }

  private void play(int jvms, List<Case> cases, List<Pass> passes, Progress progress)
      throws IOException, InterruptedException {
    List<Contender> contenders = contenders(jvms);
    long needed = BYTES_OF_JVM * jvms * contenders.size();
    Optional<Long> available = availableBytes();
    if (available.isPresent() && available.get() < needed) {
      leftOut.add(
          new LeftOut(
              "%d JVMs of each contender".formatted(jvms),
              "They take about %,d MB, and %,d MB of memory are free."
                  .formatted(needed >> 20, available.get() >> 20)));
      return;
    }
    Map<Contender, LoadProcesses> processes = new EnumMap<>(Contender.class);
    try {
      for (Contender contender : contenders) {
        processes.put(
            contender, LoadProcesses.start(workplace, contender, jvms, plan.jvmOptions()));
      }
      for (Case what : cases) {
        for (Pass pass : passes) {
          play(what, pass, plan.rounds(pass, what.equals(cases.get(0))), processes, progress);
        }
        finished.accept(what);
      }
    } finally {
      for (LoadProcesses of : processes.values()) {
        of.stop();
      }
    }
  }

  private void play(
      Case what, Pass pass, int rounds, Map<Contender, LoadProcesses> processes, Progress progress)
      throws IOException, InterruptedException {
    for (int round = 1; round <= rounds; round++) {
      for (Map.Entry<Contender, LoadProcesses> turn : processes.entrySet()) {
        if (takesPart(turn.getKey(), pass)) {
          progress.step(what.population());
          memory.takeAndFree();
          Result result = turn.getValue().play(what, pass, round, plan.nanos(), plan.maxBytes());
          memory.wereWritten(result.lines() * LineText.lineBytes(what.messageBytes()));
          results.accept(result);
        }
      }
    }
  }

  private static Optional<Long> availableBytes() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/meminfo"))) {
      return lines
          .filter(line -> line.startsWith("MemAvailable:"))
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst();
    }
  }
}
