package logweir.examples.jsonlines;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * A program that logs: with MDC, with key-value pairs, and now and then with what would break a
 * line if it were not escaped.
 */
public final class Shop {
  private static final int ORDERS_FOR_ONE_FAILURE = 10;

  private Shop() {}

  /** Takes the shop's name, and how many orders it gets. */
  public static void main(String[] args) {
    // Not a constant: the demo uses message(), and is not to set Logback up by that.
    Logger logger = LoggerFactory.getLogger(Shop.class);
    MDC.put("shop", args[0]);
    int orders = Integer.parseInt(args[1]);
    for (int order = 1; order <= orders; order++) {
      MDC.put("order", Integer.toString(order));
      if (fails(order)) {
        logger.error(message(order), failure(order));
      } else {
        logger.atInfo().addKeyValue("cents", order * 100).log("order {} is paid", order);
      }
    }
  }

  static boolean fails(int order) {
    return order % ORDERS_FOR_ONE_FAILURE == 0;
  }

  /** What is logged about an order. */
  static String message(int order) {
    return fails(order)
        ? "order " + order + " failed:\n\tthe card says \"no\" \\ \u20ac 5, \ud83d\ude41\r\n"
        : "order " + order + " is paid";
  }

  private static Exception failure(int order) {
    return new IllegalStateException(
        "order=" + order + "\nsecond line", new IllegalArgumentException("the \"cause\"\n"));
  }
}
