package logweir.layout;

import java.io.IOException;

/** A control file that is foreign, damaged, or of another version; nothing in it is trusted. */
public class UnusableControlException extends IOException {
  private static final long serialVersionUID = 1L;

  public UnusableControlException(String message) {
    super(message);
  }
}
