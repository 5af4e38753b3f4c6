package logweir.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Locale;
import logweir.engine.LogVerification;
import logweir.engine.LogVerification.Check;
import logweir.engine.LogVerification.Result;

/**
 * What a look for damage has found: for people, a line for each check, and one more for each that
 * failed with what to do; for machines, one JSON object, to which names are only ever added.
 */
final class VerificationText {
  private static final int FORMAT = 1;
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
  private static final String ROW = "%-13s%-9s%s%n";

  private VerificationText() {}

  static String of(TargetLog log, LogVerification verification) {
    StringBuilder text = new StringBuilder();
    text.append(say("%-13s%s%n", "log", log.file()));
    text.append(say("%-13s%s%n", "state", log.stateDirectory()));
    for (Check check : verification.checks()) {
      text.append(say(ROW, check.subject(), word(check.result()), check.found()));
      if (!check.advice().isEmpty()) {
        text.append(say(ROW, "", "", "-> " + check.advice()));
      }
    }
    long damaged =
        verification.checks().stream().filter(check -> check.result() == Result.DAMAGED).count();
    text.append(
        verification.isGood()
            ? say("nothing is damaged%n")
            : say("damaged: %d of %d checks%n", damaged, verification.checks().size()));
    return text.toString();
  }

  // What is wrong is to catch the eye.
  private static String word(Result result) {
    return result == Result.DAMAGED ? result.name() : lower(result);
  }

  private static String lower(Result result) {
    return result.name().toLowerCase(Locale.ROOT);
  }

  static String json(TargetLog log, LogVerification verification) {
    JsonObject json = new JsonObject();
    json.addProperty("format", FORMAT);
    json.addProperty("file", log.file().toString());
    json.addProperty("stateDirectory", log.stateDirectory().toString());
    json.addProperty("staged", verification.isStaged());
    json.addProperty("good", verification.isGood());
    JsonArray checks = new JsonArray();
    for (Check check : verification.checks()) {
      JsonObject one = new JsonObject();
      one.addProperty("subject", check.subject());
      one.addProperty("result", lower(check.result()));
      one.addProperty("found", check.found());
      one.addProperty("advice", check.advice());
      checks.add(one);
    }
    json.add("checks", checks);
    return GSON.toJson(json);
  }

  private static String say(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
