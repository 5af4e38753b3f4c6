package logweir.examples.springboot;

import logweir.micrometer.LogweirMetrics;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** The service. Start it as often as you like, each time with another {@code server.port}. */
@SpringBootApplication
public class OrderService {
  public static void main(String[] args) {
    SpringApplication.run(OrderService.class, args);
  }

  /** Boot binds it to its registry, and closes it when the service ends. */
  @Bean
  LogweirMetrics logweirMetrics() {
    return new LogweirMetrics();
  }
}
