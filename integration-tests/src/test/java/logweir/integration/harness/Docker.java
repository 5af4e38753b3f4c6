package logweir.integration.harness;

import com.github.dockerjava.api.DockerClient;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;

/** The Docker of this host: whether it answers, and how many containers a test class started. */
final class Docker implements ExecutionCondition, BeforeAllCallback, AfterAllCallback {
  private static final String HOW_TO_GET_IT =
      "; to run this, install Docker (Debian: docker.io) and start dockerd";

  private int startedBefore;

  /** The client of the Docker that Testcontainers has found. */
  static DockerClient client() {
    return DockerClientFactory.instance().client();
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (context.getTestMethod().isPresent()) {
      return ConditionEvaluationResult.enabled("asked for the class");
    }
    try {
      client().pingCmd().exec();
      return ConditionEvaluationResult.enabled("Docker answers");
    } catch (RuntimeException | LinkageError e) {
      String reason = "Docker does not answer: " + e.getMessage() + HOW_TO_GET_IT;
      tell(context, "skipped, " + reason);
      return ConditionEvaluationResult.disabled(reason);
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    startedBefore = Containers.started();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    tell(context, (Containers.started() - startedBefore) + " started");
  }

  // For whoever reads the log of a build.
  private static void tell(ExtensionContext context, String what) {
    System.out.println(
        "containers of " + context.getRequiredTestClass().getSimpleName() + ": " + what);
  }
}
