package logweir.integration.mutant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles a mutant's changed class against the rest of the engine. */
final class MutantBuild {
  private static final Path SOURCES = Path.of("..", "appender", "src", "main", "java", "logweir");

  private MutantBuild() {}

  /**
   * Compiles the mutant into a directory, which goes in front of the class path.
   *
   * @throws IllegalStateException if it does not compile
   */
  static void compile(Mutant mutant, Path classes) throws IOException {
    String name = mutant.source() + ".java";
    Path source =
        Files.createDirectories(classes.resolve("source")).resolve(Path.of(name).getFileName());
    Files.writeString(source, mutant.applyTo(Files.readString(SOURCES.resolve(name))));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  null,
                  files,
                  null,
                  List.of("-d", classes.toString(), "--release", "17", "-proc:none", "-nowarn"),
                  null,
                  files.getJavaFileObjects(source))
              .call();
      if (!compiled) {
        throw new IllegalStateException(mutant + " does not compile");
      }
    }
  }
}
