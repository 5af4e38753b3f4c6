package logweir.integration.harness;

import java.io.IOException;
import logweir.integration.harness.WorkerOrders.Way;

/** A way into the log. Thread-safe. */
public interface LogSink extends AutoCloseable {
  /** Whatever is printed after this word is a complaint of the product about itself. */
  String COMPLAINT = "complaint: ";

  /** What the product says when it gives the staging area up. */
  String STAGING_LOST = "the staging area was lost";

  /** Opens the way that the orders name. */
  static LogSink open(WorkerOrders orders) throws IOException {
    return orders.way() == Way.ENGINE ? EngineSink.open(orders) : LogbackSink.open(orders);
  }

  /**
   * Logs a line.
   *
   * @param thread which of the worker's threads calls
   * @param line with its line end
   * @return whether the line was accepted
   */
  boolean log(int thread, byte[] line);

  /** Gives unused space of the staging area back, where the way into the log has a way to. */
  default void trim() throws IOException {}

  @Override
  void close();
}
