package logweir.integration.harness;

import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/** Prints what tests report of themselves; the build would leave it out. */
public final class PrintedEntries implements TestExecutionListener {
  @Override
  public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
    for (String text : entry.getKeyValuePairs().values()) {
      System.out.println(test.getDisplayName() + ": " + text);
    }
  }
}
