package logweir.integration.harness;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Processes with process ids of their own, as in a container; needs root. */
public final class PidNamespace {
  private static final String[] UNSHARE = {"unshare", "--pid", "--fork", "--mount-proc"};

  private PidNamespace() {}

  /** Skips the test where such processes cannot be started. */
  public static void assumeAllowed() {
    assumeTrue(
        isAllowed(), "needs the right to make a pid namespace: " + String.join(" ", UNSHARE));
  }

  /** Lets a worker be process 1 of a namespace of its own. */
  public static WorkerOrders inNamespace(WorkerOrders orders) {
    return orders.prefix(UNSHARE);
  }

  private static boolean isAllowed() {
    try {
      return new ProcessBuilder("unshare", "--pid", "--fork", "--mount-proc", "true")
              .redirectErrorStream(true)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
