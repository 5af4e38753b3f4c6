package logweir.examples.jsonlines;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Optional;

/** The encoders, and where each puts what is looked for here. */
enum JsonFormat {
  /** MDC and key-value pairs are fields beside the others; a stack trace is one text. */
  LOGSTASH("logstash-logback-encoder", "logback-logstash.xml") {
    @Override
    String message(JsonObject event) {
      return event.get("message").getAsString();
    }

    @Override
    String mdc(JsonObject event, String key) {
      return event.get(key).getAsString();
    }

    @Override
    JsonElement keyValue(JsonObject event, String key) {
      return event.get(key);
    }

    @Override
    Optional<JsonElement> exception(JsonObject event) {
      return Optional.ofNullable(event.get("stack_trace"));
    }
  },

  /** MDC, key-value pairs and exceptions are objects of their own. */
  LOGBACK("Logback's JsonEncoder", "logback-json.xml") {
    @Override
    String message(JsonObject event) {
      return event.get("formattedMessage").getAsString();
    }

    @Override
    String mdc(JsonObject event, String key) {
      return event.getAsJsonObject("mdc").get(key).getAsString();
    }

    @Override
    JsonElement keyValue(JsonObject event, String key) {
      return event.getAsJsonArray("kvpList").get(0).getAsJsonObject().get(key);
    }

    @Override
    Optional<JsonElement> exception(JsonObject event) {
      return Optional.of(event.get("throwable")).filter(JsonElement::isJsonObject);
    }
  };

  private final String title;
  private final String configuration;

  JsonFormat(String title, String configuration) {
    this.title = title;
    this.configuration = configuration;
  }

  String title() {
    return title;
  }

  /** The configuration of Logback that has this encoder. */
  String configuration() {
    return configuration;
  }

  abstract String message(JsonObject event);

  abstract String mdc(JsonObject event, String key);

  abstract JsonElement keyValue(JsonObject event, String key);

  abstract Optional<JsonElement> exception(JsonObject event);
}
