package logweir.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import logweir.engine.Publisher.Outcome;
import logweir.layout.Control;
import logweir.layout.ControlDescriptor;
import logweir.layout.Frame;
import logweir.layout.IntentState;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random small steps of several writers with several threads each, over a tiny ring, against a
 * simple model: the log is the committed lines in the order of their positions, each once.
 *
 * <p>Threads are stopped between any two of their steps, writers die at any time, publishers with
 * any part of a batch written, logs are renamed and truncated, others append to them.
 */
class DifferentialTest {
  private static final int STEPS = 300;
  private static final int SEEDS = 30;
  private static final int MAX_SLOW_LINES = 6;

  @TempDir private Path directory;

  static Stream<Arguments> runs() {
    return IntStream.range(0, SEEDS)
        .boxed()
        .flatMap(seed -> Stream.of(Arguments.of(2, seed), Arguments.of(3, seed)));
  }

  @ParameterizedTest(name = "{0} chunks, seed {1}")
  @MethodSource("runs")
  void shouldPublishWhatTheModelPublishes(int maxChunks, int seed) throws Exception {
    try (StagingFixture staging =
        new StagingFixture(
            directory, SharedLogConfig.defaults().withGeometry(StagingFixture.CHUNK, maxChunks))) {
      Run run = new Run(staging, new Random(seed));
      for (int step = 0; step < STEPS && run.hasRoomForWriters(); step++) {
        run.step();
      }
      run.finish();
    }
  }

  /** A line that a thread is slow with, and whose thread it is. */
  private record Slow(StagingFixture.Writer writer, SlowLine line, String text) {}

  /** How far a slow line has come. */
  private enum Progress {
    INTENT,
    RESERVED,
    CLAIMED
  }

  /** The real thing and its model, step by step. */
  private static final class Run {
    private final StagingFixture staging;
    private final Control control;
    private final Random random;
    private final long maxLine;
    private final List<StagingFixture.Writer> living = new ArrayList<>();
    private final TreeMap<Integer, Slow> slowLines = new TreeMap<>();
    private final TreeMap<Integer, Progress> progress = new TreeMap<>();
    private final Deque<Long> cursorsSeen = new ArrayDeque<>();

    // The model: committed lines by position, and what the log must hold.
    private final NavigableMap<Long, String> committed = new TreeMap<>();
    private final StringBuilder expectedLog = new StringBuilder();
    private long published;
    private int number;

    Run(StagingFixture staging, Random random) throws IOException {
      this.staging = staging;
      this.control = staging.control;
      this.random = random;
      this.maxLine = control.geometry().maxStagedLineBytes();
      for (int writer = 0; writer < 3; writer++) {
        living.add(staging.newWriter());
      }
    }

    boolean hasRoomForWriters() {
      return control.slotLimitVolatile() < ControlDescriptor.MAX_WRITERS;
    }

    void step() throws IOException {
      int dice = random.nextInt(100);
      if (dice < 30) {
        stage();
      } else if (dice < 40) {
        beginSlowLine();
      } else if (dice < 65) {
        advanceSlowLine();
      } else if (dice < 85) {
        publish(anyLiving());
      } else if (dice < 90) {
        staging.clock.advanceMillis(1 + random.nextInt(20));
      } else if (dice < 92) {
        die(anyLiving());
      } else if (dice < 94) {
        dieWhilePublishing(anyLiving());
      } else if (dice < 95) {
        dieWhileGrowing(anyLiving());
      } else if (dice < 97) {
        rotate();
      } else if (dice < 98) {
        appendForeignLine();
      } else if (dice < 99) {
        assertThat(anyLiving().ring().trim()).isTrue();
      } else {
        settle();
      }
      cursorsSeen.addLast(control.cursorVolatile());
      if (cursorsSeen.size() > 4) {
        cursorsSeen.removeFirst();
      }
    }

    /** Lets the living finish, buries the dead, and publishes the rest. */
    void finish() throws IOException {
      settle();
      while (!slowLines.isEmpty()) {
        advanceSlowLine();
        settle();
      }
      assertThat(control.publishedVolatile()).isEqualTo(control.cursorVolatile());
      for (StagingFixture.Writer writer : living) {
        assertThat(writer.slot.rests()).isTrue();
      }
    }

    private StagingFixture.Writer anyLiving() {
      return living.get(random.nextInt(living.size()));
    }

    private String newLine() {
      int kind = random.nextInt(10);
      if (kind == 0) {
        return "=\n";
      }
      if (kind == 1) {
        return "\0\0\n" + number++ + "\0\0\0";
      }
      int length = kind == 2 ? random.nextInt((int) maxLine) : random.nextInt(200);
      String line = number++ + ":" + "x".repeat(length);
      return line.substring(0, (int) Math.min(line.length(), maxLine - 1)) + "\n";
    }

    private void stage() throws IOException {
      String line = newLine();
      long cursor = control.cursorVolatile();
      long end = cursor + Frame.bytes(line.length());
      boolean fits = end <= control.geometry().limitFor(published);

      long result = anyLiving().stage(line);

      assertThat(result).isEqualTo(fits ? end : LineStager.FULL);
      assertThat(control.cursorVolatile()).isEqualTo(fits ? end : cursor);
      if (fits) {
        committed.put(cursor, line);
      }
    }

    private void beginSlowLine() {
      if (slowLines.size() < MAX_SLOW_LINES) {
        StagingFixture.Writer writer = anyLiving();
        String text = newLine();
        SlowLine line = writer.slow(text);
        if (random.nextInt(3) == 0 && !cursorsSeen.isEmpty()) {
          line.intendAt(cursorsSeen.peekFirst());
        } else {
          line.intend();
        }
        int key = number++;
        slowLines.put(key, new Slow(writer, line, text));
        progress.put(key, Progress.INTENT);
      }
    }

    private void advanceSlowLine() throws IOException {
      if (slowLines.isEmpty()) {
        return;
      }
      List<Integer> keys = List.copyOf(slowLines.keySet());
      int key = keys.get(random.nextInt(keys.size()));
      SlowLine line = slowLines.get(key).line();
      switch (progress.get(key)) {
        case INTENT -> tryToReserve(key, line);
        case RESERVED -> {
          line.claim();
          progress.put(key, Progress.CLAIMED);
        }
        case CLAIMED -> copy(key, line);
      }
    }

    private void tryToReserve(int key, SlowLine line) throws IOException {
      if (line.end() > control.geometry().limitFor(published)) {
        line.giveUp();
        forget(key);
      } else if (line.start() != control.cursorVolatile()) {
        line.intendAgain();
      } else {
        line.reserve();
        progress.put(key, Progress.RESERVED);
      }
    }

    private void copy(int key, SlowLine line) throws IOException {
      String text = slowLines.get(key).text();
      int dice = random.nextInt(10);
      if (dice == 0) {
        line.copy(random.nextInt(text.length())).abandon();
        forget(key);
      } else if (dice < 4) {
        line.copy(random.nextInt(text.length()));
      } else {
        line.copy().commit();
        committed.put(line.start(), text);
        forget(key);
      }
    }

    private void forget(int key) {
      slowLines.remove(key);
      progress.remove(key);
    }

    private Outcome publish(StagingFixture.Writer writer) throws IOException {
      Outcome outcome = writer.publisher.publish();
      assertThat(outcome).isNotEqualTo(Outcome.FAILED);
      follow();
      return outcome;
    }

    /** Moves the model to where published stands, and compares. */
    private void follow() throws IOException {
      long now = control.publishedVolatile();
      assertThat(now).isBetween(published, lowOfTheLiving());
      committed.subMap(published, now).values().forEach(expectedLog::append);
      published = now;
      if (control.intentStateAcquire() == IntentState.NONE) {
        assertThat(staging.log()).isEqualTo(expectedLog.toString());
      }
    }

    private long lowOfTheLiving() {
      long low = control.cursorVolatile();
      for (Slow slow : slowLines.values()) {
        low = Math.min(low, Math.max(published, slow.line().start()));
      }
      return low;
    }

    /** With enough patience, nothing but the living holds publishing up. */
    private void settle() throws IOException {
      StagingFixture.Writer writer = anyLiving();
      for (int round = 0; round < 12; round++) {
        publish(writer);
        staging.clock.advanceMillis(11);
      }
      assertThat(control.publishedVolatile()).isEqualTo(lowOfTheLiving());
    }

    private void die(StagingFixture.Writer writer) throws IOException {
      writer.die();
      living.remove(writer);
      slowLines.entrySet().removeIf(entry -> entry.getValue().writer() == writer);
      progress.keySet().retainAll(slowLines.keySet());
      living.add(staging.newWriter());
    }

    /** Any part of the batch is in the file, and the intent says so or not. */
    private void dieWhilePublishing(StagingFixture.Writer writer) throws IOException {
      long to = LaneScan.of(control).low();
      boolean pending = control.intentStateAcquire() != IntentState.NONE;
      if (to > published && !pending && control.publisherLock().tryTake(writer.id)) {
        String batch = String.join("", committed.subMap(published, to).values());
        int landed = random.nextInt(batch.length() + 1);
        try (LogFile log = staging.newLogFile()) {
          long size = log.follow();
          FileId file = log.id();
          control.intentRelease(
              IntentState.WRITING, published, to, file.device(), file.inode(), size);
        }
        append(batch.substring(0, landed));
        if (landed == batch.length() && random.nextBoolean()) {
          control.intentStateRelease(IntentState.WRITTEN);
        }
      }
      die(writer);
    }

    private void dieWhileGrowing(StagingFixture.Writer writer) throws IOException {
      assertThat(control.growLock().tryTake(writer.id)).isTrue();
      die(writer);
      StagingFixture.Writer successor = anyLiving();
      assertThat(successor.ring().trim()).isFalse();
      staging.clock.advanceMillis(10);
      assertThat(successor.ring().trim()).isTrue();
    }

    /** By renaming or by truncating; not in the middle of a batch. */
    private void rotate() throws IOException {
      if (control.intentStateAcquire() == IntentState.NONE) {
        if (random.nextBoolean()) {
          Files.move(staging.file, staging.file.resolveSibling("app.log." + number++));
          Files.createFile(staging.file);
        } else {
          Files.write(staging.file, new byte[0]);
        }
        expectedLog.setLength(0);
        staging.awaitLooks();
      }
    }

    private void appendForeignLine() throws IOException {
      if (control.intentStateAcquire() == IntentState.NONE) {
        String line = "~foreign " + number++ + "\n";
        append(line);
        expectedLog.append(line);
      }
    }

    private void append(String text) throws IOException {
      Files.writeString(staging.file, text, ISO_8859_1, StandardOpenOption.APPEND);
    }
  }
}
