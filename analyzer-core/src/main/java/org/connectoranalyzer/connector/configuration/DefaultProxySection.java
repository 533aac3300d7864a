package org.connectoranalyzer.connector.configuration;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.connectoranalyzer.connector.configuration.DotNetFile.Attribute;
import org.connectoranalyzer.connector.configuration.DotNetFile.Element;
import org.connectoranalyzer.connector.configuration.Fault.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The element {@code <defaultProxy>} of one file and what .NET makes of it (DefaultProxySection,
 * ProxyElement and WebProxy of the .NET Framework's public source).
 */
final class DefaultProxySection {
  private static final List<String> CHILDREN = List.of("bypasslist", "module", "proxy");
  private static final List<String> SECTION = List.of("enabled", "useDefaultCredentials");
  private static final List<String> PROXY =
      List.of("autoDetect", "bypassonlocal", "proxyaddress", "scriptLocation", "usesystemdefault");

  /** Which any section may have. */
  private static final List<String> COMMON =
      List.of(
          "configSource",
          "configProtectionProvider",
          "lockAttributes",
          "lockAllAttributesExcept",
          "lockElements",
          "lockAllElementsExcept",
          "lockItem");

  /** What Java's compiler says of patterns that .NET's refuses as well. */
  private static final List<String> ALSO_OF_DOTNET =
      List.of("Dangling meta character", "Unclosed group", "Unmatched closing");

  private final String file;
  private final List<Fault> faults;
  private final Map<String, Attribute> values = new LinkedHashMap<>();
  private final Set<String> bypassed = new LinkedHashSet<>();
  private final Set<String> children = new LinkedHashSet<>();
  private @Nullable Element element;
  private @Nullable Element module;
  private @Nullable Element proxy;

  DefaultProxySection(String file, List<Fault> faults) {
    this.file = file;
    this.faults = faults;
  }

  /** The section's own start tag. */
  void begin(Element found) {
    children.clear();
    if (element != null) {
      fault(Kind.REPEATED, found.line(), Map.of("found", found.shown()));
      return;
    }
    element = found;
    take(found, SECTION);
  }

  /** An element inside; whether it is the bypass list. */
  boolean child(Element found) {
    String name = found.name();
    if (!CHILDREN.contains(name)) {
      String known = CHILDREN.stream().filter(name::equalsIgnoreCase).findFirst().orElse(null);
      Map<String, Object> facts =
          known == null
              ? Map.of("found", found.shown(), "parent", "defaultProxy")
              : Map.of("found", found.shown(), "expected", known);
      fault(known == null ? Kind.UNKNOWN_ELEMENT : Kind.WRONG_CASE, found.line(), facts);
      return false;
    }
    if (!children.add(name)) {
      fault(Kind.REPEATED, found.line(), Map.of("found", found.shown()));
    }
    if (name.equals("module")) {
      module = found;
    } else if (name.equals("proxy")) {
      proxy = found;
      take(found, PROXY);
    } else {
      take(found, List.of());
    }
    return name.equals("bypasslist");
  }

  /** {@code <add>}, {@code <remove>} or {@code <clear>} of the bypass list. */
  void bypassEntry(Element found) {
    Attribute address = found.attribute("address");
    switch (found.name()) {
      case "clear" -> bypassed.clear();
      case "add", "remove" -> {
        if (address == null) {
          fault(
              Kind.WRONG_VALUE,
              found.line(),
              Map.of("attribute", "address", "value", "", "expected", "address=\"…\""));
        } else if (found.name().equals("remove")) {
          bypassed.remove(address.value());
        } else {
          bypassed.add(address.value());
          checkPattern(address);
        }
      }
      default ->
          fault(
              Kind.UNKNOWN_ELEMENT,
              found.line(),
              Map.of("found", found.shown(), "parent", "bypasslist"));
    }
  }

  private void checkPattern(Attribute address) {
    try {
      Pattern.compile(address.value());
    } catch (PatternSyntaxException e) {
      if (ALSO_OF_DOTNET.stream().anyMatch(e.getDescription()::startsWith)) {
        fault(Kind.WRONG_PATTERN, address.line(), Map.of("value", shown(address)));
      }
    }
  }

  private void take(Element found, List<String> own) {
    for (Attribute attribute : found.attributes()) {
      String name = attribute.name();
      if (own.contains(name)) {
        values.putIfAbsent(name, attribute);
        checkValue(attribute);
      } else if (!COMMON.contains(name)) {
        String known = own.stream().filter(name::equalsIgnoreCase).findFirst().orElse(null);
        String element = found.shown();
        Map<String, Object> facts =
            known == null
                ? Map.of("found", Attribute.bounded(name), "element", element)
                : Map.of("found", Attribute.bounded(name), "expected", known);
        fault(known == null ? Kind.UNKNOWN_ATTRIBUTE : Kind.WRONG_CASE, attribute.line(), facts);
      }
    }
  }

  private void checkValue(Attribute attribute) {
    String value = attribute.value().strip().toLowerCase(Locale.ROOT);
    boolean fits =
        switch (attribute.name()) {
          case "enabled", "useDefaultCredentials" -> value.equals("true") || value.equals("false");
          case "bypassonlocal", "usesystemdefault", "autoDetect" ->
              List.of("true", "false", "unspecified", "1", "0", "-1").contains(value);
          default -> true;
        };
    if (!fits) {
      fault(
          Kind.WRONG_VALUE,
          attribute.line(),
          Map.of(
              "attribute", attribute.name(), "value", shown(attribute), "expected", "true, false"));
    }
  }

  private static String shown(Attribute attribute) {
    return Attribute.bounded(ProxyAddress.masked(attribute.value()));
  }

  private void fault(Kind kind, int line, Map<String, Object> facts) {
    faults.add(new Fault(kind, new Location(file, line), facts));
  }

  /**
   * What .NET does with it all, once the file is read; notes what is wrong with the address.
   *
   * @param refused the first thing for which .NET refuses the file; null if it takes it
   */
  ProxySetting setting(Role role, @Nullable Fault refused) {
    Element begun = element;
    if (refused != null) {
      return of(role, ProxySetting.Kind.INVALID, refused.at().line());
    }
    if (begun == null) {
      return of(role, ProxySetting.Kind.ABSENT, 1);
    }
    if (isElsewhere(begun)) {
      return of(role, ProxySetting.Kind.ELSEWHERE, begun.line());
    }
    Attribute address = given("proxyaddress");
    if (isSet("enabled", "false")) {
      HostPort unused = address == null ? null : ProxyAddress.parse(address.value()).hostPort();
      return of(role, ProxySetting.Kind.NONE, line("enabled"), null, unused);
    }
    if (address != null) {
      ProxyAddress parsed = ProxyAddress.parse(address.value());
      Kind wrong = parsed.fault();
      if (wrong != null) {
        fault(wrong, address.line(), parsed.facts());
      }
      HostPort proxy =
          wrong == null || wrong == Kind.ADDRESS_WITHOUT_PORT ? parsed.hostPort() : null;
      ProxySetting.Kind kind = proxy == null ? ProxySetting.Kind.INVALID : ProxySetting.Kind.FIXED;
      return of(role, kind, address.line(), proxy, null);
    }
    return withoutAddress(role, begun);
  }

  private ProxySetting withoutAddress(Role role, Element begun) {
    if (given("scriptLocation") != null) {
      return of(role, ProxySetting.Kind.SCRIPT, line("scriptLocation"));
    }
    if (isSet("autoDetect", "true", "1")) {
      return of(role, ProxySetting.Kind.DISCOVERY, line("autoDetect"));
    }
    int line = proxy == null ? begun.line() : proxy.line();
    boolean noDiscovery = isSet("autoDetect", "false", "0");
    if (isSet("usesystemdefault", "true", "1") && !noDiscovery) {
      return of(role, ProxySetting.Kind.SYSTEM, line("usesystemdefault"));
    }
    boolean local = isSet("bypassonlocal", "true", "false", "1", "0");
    boolean anything = noDiscovery || local || !bypassed.isEmpty();
    boolean off = isSet("usesystemdefault", "false", "0");
    // Settings without an address leave .NET with a proxy object that has none: it goes directly.
    return of(role, anything || off ? ProxySetting.Kind.NONE : ProxySetting.Kind.SYSTEM, line);
  }

  private boolean isElsewhere(Element begun) {
    String type = module == null ? null : module.value("type");
    return (type != null && !type.isEmpty())
        || begun.attribute("configSource") != null
        || begun.attribute("configProtectionProvider") != null;
  }

  /** Of an attribute with a value; an empty one counts as not set. */
  private @Nullable Attribute given(String name) {
    Attribute attribute = values.get(name);
    return attribute == null || attribute.value().isEmpty() ? null : attribute;
  }

  private boolean isSet(String name, String... to) {
    Attribute attribute = values.get(name);
    return attribute != null
        && List.of(to).contains(attribute.value().strip().toLowerCase(Locale.ROOT));
  }

  private int line(String name) {
    Attribute attribute = values.get(name);
    return attribute == null ? 1 : attribute.line();
  }

  private ProxySetting of(Role role, ProxySetting.Kind kind, int line) {
    return of(role, kind, line, null, null);
  }

  private ProxySetting of(
      Role role,
      ProxySetting.Kind kind,
      int line,
      @Nullable HostPort address,
      @Nullable HostPort unused) {
    Attribute script = kind == ProxySetting.Kind.SCRIPT ? given("scriptLocation") : null;
    return new ProxySetting(
        role,
        kind,
        address,
        unused,
        script == null ? null : shown(script),
        List.copyOf(bypassed),
        isSet("useDefaultCredentials", "true"),
        new Location(file, line));
  }
}
