package org.connectoranalyzer.diagnosis;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Proxy;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.connector.configuration.Configuration;
import org.connectoranalyzer.connector.configuration.ConfigurationFile;
import org.connectoranalyzer.connector.configuration.HostPort;
import org.connectoranalyzer.connector.configuration.Location;
import org.connectoranalyzer.connector.configuration.ProxySetting;
import org.connectoranalyzer.connector.configuration.Role;
import org.connectoranalyzer.conversation.IpAddress;

/** Lines of configuration files as evidence, and the proxies that they name. */
public final class Lines {
  private Lines() {}

  /** Of a finding about a file of this role. */
  public static String subject(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }

  /** One that a file proves by itself. */
  public static Candidate.Builder candidate(Diagnosis diagnosis, Role role) {
    return Candidate.of(diagnosis, Way.CONFIG, null, subject(role))
        .confidence(Confidence.HIGH, "fileSays");
  }

  /**
   * Of a fault that harms only programs which this file decides for: a machine.config that no
   * program is known to follow may be overridden.
   */
  public static Severity severity(ConnectorView view, ConfigurationFile file, Diagnosis diagnosis) {
    Configuration all = view.options().configuration();
    boolean followed =
        Stream.of(Role.SERVICE, Role.UPDATER)
            .map(all::inForce)
            .anyMatch(setting -> setting != null && setting.at().file().equals(file.name()));
    return file.role() == Role.MACHINE && !followed ? Severity.WARNING : diagnosis.severity();
  }

  /** A file in a sentence: without its folders, which the evidence has. */
  public static String name(Location at) {
    int folder = Math.max(at.file().lastIndexOf('/'), at.file().lastIndexOf('\\'));
    return folder < 0 || folder + 1 == at.file().length()
        ? at.file()
        : at.file().substring(folder + 1);
  }

  /** The line that decides, and what it says. */
  public static Evidence of(ProxySetting setting) {
    Facts proxy =
        Facts.NONE.withIfKnown(
            "proxy", setting.proxy() == null ? null : setting.proxy().toString());
    return switch (setting.kind()) {
      case ABSENT -> new LineEvidence(setting.at(), "settingAbsent", Facts.NONE);
      case NONE ->
          new LineEvidence(
              setting.at(),
              "settingNone",
              Facts.NONE.withIfKnown(
                  "proxy", setting.unused() == null ? null : setting.unused().toString()));
      case FIXED -> new LineEvidence(setting.at(), "settingFixed", proxy);
      case SCRIPT ->
          new LineEvidence(
              setting.at(), "settingScript", Facts.NONE.withIfKnown("script", setting.script()));
      case DISCOVERY -> new LineEvidence(setting.at(), "settingDiscovery", Facts.NONE);
      case SYSTEM -> new LineEvidence(setting.at(), "settingSystem", Facts.NONE);
      case ELSEWHERE -> new LineEvidence(setting.at(), "settingElsewhere", Facts.NONE);
      case INVALID -> new LineEvidence(setting.at(), "settingInvalid", Facts.NONE);
    };
  }

  /** The lines that name a proxy: what told it; none where no file does. */
  public static List<Evidence> naming(ConnectorView view, Proxy proxy) {
    return lines(view, told -> isSame(view, told, proxy));
  }

  /** The lines that name exactly this. */
  public static List<Evidence> naming(ConnectorView view, HostPort proxy) {
    return lines(view, proxy::equals);
  }

  private static List<Evidence> lines(ConnectorView view, Predicate<HostPort> wanted) {
    return view.options().configuration().files().stream()
        .map(ConfigurationFile::proxy)
        .filter(setting -> setting.proxy() != null && wanted.test(setting.proxy()))
        .map(Lines::of)
        .toList();
  }

  /** The lines in force for service and updater; none where whose files they are is not known. */
  public static List<Evidence> inForce(ConnectorView view) {
    return view.clients().size() != 1
        ? List.of()
        : Stream.of(Role.SERVICE, Role.UPDATER)
            .flatMap(p -> Stream.ofNullable(view.options().configuration().inForce(p)))
            .map(Lines::of)
            .distinct()
            .toList();
  }

  /** WinHTTP's setting; empty where it was not given, or whose it is is not known. */
  public static Optional<ProxySetting> winHttp(ConnectorView view) {
    return view.clients().size() != 1
        ? Optional.empty()
        : view.options().configuration().file(Role.WINHTTP).map(ConfigurationFile::proxy);
  }

  /** The registry's line that sends backend requests to the proxy; none where it does not. */
  public static List<Evidence> backendSwitch(ConnectorView view) {
    return view.options().configuration().file(Role.REGISTRY).stream()
        .filter(file -> view.clients().size() == 1)
        .filter(file -> Boolean.TRUE.equals(file.backendThroughProxy()))
        .flatMap(file -> Stream.ofNullable(file.backendAt()))
        .<Evidence>map(at -> new LineEvidence(at, "backendSwitch", Facts.NONE))
        .toList();
  }

  /**
   * Whether a proxy of the traffic is the one that a file names: by its name (a short one with the
   * suffix of a lookup), or by its address.
   */
  public static boolean isSame(ConnectorView view, HostPort told, Proxy proxy) {
    if (told.port() != proxy.port()) {
      return false;
    }
    IpAddress address = proxy.address();
    String name = proxy.name();
    return (name != null && isSame(told, name))
        || (address != null
            && (told.host().equals(address.toString())
                || view.names(address).stream().anyMatch(known -> isSame(told, known))));
  }

  /** A short name and the same with a suffix are one host. */
  private static boolean isSame(HostPort told, String name) {
    return told.isAskedBy(name) || new HostPort(name, told.port()).isAskedBy(told.host());
  }

  /**
   * Whether it may be: a name that the capture never resolves, and a server that it never names.
   */
  public static boolean maybeSame(ConnectorView view, HostPort told, Proxy proxy) {
    boolean unnamed =
        proxy.name() == null && (proxy.address() == null || view.names(proxy.address()).isEmpty());
    return told.port() == proxy.port() && unnamed && isUnresolved(view, told);
  }

  private static boolean isUnresolved(ConnectorView view, HostPort told) {
    return told.named()
        && view.proxies().stream()
            .anyMatch(proxy -> proxy.address() == null && told.host().equals(proxy.name()));
  }

  /** Whether two files name the same proxy, as far as the capture's names tell. */
  public static boolean isSame(ConnectorView view, HostPort one, HostPort other) {
    return one.equals(other)
        || isSame(view, one, asProxy(other))
        || isSame(view, other, asProxy(one))
        || view.proxies().stream()
            .filter(proxy -> proxy.address() != null)
            .anyMatch(proxy -> isSame(view, one, proxy) && isSame(view, other, proxy));
  }

  /** Whether they may: a name that the capture never resolves, and an address. */
  public static boolean maybeSame(ConnectorView view, HostPort one, HostPort other) {
    return one.port() == other.port()
        && one.named() != other.named()
        && isUnresolved(view, one.named() ? one : other);
  }

  private static Proxy asProxy(HostPort told) {
    return new Proxy(
        IpAddress.parse(told.host()).orElse(null),
        told.port(),
        told.named() ? told.host() : null,
        Proxy.Source.CONFIG);
  }
}
