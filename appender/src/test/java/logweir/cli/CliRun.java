package logweir.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** One run of the command line in this JVM: its exit code and what it printed. */
record CliRun(int exitCode, String out, String err) {
  static CliRun of(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] texts = List.of(arguments).stream().map(Object::toString).toArray(String[]::new);
    int exitCode = Main.run(new PrintWriter(out), new PrintWriter(err), texts);
    return new CliRun(exitCode, out.toString(), err.toString());
  }

  /** The number behind {@code name=} in what was printed. */
  long number(String name) {
    String rest = out.substring(out.indexOf(name + "=") + name.length() + 1);
    return Long.parseLong(rest.split("\\D", 2)[0]);
  }
}
