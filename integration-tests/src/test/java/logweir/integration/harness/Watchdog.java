package logweir.integration.harness;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** Ends a forked JVM in which one piece of work takes too long, and says where its threads are. */
public final class Watchdog {
  private static final int HUNG = 4;
  private static final long LOOK_NANOS = 100_000_000;

  private final AtomicReference<Work> work = new AtomicReference<>();

  private record Work(String name, long startNanos) {}

  private Watchdog() {}

  /** Starts to watch this JVM. */
  public static Watchdog start() {
    Watchdog watchdog = new Watchdog();
    Thread thread = new Thread(watchdog::watch, "watchdog");
    thread.setDaemon(true);
    thread.start();
    return watchdog;
  }

  /** The piece of work that begins now. */
  public void begin(String name) {
    work.set(new Work(name, System.nanoTime()));
  }

  /** Nothing more is watched. */
  public void end() {
    work.set(null);
  }

  private void watch() {
    while (true) {
      LockSupport.parkNanos(LOOK_NANOS);
      Work current = work.get();
      if (current != null
          && System.nanoTime() - current.startNanos > Hang.LIMIT.dividedBy(2).toNanos()) {
        System.out.println("hangs: " + current.name);
        for (Map.Entry<Thread, StackTraceElement[]> entry : Thread.getAllStackTraces().entrySet()) {
          System.out.println(entry.getKey());
          for (StackTraceElement frame : entry.getValue()) {
            System.out.println("    at " + frame);
          }
        }
        Runtime.getRuntime().halt(HUNG);
      }
    }
  }
}
