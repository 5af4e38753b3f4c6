package logweir.integration.mutant;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The main program of a JVM that runs one test, on whatever engine its class path has. */
public final class TestRun {
  static final int PASSED = 0;

  static final int FAILED = 1;

  /** The test did not run, so its end tells nothing. */
  static final int NOT_RUN = 2;

  private TestRun() {}

  public static void main(String[] arguments) {
    String test = arguments[0];
    DiscoverySelector selector = test.contains("#") ? selectMethod(test) : selectClass(test);
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request().selectors(selector).build();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, listener);
    TestExecutionSummary summary = listener.getSummary();
    summary.printFailuresTo(new PrintWriter(System.out, true, StandardCharsets.UTF_8), 5);
    System.exit(judge(summary));
  }

  private static int judge(TestExecutionSummary summary) {
    if (summary.getTotalFailureCount() > 0) {
      return FAILED;
    }
    return summary.getTestsSucceededCount() > 0 ? PASSED : NOT_RUN;
  }
}
