package logweir.examples.springboot;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * The demo: two instances of the service get orders and are then ended by SIGTERM, while each has
 * an order that is not all there yet. At the end, the one log file is held against the orders.
 *
 * <p>Its exit code is 1 if a line is missing, repeated or torn.
 */
public final class Demo {
  private static final int ORDERS_OF_EACH = 250;
  private static final Pattern COUNT =
      Pattern.compile("\\{\"statistic\":\"COUNT\",\"value\":([0-9.E]+)}");

  private final Instances instances;
  private final PrintStream out;

  private Demo(Instances instances, PrintStream out) {
    this.instances = instances;
    this.out = out;
  }

  public static void main(String[] args) throws Exception {
    Path directory = Files.createTempDirectory("logweir-spring-boot-");
    int exit;
    try {
      exit = run(directory, System.out);
    } finally {
      delete(directory);
    }
    System.exit(exit);
  }

  private static void delete(Path directory) throws IOException {
    try (var paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /**
   * Runs the demo and returns its exit code.
   *
   * @param directory where the log file is made; it stays
   */
  static int run(Path directory, PrintStream out) throws Exception {
    try (Instances instances = new Instances(directory)) {
      try {
        return new Demo(instances, out).run() ? 0 : 1;
      } catch (Exception e) {
        out.println(instances.describe());
        throw e;
      }
    }
  }

  private boolean run() throws Exception {
    SharedLogFile log = instances.log();
    out.printf("Two instances of one service, one log file: %s%n%n", log.path());
    Instance first = instances.start();
    Instance second = instances.start();
    List<Instance> both = List.of(first, second);
    both.forEach(this::awaitReady);

    sendOrders(both);
    showMetric(first);
    endGracefully(both, 1 + 2 * ORDERS_OF_EACH);

    out.printf("$ tail -n 6 %s%n", log.path().getFileName());
    List<String> lines = log.text();
    lines.subList(Math.max(0, lines.size() - 6), lines.size()).forEach(out::println);
    return check(log.accepted(), log.torn().size());
  }

  private void awaitReady(Instance instance) {
    instance.awaitReady();
    out.printf("  pid %d takes orders at %s%n", instance.pid(), instance.uri("/orders/"));
  }

  // To both at the same time, so that their lines meet.
  private void sendOrders(List<Instance> both) throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(both.size());
    try {
      List<Callable<Void>> tasks = new ArrayList<>();
      for (Instance instance : both) {
        long first = 1L + (long) tasks.size() * ORDERS_OF_EACH;
        tasks.add(() -> sendOrders(instance, first));
      }
      for (Future<Void> sent : clients.invokeAll(tasks)) {
        sent.get();
      }
    } finally {
      clients.shutdownNow();
    }
  }

  private static Void sendOrders(Instance instance, long first) throws Exception {
    for (long number = first; number < first + ORDERS_OF_EACH; number++) {
      instance.order(number);
    }
    return null;
  }

  // Two lines of each order, and those that it logged when it started.
  private void showMetric(Instance instance) throws IOException, InterruptedException {
    String path = "/actuator/metrics/logweir.events";
    String answer = instance.get(path);
    Matcher count = COUNT.matcher(answer);
    if (!count.find() || Double.parseDouble(count.group(1)) <= 2 * ORDERS_OF_EACH) {
      throw new IllegalStateException("answer=" + answer);
    }
    out.printf("%n$ curl %s%n  ... %s ...%n%n", instance.uri(path), count.group());
  }

  // Each has an order whose items are still coming in when the signal comes.
  private void endGracefully(List<Instance> both, long firstNumber) throws IOException {
    List<SlowOrder> orders = new ArrayList<>();
    for (Instance instance : both) {
      long number = firstNumber + orders.size();
      orders.add(SlowOrder.begin(instance.uri("/orders/" + number)));
      instance.awaitLogged("order " + number + " comes in");
    }
    out.printf(
        "$ kill %d %d   # while each has an order that is not all there yet%n",
        both.get(0).pid(), both.get(1).pid());
    both.forEach(Instance::terminate);
    both.forEach(instance -> instance.awaitLogged("Commencing graceful shutdown"));
    for (SlowOrder order : orders) {
      try (order) {
        out.println("  " + order.finish());
      }
    }
    both.forEach(Instance::awaitGracefulExit);
    out.println();
  }

  private boolean check(Map<Long, Long> accepted, int torn) {
    long sent = 2 * ORDERS_OF_EACH + 2;
    long missing = LongStream.rangeClosed(1, sent).filter(n -> !accepted.containsKey(n)).count();
    long repeated = accepted.values().stream().mapToLong(count -> count - 1).sum();
    out.printf(
        "%n%d orders sent: %d lines missing, %d repeated, %d torn%n",
        sent, missing, repeated, torn);
    return missing + repeated + torn == 0;
  }
}
