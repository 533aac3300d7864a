package org.connectoranalyzer.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.connectoranalyzer.connector.configuration.Configuration;
import org.connectoranalyzer.connector.configuration.ConfigurationInput;
import org.connectoranalyzer.connector.configuration.ConfigurationInput.Trouble;
import org.connectoranalyzer.connector.configuration.Role;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.report.Messages;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that name configuration files of the connector, each by what it is. */
@Section(Section.CONFIGURATION)
final class ConfigurationOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The connector service's .exe.config.")
  private @Nullable String service;

  @Option(
      names = "--updater-config",
      paramLabel = "FILE",
      description = "The Connector Updater service's .exe.config.")
  private @Nullable String updater;

  @Option(
      names = "--machine-config",
      paramLabel = "FILE",
      description = "The server's machine.config of the .NET Framework, 64 bits.")
  private @Nullable String machine;

  @Option(
      names = "--winhttp",
      paramLabel = "FILE",
      description = "What \"netsh winhttp show proxy\" printed on the server.")
  private @Nullable String winhttp;

  @Option(
      names = "--registry",
      paramLabel = "FILE",
      description = "Registry export (.reg) of the connector's key.")
  private @Nullable String registry;

  /** Names of the files by what they are, in the order of the roles. */
  private Map<Role, String> told() {
    Map<Role, String> told = new EnumMap<>(Role.class);
    put(told, Role.SERVICE, service);
    put(told, Role.UPDATER, updater);
    put(told, Role.MACHINE, machine);
    put(told, Role.WINHTTP, winhttp);
    put(told, Role.REGISTRY, registry);
    return told;
  }

  private static void put(Map<Role, String> told, Role role, @Nullable String name) {
    if (name != null) {
      told.put(role, name);
    }
  }

  /** Names of all files that the options give. */
  List<String> names() {
    return List.copyOf(told().values());
  }

  /** Reads every file that the options give; one that cannot be read says so. */
  List<ConfigurationInput> read(Console console) {
    List<ConfigurationInput> inputs = new ArrayList<>();
    told().forEach((role, name) -> inputs.add(read(name, role, console)));
    return inputs;
  }

  /** Reads one file, or standard input. */
  static ConfigurationInput read(String name, @Nullable Role told, Console console) {
    if (!name.equals(Inputs.STDIN)) {
      return ConfigurationInput.read(Path.of(name), told);
    }
    if (console.terminal().stdin()) {
      console.hint(Messages.load(Messages.ENGLISH).text("cli.keyboard", Facts.NONE));
    }
    return ConfigurationInput.read(console.in(), name, told);
  }

  /** What all files say together; wrong usage where one of them cannot be read. */
  Configuration configuration(Console console) {
    List<ConfigurationInput> inputs = read(console);
    for (ConfigurationInput input : inputs) {
      Trouble trouble = input.trouble();
      if (trouble != null && input.told() != null) {
        throw UsageException.ofOption(option(input.told()), message(input, trouble));
      }
    }
    return ConfigurationInput.together(inputs);
  }

  private static String option(Role role) {
    return switch (role) {
      case SERVICE -> "--config";
      case UPDATER -> "--updater-config";
      case MACHINE -> "--machine-config";
      case WINHTTP -> "--winhttp";
      case REGISTRY -> "--registry";
    };
  }

  private static String message(ConfigurationInput input, Trouble trouble) {
    return switch (trouble) {
      case MISSING -> Spelling.missing(Path.of(input.name()));
      case FOLDER -> "'" + input.name() + "' is a folder";
      case UNREADABLE -> "'" + input.name() + "' cannot be read";
      case UNRECOGNIZED -> "'" + input.name() + "' is no configuration file";
    };
  }

  /** Wrong usage where a name is none, standard input is named twice, or a file is written over. */
  void check(List<String> names, List<Output> outputs) {
    if (names.indexOf(Inputs.STDIN) != names.lastIndexOf(Inputs.STDIN)) {
      throw new UsageException("standard input (-) can be read only once");
    }
    for (String name : names) {
      if (name.isEmpty()) {
        throw new UsageException("the name of a configuration file is empty");
      }
      Output.keepOff(path(name), outputs, "a file to read");
    }
  }

  private Path path(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new UsageException("'" + name + "' cannot be the name of a file");
    }
  }
}
