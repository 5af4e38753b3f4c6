package logweir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import logweir.engine.SharedLog;
import logweir.layout.Frame;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusCommandTest {
  @TempDir private Path directory;
  private StagingFixture fixture;

  @BeforeEach
  void prepare() {
    fixture = new StagingFixture(directory);
  }

  @Test
  void shouldShowALivingWriterInJson() throws IOException {
    try (SharedLog shared = SharedLog.open(fixture.log(), DyingWriter.CONFIG)) {
      StagingFixture.append(shared, "a line");

      JsonObject json = json(CliRun.of("status", fixture.log(), "--json"));

      JsonObject writer = json.getAsJsonArray("writers").get(0).getAsJsonObject();
      assertThat(json.get("staged").getAsBoolean()).isTrue();
      assertThat(json.get("file").getAsString()).isEqualTo(fixture.log().toString());
      assertThat(json.get("chunkBytes").getAsInt()).isEqualTo(4096);
      assertThat(json.get("lines").getAsLong()).isEqualTo(1);
      assertThat(json.getAsJsonArray("writers")).hasSize(1);
      assertThat(writer.get("pid").getAsLong()).isEqualTo(ProcessHandle.current().pid());
      assertThat(writer.get("alive").getAsBoolean()).isTrue();
      assertThat(writer.get("bytes").getAsLong()).isEqualTo("a line\n".length());
      assertThat(Instant.parse(writer.get("attachedAt").getAsString())).isBefore(Instant.now());
    }
  }

  @Test
  void shouldKeepTheNamesInJson() throws IOException {
    try (SharedLog shared = SharedLog.open(fixture.log(), DyingWriter.CONFIG)) {
      JsonObject json = json(CliRun.of("status", "--json", shared.file()));

      assertThat(json.keySet())
          .containsExactly(
              "format",
              "file",
              "stateDirectory",
              "staged",
              "createdAt",
              "earlierBoot",
              "chunkBytes",
              "maxChunks",
              "chunks",
              "cursor",
              "published",
              "backlogBytes",
              "lagNanos",
              "publisherSlot",
              "publishes",
              "writeCalls",
              "publishedBytes",
              "linesPerWriteCall",
              "lines",
              "drops",
              "completedBatches",
              "reclaimedLanes",
              "writers",
              "departed");
      assertThat(json.getAsJsonArray("writers").get(0).getAsJsonObject().keySet())
          .containsExactly(
              "slot", "pid", "attachedAt", "alive", "lines", "bytes", "directLines", "drops");
      assertThat(json.getAsJsonObject("departed").keySet())
          .containsExactly("writers", "dead", "lines", "bytes", "directLines", "drops");
      assertThat(json.get("publisherSlot").isJsonNull()).isTrue();
      assertThat(json.get("linesPerWriteCall").isJsonNull()).isTrue();
    }
  }

  @Test
  void shouldBeJsonWhenNothingIsStagedToo() throws IOException {
    fixture.closeInOrder();

    JsonObject json = json(CliRun.of("status", fixture.log(), "--json"));

    assertThat(json.keySet())
        .containsExactly("format", "file", "stateDirectory", "staged", "writers");
    assertThat(json.get("staged").getAsBoolean()).isFalse();
    assertThat(json.getAsJsonArray("writers")).isEmpty();
  }

  @Test
  void shouldTellTheDeadFromTheLivingAndChangeNothing() throws Exception {
    long dead = fixture.killWithStagedLines(20);
    TreeSnapshot before = TreeSnapshot.of(directory);

    JsonObject json = json(CliRun.of("status", fixture.log(), "--json"));
    CliRun table = CliRun.of("status", fixture.log());

    JsonObject writer = json.getAsJsonArray("writers").get(0).getAsJsonObject();
    assertThat(writer.get("pid").getAsLong()).isEqualTo(dead);
    assertThat(writer.get("alive").getAsBoolean()).isFalse();
    assertThat(writer.get("lines").getAsLong()).isEqualTo(20);
    // With the frames of twenty lines.
    assertThat(json.get("backlogBytes").getAsLong() - writer.get("bytes").getAsLong())
        .isBetween(20L * Frame.WORD_BYTES, 40L * Frame.WORD_BYTES);
    assertThat(json.get("lagNanos").getAsLong()).isPositive();
    assertThat(table.out()).contains(" dead ").doesNotContain(" alive ");
    assertThat(TreeSnapshot.of(directory)).isEqualTo(before);
  }

  @Test
  void shouldFindTheStagingAreaInAConfiguredDirectory() throws IOException {
    Path configured = directory.resolve("state");
    try (SharedLog shared =
        SharedLog.open(fixture.log(), DyingWriter.CONFIG.withStateDirectory(configured))) {
      CliRun run = CliRun.of("status", shared.file(), "--state-directory", configured, "--json");

      assertThat(json(run).getAsJsonArray("writers")).hasSize(1);
      assertThat(Path.of(json(run).get("stateDirectory").getAsString())).hasParent(configured);
    }
  }

  @Test
  void shouldShowALogThatWasJustRenamed() throws Exception {
    try (DyingWriter writer = DyingWriter.staging(fixture.log(), Optional.empty(), "a", 10)) {
      Files.move(fixture.log(), directory.resolve("app.log.1"));

      CliRun run = CliRun.of("status", fixture.log());

      assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
      assertThat(run.out()).contains(Long.toString(writer.pid()), "alive");
    }
  }

  private static JsonObject json(CliRun run) {
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    return JsonParser.parseString(run.out()).getAsJsonObject();
  }
}
