package logweir.integration.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;

/**
 * What a test says to a forked JVM on its standard input: "go", as often as there are rounds,
 * "tell", and "stop". When the test is gone, the JVM goes too.
 */
public final class Signals {
  static final String GO = "go";
  static final String STOP = "stop";
  static final String TELL = "tell";
  private static final int ORPHANED = 3;

  private final Semaphore goes = new Semaphore(0);
  private volatile boolean stopped;
  private volatile Runnable teller = () -> {};

  private Signals() {}

  /** Listens to the standard input, for the rest of this JVM's life. */
  public static Signals listen() {
    Signals signals = new Signals();
    Thread listener = new Thread(signals::readInput, "signals");
    listener.setDaemon(true);
    listener.start();
    return signals;
  }

  /** Signals of somebody who has waited for "go" already. */
  public static Signals given() {
    Signals signals = new Signals();
    signals.goes.release(Integer.MAX_VALUE);
    return signals;
  }

  /** Waits for the next "go". */
  public void awaitGo() {
    goes.acquireUninterruptibly();
  }

  /** Whether "stop" was said. */
  public boolean stopped() {
    return stopped;
  }

  /** Tells whoever asks to stop. */
  public void stop() {
    stopped = true;
  }

  /** What is to be done when "tell" is said. */
  void onTell(Runnable task) {
    teller = task;
  }

  private void readInput() {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.equals(GO)) {
          goes.release();
        } else if (line.equals(STOP)) {
          stop();
        } else if (line.equals(TELL)) {
          teller.run();
        }
      }
    } catch (IOException e) {
      System.out.println("standard input: " + e);
    }
    Runtime.getRuntime().halt(ORPHANED);
  }
}
