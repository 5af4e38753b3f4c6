package logweir.cli;

import picocli.CommandLine.IVersionProvider;

/** The version, from the manifest of the jar that this runs from. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {"logweir " + (version == null ? "(not from its jar)" : version)};
  }
}
