package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import logweir.integration.harness.ConfiguredPrograms;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.Run;
import logweir.integration.harness.Samples;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The parts of the manifest fit each other and the configuration that is in it. */
class KubernetesSampleIT {
  private static final Path LOG = Path.of("/var/log/app/app.log");
  private static final int GROUP = 2000;

  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;
  private final List<Node> documents = new ArrayList<>();

  /** A part of the manifest; what is not there is an error. */
  private record Node(Object value) {
    Node at(String... path) {
      Object at = value;
      for (String key : path) {
        assertThat(at).as("what holds %s", key).isInstanceOf(Map.class);
        at = ((Map<?, ?>) at).get(key);
        assertThat(at).as(key).isNotNull();
      }
      return new Node(at);
    }

    boolean has(String key) {
      return ((Map<?, ?>) value).containsKey(key);
    }

    List<Node> each() {
      return ((List<?>) value).stream().<Node>map(Node::new).toList();
    }

    /** The element of a list that has that name. */
    Node named(Object name) {
      return each().stream()
          .filter(node -> node.at("name").value.equals(name))
          .findFirst()
          .orElseThrow(() -> new AssertionError("nothing is named " + name + " in " + value));
    }
  }

  @BeforeEach
  void parse() throws IOException {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    Yaml yaml = new Yaml(new SafeConstructor(options));
    yaml.loadAll(Samples.text("kubernetes.yaml").toString())
        .forEach(d -> documents.add(new Node(d)));
  }

  @Test
  void shouldWriteTheLogByTheConfigurationOfTheConfigMap() throws IOException {
    String shown = (String) configMap().at("data", "logback.xml").value();
    assertThat(shown).contains("<file>" + LOG + "</file>");
    Path logs = directory.resolve("logs");
    Path configuration =
        Files.writeString(
            directory.resolve("logback.xml"),
            shown.replace(LOG.getParent().toString(), logs.toString()));

    new ConfiguredPrograms(jvms, configuration, Map.of("SERVICE", "orders"))
        .start("first")
        .start("second")
        .run()
        .assertEveryLineOnce(logs);

    assertThat(logs.resolve("app.log")).content().containsPattern("(?m)^[^\\n]* orders \\[main] ");
  }

  @Test
  void shouldMountTheLogsDirectoryOfOneVolumeIntoEachContainer() {
    for (Node pod : pods()) {
      assertThat(containers(pod))
          .allSatisfy(
              container ->
                  assertThat(mount(container, "logs")).isEqualTo(LOG.getParent().toString()));
      pod.at("volumes").named("logs");
    }
  }

  @Test
  void shouldConfigureEachJvmByTheConfigMap() {
    String name = (String) configMap().at("metadata", "name").value();
    for (Node pod : pods()) {
      Node volume = pod.at("volumes").named("logging");
      assertThat(volume.at("configMap", "name").value()).isEqualTo(name);
      assertThat(jvmsOf(pod)).isNotEmpty();
      for (Node container : jvmsOf(pod)) {
        assertThat(container.at("env").named("JAVA_TOOL_OPTIONS").at("value").value())
            .isEqualTo(
                "-Dlogback.configurationFile=" + mount(container, "logging") + "/logback.xml");
        container.at("env").named("SERVICE").at("value");
      }
    }
  }

  @Test
  void shouldLetContainersOfSeveralUsersWrite() {
    for (Node pod : pods()) {
      assertThat(pod.at("securityContext", "fsGroup").value()).isEqualTo(GROUP);
      assertThat(jvmsOf(pod))
          .extracting(container -> container.at("securityContext", "runAsUser").value())
          .doesNotContain(0)
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void shouldLimitTheMemoryOfEachContainer() {
    for (Node pod : pods()) {
      for (Node container : containers(pod)) {
        assertThat((String) container.at("resources", "limits", "memory").value())
            .matches("\\d+Mi");
      }
    }
  }

  @Test
  void shouldSelectItsOwnPods() {
    List<Node> deployments = ofKind("Deployment");
    assertThat(deployments).hasSize(2);
    for (Node deployment : deployments) {
      assertThat(deployment.at("spec", "selector", "matchLabels").value())
          .isEqualTo(deployment.at("spec", "template", "metadata", "labels").value());
    }
  }

  @Test
  void shouldShowAVolumeOfThePodAndOneOfTheNode() {
    assertThat(pods())
        .extracting(pod -> pod.at("volumes").named("logs"))
        .anySatisfy(volume -> volume.at("emptyDir", "sizeLimit"))
        .anySatisfy(
            volume ->
                assertThat(volume.at("hostPath", "type").value()).isEqualTo("DirectoryOrCreate"));
  }

  /** The real command, on a directory as Kubernetes makes it for a hostPath. */
  @Test
  void shouldGiveTheDirectoryOfTheNodeToTheGroup() throws IOException {
    assumeTrue(Run.of(List.of("id", "-u")).out().strip().equals("0"), "needs root, for chgrp");
    Node pod = pods().stream().filter(p -> p.has("initContainers")).findFirst().orElseThrow();
    Node container = pod.at("initContainers").named("directory");
    assertThat(container.at("securityContext", "runAsUser").value()).isEqualTo(0);
    assertThat(mount(container, "logs")).isEqualTo(LOG.getParent().toString());
    List<String> command =
        container.at("command").each().stream()
            .map(word -> (String) word.value())
            .map(word -> word.replace(LOG.getParent().toString(), directory.toString()))
            .toList();

    Run.ok(command.toArray(new String[0]));

    assertThat(Files.getAttribute(directory, "unix:gid")).isEqualTo(GROUP);
    assertThat((int) Files.getAttribute(directory, "unix:mode") & 07777).isEqualTo(02770);
  }

  private Node configMap() {
    return ofKind("ConfigMap").get(0);
  }

  private List<Node> pods() {
    return ofKind("Deployment").stream().map(d -> d.at("spec", "template", "spec")).toList();
  }

  private List<Node> ofKind(String kind) {
    return documents.stream().filter(node -> node.at("kind").value().equals(kind)).toList();
  }

  private static List<Node> containers(Node pod) {
    List<Node> containers = new ArrayList<>(pod.at("containers").each());
    if (pod.has("initContainers")) {
      containers.addAll(pod.at("initContainers").each());
    }
    return containers;
  }

  private static List<Node> jvmsOf(Node pod) {
    return pod.at("containers").each().stream().filter(container -> container.has("env")).toList();
  }

  private static Object mount(Node container, String volume) {
    return container.at("volumeMounts").named(volume).at("mountPath").value();
  }
}
