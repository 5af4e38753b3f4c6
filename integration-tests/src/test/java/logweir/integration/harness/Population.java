package logweir.integration.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import logweir.integration.harness.WorkerOrders.Way;

/**
 * JVMs that write one log, by turns through the engine and through Logback. Some are killed, others
 * take their places, each with a number of its own.
 */
public final class Population {
  private final Jvms jvms;
  private final WorkerOrders orders;
  private final int size;
  private final Random random = new Random();
  private final List<Worker> all = new ArrayList<>();
  private final List<Worker> living = new ArrayList<>();

  /**
   * Nobody yet.
   *
   * @param orders what all have in common
   * @param size how many there are at a time
   */
  public Population(Jvms jvms, WorkerOrders orders, int size) {
    this.jvms = jvms;
    this.orders = orders;
    this.size = size;
  }

  /** Starts as many as there are too few; they open the log, and then wait for their "go". */
  public Workers fill() {
    return fill(orders.rounds());
  }

  /** The same for JVMs that are to log for so many rounds. */
  public Workers fill(int rounds) {
    List<Worker> started = new ArrayList<>();
    while (living.size() < size) {
      int number = all.size();
      Worker next = jvms.start(orders.asJvm(number).through(wayOf(number)).rounds(rounds));
      all.add(next);
      living.add(next);
      started.add(next);
    }
    return new Workers(started);
  }

  private Way wayOf(int number) {
    return number % 2 == 1 || orders.rolling().isPresent() ? Way.LOGBACK : Way.ENGINE;
  }

  /**
   * Kills one that has logged something; returns when lines of the others, begun after it, are in
   * the log, and so whatever it was about to write.
   */
  public void killOne() {
    Worker victim = living.remove(random.nextInt(living.size())).awaitAcknowledged(1);
    living.forEach(worker -> worker.awaitAcknowledged(1));
    Recovery.afterKill(victim, living, orders.file());
    victim.kill();
  }

  /** Kills one, whatever it does, as soon as it has logged something. */
  public void killOneAtOnce() {
    living.remove(random.nextInt(living.size())).awaitAcknowledged(1).kill();
  }

  /** Those that have not been killed. */
  public Workers living() {
    return new Workers(living);
  }

  /** All that were started. */
  public Workers all() {
    return new Workers(all);
  }
}
