package org.connectoranalyzer.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command without a name: its help lists the commands. */
@Command(
    name = "connector-analyzer",
    mixinStandardHelpOptions = true,
    versionProvider = RootCommand.Version.class,
    description =
        "Says from a packet capture why a Microsoft Entra private network connector cannot reach its cloud service.")
final class RootCommand {
  /** The version that the build wrote into the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = RootCommand.class.getPackage().getImplementationVersion();
      return new String[] {"connector-analyzer " + (version == null ? "development" : version)};
    }
  }
}
