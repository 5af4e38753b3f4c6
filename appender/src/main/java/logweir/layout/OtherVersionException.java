package logweir.layout;

/**
 * A control file that is whole and of another version of the format: somebody else can make sense
 * of it, and of what is staged in it.
 */
public final class OtherVersionException extends UnusableControlException {
  private static final long serialVersionUID = 1L;

  public OtherVersionException(long version) {
    super(
        "control file is of another version: version="
            + version
            + ", understood="
            + ControlDescriptor.VERSION);
  }
}
