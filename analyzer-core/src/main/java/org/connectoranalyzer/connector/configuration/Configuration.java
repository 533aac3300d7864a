package org.connectoranalyzer.connector.configuration;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.connectoranalyzer.connector.configuration.ProxySetting.Kind;
import org.jspecify.annotations.Nullable;

/** All configuration files that were given, and what they mean together; immutable. */
public record Configuration(List<ConfigurationFile> files) {
  /** None given. */
  public static final Configuration NONE = new Configuration(List.of());

  public Configuration {
    files = List.copyOf(files);
  }

  /** The one file of this role; empty where none, or more than one, was given. */
  public Optional<ConfigurationFile> file(Role role) {
    List<ConfigurationFile> of = files.stream().filter(file -> file.role() == role).toList();
    return of.size() == 1 ? Optional.of(of.get(0)) : Optional.empty();
  }

  /** Proxies of the settings in force; WinHTTP's is not among them. */
  public List<HostPort> proxies() {
    return Stream.of(Role.SERVICE, Role.UPDATER)
        .map(this::inForce)
        .flatMap(setting -> Stream.ofNullable(setting == null ? null : setting.proxy()))
        .distinct()
        .toList();
  }

  /** What WinHTTP is told, where its setting was given. */
  public Optional<HostPort> winHttpProxy() {
    return file(Role.WINHTTP).map(file -> file.proxy().proxy());
  }

  /**
   * The setting in force for a program: its own file's; where that is silent, machine.config's;
   * .NET never mixes both. Kind ABSENT: both are silent, Windows' settings count. Null: files that
   * decide were not given.
   *
   * @param program SERVICE or UPDATER
   */
  public @Nullable ProxySetting inForce(Role program) {
    ProxySetting own = file(program).map(ConfigurationFile::proxy).orElse(null);
    if (own == null || own.kind() != Kind.ABSENT) {
      return own;
    }
    return file(Role.MACHINE).map(ConfigurationFile::proxy).orElse(null);
  }
}
