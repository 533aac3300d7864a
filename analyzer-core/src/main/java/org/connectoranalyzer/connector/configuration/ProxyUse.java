package org.connectoranalyzer.connector.configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which way one program's requests take, as far as the given files say.
 *
 * @param proxy of PROXY
 * @param script of SCRIPT
 * @param bypassed entries of the bypass list
 * @param decidedBy the lines that decide, the first one first; empty where no line does
 * @param needed of UNKNOWN: roles of which exactly one file would decide
 */
public record ProxyUse(
    Program program,
    Kind kind,
    @Nullable HostPort proxy,
    @Nullable String script,
    List<String> bypassed,
    List<Location> decidedBy,
    List<Role> needed) {
  /** Who asks. Each reads settings of its own. */
  public enum Program {
    SERVICE,
    UPDATER,
    /**
     * Windows' certificate checks for both services: no .exe.config, but WinHTTP's settings first.
     */
    REVOCATION_CHECKS,
    /** The connector service, where it asks published applications. */
    BACKEND_REQUESTS
  }

  /** The way. */
  public enum Kind {
    DIRECT,
    PROXY,
    SCRIPT,
    /** Automatic discovery (WPAD). */
    DISCOVERY,
    /** Windows' settings of the account, which stand in no file. */
    SYSTEM,
    /** Another file, a module or an encrypted section, which is not at hand. */
    ELSEWHERE,
    /** The setting cannot be used. */
    INVALID,
    /** Files that decide were not given, or several of the same role. */
    UNKNOWN
  }

  public ProxyUse {
    bypassed = List.copyOf(bypassed);
    decidedBy = List.copyOf(decidedBy);
    needed = List.copyOf(needed);
  }

  /** One for each program, in the order of the programs. */
  public static List<ProxyUse> of(Configuration configuration) {
    return List.of(
        program(configuration, Program.SERVICE, Role.SERVICE),
        program(configuration, Program.UPDATER, Role.UPDATER),
        revocationChecks(configuration),
        backendRequests(configuration));
  }

  private static ProxyUse program(Configuration configuration, Program program, Role role) {
    ProxySetting setting = configuration.inForce(role);
    if (setting == null) {
      boolean silent = configuration.file(role).isPresent();
      return unknown(program, silent ? Role.MACHINE : role);
    }
    return of(program, setting);
  }

  /** Without a proxy of WinHTTP, Windows' settings of the account are asked. */
  private static ProxyUse revocationChecks(Configuration configuration) {
    Optional<ConfigurationFile> file = configuration.file(Role.WINHTTP);
    return file.isEmpty()
        ? unknown(Program.REVOCATION_CHECKS, Role.WINHTTP)
        : winHttp(Program.REVOCATION_CHECKS, file.get().proxy());
  }

  private static ProxyUse winHttp(Program program, ProxySetting setting) {
    return setting.kind() == ProxySetting.Kind.NONE
        ? plain(program, Kind.SYSTEM, setting.at())
        : of(program, setting);
  }

  /**
   * Directly, unless {@code UseDefaultProxyForBackendRequests} sends them the service's way;
   * WinHTTP then wins over Windows' settings.
   */
  private static ProxyUse backendRequests(Configuration configuration) {
    ConfigurationFile registry = configuration.file(Role.REGISTRY).orElse(null);
    if (registry == null) {
      return unknown(Program.BACKEND_REQUESTS, Role.REGISTRY);
    }
    Location at = registry.backendAt();
    if (registry.backendThroughProxy() == null && !registry.faults().isEmpty()) {
      return plain(Program.BACKEND_REQUESTS, Kind.INVALID, registry.faults().get(0).at());
    }
    if (at == null || !Boolean.TRUE.equals(registry.backendThroughProxy())) {
      return plain(Program.BACKEND_REQUESTS, Kind.DIRECT, at);
    }
    ProxyUse service = program(configuration, Program.BACKEND_REQUESTS, Role.SERVICE);
    if (service.kind == Kind.SYSTEM) {
      service =
          configuration
              .file(Role.WINHTTP)
              .map(file -> winHttp(Program.BACKEND_REQUESTS, file.proxy()))
              .orElse(unknown(Program.BACKEND_REQUESTS, Role.WINHTTP));
    }
    return service.afterwards(at);
  }

  private static ProxyUse of(Program program, ProxySetting setting) {
    Kind kind =
        switch (setting.kind()) {
          case NONE -> Kind.DIRECT;
          case FIXED -> Kind.PROXY;
          case SCRIPT -> Kind.SCRIPT;
          case DISCOVERY -> Kind.DISCOVERY;
          case ABSENT, SYSTEM -> Kind.SYSTEM;
          case ELSEWHERE -> Kind.ELSEWHERE;
          case INVALID -> Kind.INVALID;
        };
    boolean silent = setting.kind() == ProxySetting.Kind.ABSENT;
    return new ProxyUse(
        program,
        kind,
        setting.proxy(),
        setting.script(),
        setting.bypassed().stream().map(ProxyAddress::masked).toList(),
        silent ? List.of() : List.of(setting.at()),
        List.of());
  }

  private static ProxyUse plain(Program program, Kind kind, @Nullable Location at) {
    return new ProxyUse(
        program, kind, null, null, List.of(), at == null ? List.of() : List.of(at), List.of());
  }

  private static ProxyUse unknown(Program program, Role needed) {
    return new ProxyUse(program, Kind.UNKNOWN, null, null, List.of(), List.of(), List.of(needed));
  }

  /** The same, where an earlier line sends the requests this way. */
  private ProxyUse afterwards(Location earlier) {
    List<Location> lines = new ArrayList<>(List.of(earlier));
    lines.addAll(decidedBy);
    return new ProxyUse(program, kind, proxy, script, bypassed, lines, needed);
  }
}
