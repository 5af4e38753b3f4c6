package logweir.examples.shiptoacluster;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The message of one line. Its text follows from where it comes from, so that a whole line can be
 * told from a torn one.
 *
 * @param jvm from 1 on
 * @param thread of that JVM, from 1 on
 * @param number of the line among those of its thread, from 1 on
 */
record Message(int jvm, int thread, int number) {
  // The pattern of logback-writer.xml, with a message at its end.
  private static final Pattern LINE =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3} \\[thread-\\d+] INFO  "
              + Pattern.quote(Writer.class.getName())
              + " - (jvm (\\d{1,3}) thread (\\d{1,3}) line (\\d{1,9}): .*)");

  String text() {
    return "jvm "
        + jvm
        + " thread "
        + thread
        + " line "
        + number
        + ": order "
        + (number * 7919L % 1_000_000)
        + " is paid and will be shipped from depot "
        + number % 97;
  }

  /** The message of a line of the log; empty if the line is not whole. */
  static Optional<Message> of(String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Message message = new Message(group(matcher, 2), group(matcher, 3), group(matcher, 4));
    return Optional.of(message).filter(found -> found.text().equals(matcher.group(1)));
  }

  private static int group(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }
}
