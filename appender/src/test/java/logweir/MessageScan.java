package logweir;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The messages in sources: each text of three words or more that the code puts together, with "…"
 * in place of what is not constant. Annotations do not count.
 */
final class MessageScan extends TreeScanner<Void, Set<String>> {
  private static final String DIFFERS = "…";
  private static final Pattern WORDS = Pattern.compile("\\S+ \\S+ \\S.*");

  // A word alone, be it with a comma: not name=value, and not what differs.
  private static final Pattern WORD = Pattern.compile("(?:.* )?\\w+[,:;]?(?: .*)?");

  private MessageScan() {}

  static Set<String> of(Path directory) throws IOException {
    Set<String> messages = new TreeSet<>();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (Stream<Path> files = Files.walk(directory);
        StandardJavaFileManager manager =
            compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
      List<Path> sources = files.filter(file -> file.toString().endsWith(".java")).toList();
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(sources));
      for (CompilationUnitTree source : task.parse()) {
        new MessageScan().scan(source, messages);
      }
    }
    return messages;
  }

  @Override
  public Void visitAnnotation(AnnotationTree annotation, Set<String> messages) {
    return null;
  }

  @Override
  public Void visitLiteral(LiteralTree literal, Set<String> messages) {
    add(literal, messages);
    return null;
  }

  @Override
  public Void visitBinary(BinaryTree sum, Set<String> messages) {
    if (!isText(sum)) {
      return super.visitBinary(sum, messages);
    }
    add(sum, messages);
    visitParts(sum, messages);
    return null;
  }

  // Not the constant parts, but what the others are made of.
  private void visitParts(ExpressionTree part, Set<String> messages) {
    if (part instanceof ParenthesizedTree inner) {
      visitParts(inner.getExpression(), messages);
    } else if (part instanceof BinaryTree sum && isText(sum)) {
      visitParts(sum.getLeftOperand(), messages);
      visitParts(sum.getRightOperand(), messages);
    } else if (!(part instanceof LiteralTree)) {
      scan(part, messages);
    }
  }

  private static void add(ExpressionTree tree, Set<String> messages) {
    String text = text(tree).strip();
    if (WORDS.matcher(text).matches() && WORD.matcher(text).matches()) {
      messages.add(text);
    }
  }

  private static boolean isText(ExpressionTree tree) {
    return !text(tree).replace(DIFFERS, "").isEmpty();
  }

  private static String text(ExpressionTree tree) {
    if (tree instanceof ParenthesizedTree inner) {
      return text(inner.getExpression());
    }
    if (tree instanceof LiteralTree literal && literal.getValue() instanceof String text) {
      return text;
    }
    return tree instanceof BinaryTree sum && sum.getKind() == Tree.Kind.PLUS
        ? text(sum.getLeftOperand()) + text(sum.getRightOperand())
        : DIFFERS;
  }
}
