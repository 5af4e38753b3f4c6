package logweir.logback;

import static logweir.logback.LogbackFixture.encoder;
import static logweir.logback.LogbackFixture.file;
import static logweir.logback.LogbackFixture.pattern;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  @TempDir private Path directory;
  private Path log;

  @BeforeEach
  void nameTheLog() {
    log = directory.resolve("app.log");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "chunkSize | 4095 | 4KB to 1GB",
        "chunkSize | 0 | 4KB to 1GB",
        "chunkSize | 2GB | 4KB to 1GB",
        "chunkSize | 1073741825 | 4KB to 1GB",
        "chunkSize | -4096 | 4KB to 1GB",
        "chunkSize | 99999999999999999999 | 4KB to 1GB",
        "chunkSize | many | 4KB to 1GB",
        "maxChunks | 1 | 2 to 4096",
        "maxChunks | 4097 | 2 to 4096",
        "maxChunks | -1 | 2 to 4096",
        "maxChunks | 2.5 | 2 to 4096",
        "maxChunks | many | 2 to 4096",
        "publishInterval | 61 seconds | 0 to 1 minute",
        "publishInterval | 60001 | 0 to 1 minute",
        "publishInterval | -1 | 0 to 1 minute",
        "publishInterval | soon | 0 to 1 minute",
        "publishInterval | minutes | 0 to 1 minute",
        "maxBlockTime | 61 minutes | 0 to 1 hour",
        "maxBlockTime | -1 | 0 to 1 hour",
        "maxBlockTime | long | 0 to 1 hour",
        "filePermissions | 0640 | such as rw-r-----",
        "filePermissions | rw-r---- | such as rw-r-----",
        "filePermissions | r--r----- | with rw for the owner",
        "filePermissions | -w--w---- | with rw for the owner"
      })
  void shouldRefuseAWrongSettingWithOneError(String name, String value, String allowed) {
    String element = "<" + name + ">" + value + "</" + name + ">";
    try (LogbackFixture logback = LogbackFixture.of(file(log), element, pattern())) {
      assertThatCode(() -> logback.logger().info("nowhere")).doesNotThrowAnyException();

      assertThat(logback.errors())
          .singleElement()
          .asString()
          .startsWith(name + "=" + value + ", allowed: ")
          .contains(allowed);
      assertThat(logback.appender().isStarted()).isFalse();
      assertThat(log).doesNotExist();
    }
  }

  @Test
  void shouldRefuseEveryWrongSettingAtOnce() {
    try (LogbackFixture logback =
        LogbackFixture.of(
            "<chunkSize>1KB</chunkSize>",
            "<maxChunks>0</maxChunks>",
            "<publishInterval>1 hour</publishInterval>")) {
      assertThat(logback.errors())
          .hasSize(5)
          .anySatisfy(error -> assertThat(error).startsWith("encoder="))
          .anySatisfy(error -> assertThat(error).startsWith("file="))
          .anySatisfy(error -> assertThat(error).startsWith("chunkSize=1KB"))
          .anySatisfy(error -> assertThat(error).startsWith("maxChunks=0"))
          .anySatisfy(error -> assertThat(error).startsWith("publishInterval=1 hour"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<file></file>", "<file>  </file>", "<file>/</file>"})
  void shouldRefuseToStartWithoutAFile(String element) {
    try (LogbackFixture logback = LogbackFixture.of(element, pattern())) {
      assertThat(logback.errors())
          .singleElement()
          .asString()
          .matches("file=/?, allowed: the path of the log file");
      assertThat(logback.appender().isStarted()).isFalse();
    }
  }

  @Test
  void shouldRefuseToStartWithoutAnEncoder() {
    try (LogbackFixture logback = LogbackFixture.of(file(log))) {
      assertThat(logback.errors()).containsExactly("encoder=null, allowed: any Logback encoder");
      assertThat(logback.appender().isStarted()).isFalse();
      assertThat(log).doesNotExist();
    }
  }

  @Test
  void shouldRefuseADirectoryInPlaceOfTheFile() {
    try (LogbackFixture logback = LogbackFixture.of(file(directory), pattern())) {
      assertThatCode(() -> logback.logger().info("nowhere")).doesNotThrowAnyException();

      assertThat(logback.errors())
          .singleElement()
          .asString()
          .startsWith("file=" + directory + ", allowed: a file that can be appended to, but ");
      assertThat(logback.appender().isStarted()).isFalse();
    }
  }

  @Test
  void shouldRefuseAFileWhoseParentIsNoDirectory() throws IOException {
    Files.writeString(log, "a file\n");
    try (LogbackFixture logback = LogbackFixture.of(file(log.resolve("app.log")), pattern())) {
      assertThat(logback.errors()).singleElement().asString().startsWith("file=" + log);
      assertThat(logback.appender().isStarted()).isFalse();
    }
  }

  @Test
  void shouldNotStartWhenTheEncoderHasNoHeaderToGive() {
    try (LogbackFixture logback =
        LogbackFixture.of(file(log), encoder(TestEncoders.Headless.class))) {
      assertThat(logback.errors()).containsExactly("Appender [FILE] failed to start");
      assertThat(logback.appender().isStarted()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({"5000, 8192", "4097, 8192", "1073741823, 1073741824"})
  void shouldRoundUpAChunkSizeBetweenTwoStepsWithOneWarning(String size, String rounded) {
    String element = "<chunkSize>" + size + "</chunkSize>";
    try (LogbackFixture logback =
        LogbackFixture.of(file(log), element, "<maxChunks>2</maxChunks>", pattern())) {
      assertThat(logback.warnings())
          .contains("chunkSize=" + size + " is rounded up to " + rounded + " bytes");
      assertThat(logback.errors()).isEmpty();
      assertThat(logback.appender().isStarted()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "chunkSize, 4KB",
    "chunkSize, 4096",
    "chunkSize, 64 kb",
    "chunkSize, 1GB",
    "maxChunks, 2",
    "maxChunks, 4096",
    "publishInterval, 0",
    "publishInterval, 5 milliseconds",
    "publishInterval, 0.5 seconds",
    "publishInterval, 1 minute",
    "maxBlockTime, 0",
    "maxBlockTime, 500 milliseconds",
    "maxBlockTime, 1 hour",
    "maxBlockTime, ''",
    "filePermissions, rw-------",
    "chunkSize, ''",
    "maxChunks, ''",
    "publishInterval, ''",
    "stateDirectory, ''",
    "filePermissions, ''"
  })
  void shouldTakeARightSettingWithoutAWord(String name, String value) {
    String element = "<" + name + ">" + value + "</" + name + ">";
    try (LogbackFixture logback = LogbackFixture.of(file(log), element, pattern())) {
      assertThat(logback.warnings()).isEmpty();
      assertThat(logback.errors()).isEmpty();
      assertThat(logback.appender().isStarted()).isTrue();
    }
  }

  @Test
  void shouldKeepTheStagingAreaInTheStateDirectory() {
    Path state = directory.resolve("state");
    String element = "<stateDirectory>" + state + "</stateDirectory>";
    try (LogbackFixture logback = LogbackFixture.of(file(log), element, pattern())) {
      logback.logger().info("staged elsewhere");

      assertThat(logback.warnings()).isEmpty();
      assertThat(state).isNotEmptyDirectory();
      assertThat(directory.resolve(".app.log.logweir/control")).doesNotExist();
    }
  }

  @Test
  void shouldWarnAndLogAllTheSameWhereNoStagingAreaCanBe() throws IOException {
    Path state = Files.writeString(directory.resolve("state"), "not a directory");
    String element = "<stateDirectory>" + state + "</stateDirectory>";
    try (LogbackFixture logback = LogbackFixture.of(file(log), element, pattern())) {
      logback.logger().info("unstaged");

      assertThat(logback.warnings()).singleElement().asString().contains(log.toString());
      assertThat(logback.errors()).isEmpty();
    }

    assertThat(Files.readString(log)).isEqualTo("unstaged\n");
  }

  @Test
  void shouldStartOnceAWrongSettingIsPutRight() {
    try (LogbackFixture logback =
        LogbackFixture.of(file(log), "<maxChunks>1</maxChunks>", pattern())) {
      assertThat(logback.appender().isStarted()).isFalse();

      logback.appender().setMaxChunks(2);
      logback.appender().start();

      assertThat(logback.appender().isStarted()).isTrue();
      assertThat(logback.errors()).hasSize(1);
    }
  }
}
