package logweir.engine;

import java.io.IOException;

/** A staging area that is foreign, damaged, or of another version; nothing in it is trusted. */
public final class UnusableStagingException extends IOException {
  private static final long serialVersionUID = 1L;

  UnusableStagingException(String message, Throwable cause) {
    super(message, cause);
  }
}
