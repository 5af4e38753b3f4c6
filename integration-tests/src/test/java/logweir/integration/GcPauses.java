package logweir.integration;

import java.util.function.Consumer;
import logweir.integration.harness.WorkerOrders;

/** Fills half of a worker's heap with small objects, and has them all looked at again and again. */
public final class GcPauses implements Consumer<WorkerOrders> {
  static final String PAUSED = "paused for ms ";

  private static final int ENTRY_BYTES = 40;

  private Object[] live = new Object[0];

  @Override
  public void accept(WorkerOrders orders) {
    Object[][] last = new Object[1][];
    live = last;
    for (long left = Runtime.getRuntime().maxMemory() / 2; left > 0; left -= ENTRY_BYTES) {
      last[0] = new Object[1][];
      last = (Object[][]) last[0];
    }
    while (live.length > 0) {
      long before = System.nanoTime();
      System.gc();
      System.out.println(PAUSED + (System.nanoTime() - before) / 1_000_000);
    }
  }
}
