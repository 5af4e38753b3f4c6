package logweir.cli;

import java.io.IOException;
import java.io.PrintWriter;
import logweir.engine.LogListener;
import logweir.engine.LogStatus;
import logweir.engine.SharedLog;

/**
 * Joins the writers of a log as one more of them, one that appends nothing: on its way in and out
 * it does what every writer does for the others, dead or alive. What the engine says meanwhile is
 * passed on to the user.
 */
final class Visitor implements LogListener {
  private final PrintWriter out;
  private final PrintWriter err;

  Visitor(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  /**
   * Attaches.
   *
   * @throws IOException if that is not possible; the listener has told why
   */
  SharedLog attach(TargetLog log, LogStatus running) throws IOException {
    SharedLog shared = SharedLog.open(log.file(), log.joining(running).withListener(this));
    if (!shared.isStaged()) {
      shared.close();
      throw new IOException("cannot attach: path=" + log.stateDirectory());
    }
    return shared;
  }

  @Override
  public void info(String message) {
    out.println(message);
  }

  @Override
  public void warn(String message, Throwable cause) {
    String reason = cause == null ? "" : ", reason=" + ErrorLines.describe(cause);
    ErrorLines.print(err, "warning: " + message + reason);
  }
}
