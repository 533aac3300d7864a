package org.connectoranalyzer.connector.configuration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.connectoranalyzer.connector.configuration.Element.Attribute;
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

  /** Entries of a bypass list that are kept; nobody writes as many. */
  private static final int MOST_BYPASSED = 1000;

  private final String file;
  private final Faults faults;
  private final Map<String, Attribute> values = new LinkedHashMap<>();
  private final Set<String> bypassed = new LinkedHashSet<>();
  private final Set<String> children = new LinkedHashSet<>();
  private @Nullable Element element;
  private @Nullable Element module;
  private @Nullable Element proxy;

  DefaultProxySection(String file, Faults faults) {
    this.file = file;
    this.faults = faults;
  }

  /** The section's own start tag. */
  void begin(Element found) {
    children.clear();
    if (element != null) {
      faults.repeated(found);
      return;
    }
    element = found;
    take(found, SECTION);
  }

  /** An element inside; whether it is the bypass list. */
  boolean child(Element found) {
    String name = found.name();
    if (!CHILDREN.contains(name)) {
      faults.unknown(found, "defaultProxy", CHILDREN);
      return false;
    }
    if (!children.add(name)) {
      faults.repeated(found);
    }
    if (name.equals("module")) {
      module = found;
      take(found, List.of("type"));
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
    switch (found.name()) {
      case "clear" -> bypassed.clear();
      case "add", "remove" -> bypassAddress(found);
      default -> faults.unknown(found, "bypasslist", List.of("add", "clear", "remove"));
    }
  }

  private void bypassAddress(Element found) {
    checkNames(found, List.of("address"));
    Attribute address = found.attribute("address");
    if (address == null) {
      faults.wrongValue(new Attribute("address", "", found.line()), "address=\"…\"");
    } else if (found.name().equals("remove")) {
      bypassed.remove(address.value());
    } else if (bypassed.size() == MOST_BYPASSED) {
      faults.add(Kind.TOO_LARGE, found.line(), Map.of());
    } else {
      bypassed.add(address.value());
      if (BypassPattern.isRefused(address.value())) {
        faults.add(Kind.WRONG_PATTERN, address.line(), Map.of("value", address.shown()));
      }
    }
  }

  private void take(Element found, List<String> own) {
    checkNames(found, own);
    for (Attribute attribute : found.attributes()) {
      if (own.contains(attribute.name())) {
        values.putIfAbsent(attribute.name(), attribute);
        checkValue(attribute);
      }
    }
  }

  private void checkNames(Element found, List<String> own) {
    for (Attribute attribute : found.attributes()) {
      String name = attribute.name();
      if (!own.contains(name) && !COMMON.contains(name) && !name.startsWith("xmlns")) {
        faults.unknown(attribute, found, own);
      }
    }
  }

  private void checkValue(Attribute attribute) {
    String value = attribute.value().strip().toLowerCase(Locale.ROOT);
    switch (attribute.name()) {
      case "enabled", "useDefaultCredentials" ->
          check(attribute, value.equals("true") || value.equals("false"), "true, false");
      case "bypassonlocal", "usesystemdefault", "autoDetect" ->
          check(
              attribute,
              List.of("true", "false", "unspecified", "1", "0", "-1").contains(value),
              "true, false");
      case "scriptLocation" ->
          check(attribute, !ProxyAddress.isRelative(attribute.value()), "http://…");
      default -> {}
    }
  }

  private void check(Attribute attribute, boolean fits, String expected) {
    if (!fits) {
      faults.wrongValue(attribute, expected);
    }
  }

  /** What .NET does with it all, once the file is read; notes what is wrong with the address. */
  ProxySetting setting(Role role) {
    Element begun = element;
    boolean off = isSet("enabled", "false");
    boolean elsewhere = begun != null && isElsewhere(begun, off);
    Fault refused = faults.first();
    Attribute address = elsewhere ? null : given("proxyaddress");
    ProxyAddress parsed = address == null ? null : ProxyAddress.parse(address.value());
    boolean usable = address == null || parsed == null || isUsable(address, parsed, off);
    if (refused != null) {
      return of(role, ProxySetting.Kind.INVALID, refused.at().line());
    }
    if (begun == null) {
      return of(role, ProxySetting.Kind.ABSENT, 1);
    }
    if (elsewhere) {
      return of(role, ProxySetting.Kind.ELSEWHERE, begun.line());
    }
    if (off && usable) {
      HostPort unused = parsed == null ? null : parsed.hostPort();
      return of(role, ProxySetting.Kind.NONE, line("enabled"), null, unused);
    }
    if (address == null || parsed == null) {
      return withoutAddress(role, begun);
    }
    return usable
        ? of(role, ProxySetting.Kind.FIXED, address.line(), parsed.hostPort(), null)
        : of(role, ProxySetting.Kind.INVALID, address.line());
  }

  /**
   * Whether .NET can work with it. Where it is switched off, it must be a URI nevertheless: .NET
   * converts all values of a section before it asks whether the section is enabled.
   */
  private boolean isUsable(Attribute address, ProxyAddress parsed, boolean off) {
    Kind wrong = parsed.fault();
    if (wrong == null || (off && !ProxyAddress.isRelative(address.value()))) {
      return true;
    }
    faults.add(wrong, address.line(), parsed.facts());
    return wrong == Kind.ADDRESS_WITHOUT_PORT;
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

  /** A section without a proxy makes no use of its module. */
  private boolean isElsewhere(Element begun, boolean off) {
    String type = module == null ? null : module.value("type");
    return (type != null && !type.isEmpty() && !off)
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
        script == null ? null : script.shown(),
        new ArrayList<>(bypassed),
        isSet("useDefaultCredentials", "true"),
        new Location(file, line));
  }
}
