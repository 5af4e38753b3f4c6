package logweir.integration.harness;

import ch.qos.logback.classic.PatternLayout;

/** A layout with a first and a last line for each file. */
public final class BracketingLayout extends PatternLayout {
  public static final String FIRST = "<lines>";
  public static final String LAST = "</lines>";

  /** Logback's encoder adds a line end to this one, and none to the other. */
  @Override
  public String getFileHeader() {
    return FIRST;
  }

  @Override
  public String getFileFooter() {
    return LAST + "\n";
  }
}
