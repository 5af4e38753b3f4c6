package logweir.engine;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A listener that remembers. */
final class Heard implements LogListener {
  /** A warning and what caused it. */
  record Warning(String message, Throwable cause) {}

  private final List<String> infos = new CopyOnWriteArrayList<>();
  private final List<Warning> warnings = new CopyOnWriteArrayList<>();

  @Override
  public void info(String message) {
    infos.add(message);
  }

  @Override
  public void warn(String message, Throwable cause) {
    warnings.add(new Warning(message, cause));
  }

  List<String> infos() {
    return infos;
  }

  List<String> warnings() {
    return warnings.stream().map(Warning::message).toList();
  }

  List<Throwable> causes() {
    return warnings.stream().map(Warning::cause).toList();
  }
}
