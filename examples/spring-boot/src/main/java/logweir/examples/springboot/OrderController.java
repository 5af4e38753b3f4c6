package logweir.examples.springboot;

import java.io.IOException;
import java.io.InputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Takes orders, and logs when each begins to come in and when it is there. */
@RestController
class OrderController {
  private static final Logger LOG = LoggerFactory.getLogger(OrderController.class);

  @PostMapping("/orders/{number}")
  String accept(@PathVariable long number, InputStream items) throws IOException {
    LOG.info("order {} comes in", number);
    int bytes = items.readAllBytes().length;
    LOG.info("order {} accepted, {} bytes", number, bytes);
    return "order " + number + " accepted\n";
  }
}
