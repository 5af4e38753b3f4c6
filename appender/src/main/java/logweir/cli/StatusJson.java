package logweir.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import logweir.engine.LogStatus;

/**
 * A status as one JSON object, for machines. Names are added to it, but not changed or removed
 * without another {@code format}.
 *
 * <pre>
 *   format             1
 *   file               path of the log file
 *   stateDirectory     path of the directory that the staging area stands in
 *   staged             whether there is a staging area; if not, writers is empty and the rest absent
 *   createdAt          when the staging area was made; instants are ISO 8601 in UTC
 *   earlierBoot        whether that was before the host's last boot: the next writer discards it
 *   chunkBytes, maxChunks, chunks                    size of a chunk; the most, and as many now
 *   cursor, published, backlogBytes, lagNanos        positions, their distance, its age at most
 *   publisherSlot                                    slot of the one that published last, or null
 *   publishes, writeCalls, publishedBytes            batches, write(2) calls for them, their bytes
 *   linesPerWriteCall                                null before the first call
 *   lines, drops                                     sums over all writers, the departed too
 *   completedBatches, reclaimedLanes                 recoveries
 *   writers    [slot, pid, attachedAt, alive, lines, bytes, directLines, drops]
 *   departed   {writers, dead, lines, bytes, directLines, drops}
 * </pre>
 */
final class StatusJson {
  private static final int FORMAT = 1;
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().serializeNulls().disableHtmlEscaping().create();

  private StatusJson() {}

  static String of(TargetLog log, Optional<LogStatus> status) {
    JsonObject json = new JsonObject();
    json.addProperty("format", FORMAT);
    json.addProperty("file", log.file().toString());
    json.addProperty("stateDirectory", log.stateDirectory().toString());
    json.addProperty("staged", status.isPresent());
    status.ifPresent(present -> addStaging(json, present));
    json.add("writers", writers(status.map(LogStatus::writers).orElse(List.of())));
    status.ifPresent(present -> json.add("departed", departed(present.departed())));
    return GSON.toJson(json);
  }

  private static void addStaging(JsonObject json, LogStatus status) {
    json.addProperty("createdAt", status.createdAt().toString());
    json.addProperty("earlierBoot", status.earlierBoot());
    json.addProperty("chunkBytes", status.chunkBytes());
    json.addProperty("maxChunks", status.maxChunks());
    json.addProperty("chunks", status.chunks());
    json.addProperty("cursor", status.cursor());
    json.addProperty("published", status.published());
    json.addProperty("backlogBytes", status.backlogBytes());
    json.addProperty("lagNanos", status.lag().toNanos());
    json.addProperty("publisherSlot", orNull(status.publisher()));
    json.addProperty("publishes", status.publishes());
    json.addProperty("writeCalls", status.writeCalls());
    json.addProperty("publishedBytes", status.publishedBytes());
    json.addProperty("linesPerWriteCall", orNull(status.linesPerWriteCall()));
    json.addProperty("lines", status.lines());
    json.addProperty("drops", status.drops());
    json.addProperty("completedBatches", status.completedBatches());
    json.addProperty("reclaimedLanes", status.reclaimedLanes());
  }

  private static JsonArray writers(List<LogStatus.Writer> writers) {
    JsonArray array = new JsonArray();
    for (LogStatus.Writer writer : writers) {
      JsonObject json = new JsonObject();
      json.addProperty("slot", writer.slot());
      json.addProperty("pid", writer.pid());
      json.addProperty("attachedAt", writer.attachedAt().toString());
      json.addProperty("alive", writer.alive());
      json.addProperty("lines", writer.lines());
      json.addProperty("bytes", writer.bytes());
      json.addProperty("directLines", writer.directLines());
      json.addProperty("drops", writer.drops());
      array.add(json);
    }
    return array;
  }

  private static JsonObject departed(LogStatus.Departed departed) {
    JsonObject json = new JsonObject();
    json.addProperty("writers", departed.writers());
    json.addProperty("dead", departed.dead());
    json.addProperty("lines", departed.lines());
    json.addProperty("bytes", departed.bytes());
    json.addProperty("directLines", departed.directLines());
    json.addProperty("drops", departed.drops());
    return json;
  }

  private static Number orNull(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }

  private static Number orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
