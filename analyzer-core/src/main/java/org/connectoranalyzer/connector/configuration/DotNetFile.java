package org.connectoranalyzer.connector.configuration;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.connectoranalyzer.connector.configuration.ConfigurationFile.RecognizedBy;
import org.connectoranalyzer.connector.configuration.Fault.Kind;

/**
 * An {@code .exe.config} or {@code machine.config}, streamed. Document types end the reading, no
 * entity is ever expanded or opened. Judged is what .NET's configuration system surely refuses on
 * the way to {@code configuration/system.net/defaultProxy}, nothing else.
 */
final class DotNetFile {
  private static final String ROOT = "configuration";
  private static final String SECTIONS = "configSections";
  private static final String NETWORK = "system.net";
  private static final String PROXY = "defaultProxy";
  private static final int MOST_DEPTH = 256;
  private static final String NAMESPACE = "http://schemas.microsoft.com/.NetConfiguration/v2.0";
  private static final int MOST_SHOWN = 40;

  /** Names directly below the root, whose case is judged. */
  private static final List<String> TOP =
      List.of(SECTIONS, NETWORK, "runtime", "appSettings", "startup", "location");

  private static final List<String> NETWORK_SECTIONS =
      List.of(
          "authenticationModules",
          "connectionManagement",
          PROXY,
          "mailSettings",
          "requestCaching",
          "settings",
          "webRequestModules");

  /** What surrounds an element. */
  private enum Scope {
    DOCUMENT,
    CONFIGURATION,
    NETWORK,
    PROXY_SECTION,
    BYPASS_LIST,
    /** An element that has no elements inside. */
    LEAF,
    /** Nothing of it is looked at but misplaced settings. */
    OTHER,
    /** As OTHER, and not even those: a fault is noted already, or they are for other paths. */
    PASSED
  }

  private final String name;
  private final Faults faults;
  private final Deque<Scope> scopes = new ArrayDeque<>(List.of(Scope.DOCUMENT));
  private final DefaultProxySection section;
  private String leaf = "";
  private boolean configuration;
  private boolean anyTop;
  private boolean strayed;
  private boolean machine;
  private boolean updater;

  private DotNetFile(String name) {
    this.name = name;
    faults = new Faults(name);
    section = new DefaultProxySection(name, faults);
  }

  /** Reads to the end, or to the first thing that is not XML. */
  static DotNetFile read(MarkupText text, String name) throws IOException {
    DotNetFile file = new DotNetFile(name);
    file.readAll(text);
    return file;
  }

  /** Whether the root is that of a configuration. */
  boolean isConfiguration() {
    return configuration;
  }

  Role likelyRole() {
    return machine ? Role.MACHINE : updater ? Role.UPDATER : Role.SERVICE;
  }

  ConfigurationFile as(Role role, RecognizedBy recognizedBy) {
    ProxySetting setting = section.setting(role);
    return new ConfigurationFile(name, role, recognizedBy, setting, null, null, faults.inOrder());
  }

  private void readAll(MarkupText text) throws IOException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setXMLResolver(
        (publicId, systemId, base, namespace) -> {
          throw new XMLStreamException("nothing outside of the file is read");
        });
    int line = 1;
    int column = 1;
    try {
      XMLStreamReader xml = factory.createXMLStreamReader(text);
      boolean on = isOfKnownVersion(xml);
      while (on && xml.hasNext()) {
        int event = xml.next();
        int before = line;
        line = Math.max(1, xml.getLocation().getLineNumber());
        on = event(xml, event, text, before) && !faults.full();
        text.event(line);
      }
    } catch (XMLStreamException e) {
      if (e.getLocation() != null) {
        line = Math.max(line, e.getLocation().getLineNumber());
        column = Math.max(1, e.getLocation().getColumnNumber());
      }
      broken(text, line, column);
    } catch (RuntimeException e) {
      // The parser of some JDKs throws such on garbage.
      broken(text, line, column);
    }
  }

  /** .NET knows version 1.0 only. */
  private boolean isOfKnownVersion(XMLStreamReader xml) {
    boolean known = xml.getVersion() == null || xml.getVersion().equals("1.0");
    if (!known) {
      faults.add(Kind.NOT_WELL_FORMED, 1, Map.of("column", 1));
    }
    return known;
  }

  private void broken(MarkupText text, int line, int column) throws IOException {
    if (text.failure() != null) {
      throw text.failure();
    }
    Fault stop = text.stop();
    if (stop != null) {
      faults.add(stop);
    } else {
      faults.add(Kind.NOT_WELL_FORMED, line, Map.of("column", column));
    }
  }

  /** False to stop; {@code before} is the line in which what came before it ended. */
  private boolean event(XMLStreamReader xml, int event, MarkupText text, int before) {
    switch (event) {
      case XMLStreamConstants.DTD -> {
        faults.add(Kind.DOCUMENT_TYPE, text.tags().begin(), Map.of());
        return false;
      }
      case XMLStreamConstants.START_ELEMENT -> {
        return start(xml, text.tags().next());
      }
      case XMLStreamConstants.END_ELEMENT -> {
        strayed = false;
        scopes.pop();
      }
      case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> stray(xml, before);
      default -> {}
    }
    return true;
  }

  private boolean start(XMLStreamReader xml, StartTags.Tag tag) {
    strayed = false;
    if (scopes.size() > MOST_DEPTH) {
      faults.add(Kind.TOO_LARGE, tag.line(), Map.of());
      return false;
    }
    Scope scope = scopes.element();
    scopes.push(scope == Scope.PASSED ? scope : scopeOf(scope, Element.of(xml, tag)));
    return true;
  }

  /** Text, be it only a blank that is none of XML's, where .NET expects elements. */
  private void stray(XMLStreamReader xml, int before) {
    boolean elementsOnly =
        switch (scopes.element()) {
          case CONFIGURATION, NETWORK, PROXY_SECTION, BYPASS_LIST, LEAF -> true;
          case DOCUMENT, OTHER, PASSED -> false;
        };
    if (!elementsOnly || strayed || xml.isWhiteSpace()) {
      return;
    }
    strayed = true;
    String text = xml.getText();
    int first = 0;
    while (text.charAt(first) <= ' ') {
      first++;
    }
    int line = before + (int) text.chars().limit(first).filter(c -> c == '\n').count();
    faults.add(Kind.STRAY_TEXT, line, Map.of("found", shown(text.substring(first))));
  }

  private static String shown(String text) {
    int first = text.codePointAt(0);
    if (Character.isSpaceChar(first) || Character.getType(first) == Character.FORMAT) {
      return String.format(Locale.ROOT, "U+%04X", first);
    }
    String line = ProxyAddress.masked(text.lines().findFirst().orElse("").strip());
    return line.length() <= MOST_SHOWN ? line : line.substring(0, MOST_SHOWN) + "…";
  }

  private Scope scopeOf(Scope scope, Element element) {
    return switch (scope) {
      case DOCUMENT -> root(element);
      case CONFIGURATION -> top(element);
      case NETWORK -> network(element);
      case PROXY_SECTION -> section.child(element) ? Scope.BYPASS_LIST : leaf(element);
      case BYPASS_LIST -> {
        section.bypassEntry(element);
        yield leaf(element);
      }
      case LEAF -> {
        faults.unknown(element, leaf, List.of());
        yield Scope.PASSED;
      }
      case OTHER -> other(element);
      case PASSED -> Scope.PASSED;
    };
  }

  private Scope leaf(Element element) {
    leaf = element.shown();
    return Scope.LEAF;
  }

  private Scope root(Element element) {
    configuration = element.name().equalsIgnoreCase(ROOT);
    if (!configuration) {
      Map<String, Object> facts = Map.of("found", element.shown(), "expected", ROOT);
      faults.add(Kind.UNKNOWN_ELEMENT, element.line(), facts);
      return Scope.PASSED;
    }
    if (!element.name().equals(ROOT)) {
      faults.wrongCase(element, ROOT);
    }
    for (Element.Attribute attribute : element.attributes()) {
      if (!attribute.name().equals("xmlns")) {
        faults.unknown(attribute, element, List.of());
      } else if (!attribute.value().equals(NAMESPACE)) {
        faults.wrongValue(attribute, NAMESPACE);
      }
    }
    return Scope.CONFIGURATION;
  }

  private Scope top(Element element) {
    boolean first = !anyTop;
    anyTop = true;
    String name = element.name();
    if (name.equals(SECTIONS) && !first) {
      faults.misplaced(element, ROOT + "/" + SECTIONS);
    }
    if (name.equals("location")) {
      String path = element.value("path");
      return path == null || path.isBlank() || path.equals(".")
          ? Scope.CONFIGURATION
          : Scope.PASSED;
    }
    if (name.equals(NETWORK)) {
      return Scope.NETWORK;
    }
    for (String known : TOP) {
      if (name.equalsIgnoreCase(known) && !name.equals(known)) {
        faults.wrongCase(element, known);
        return known.equals(NETWORK) ? Scope.NETWORK : Scope.OTHER;
      }
    }
    return faults.misplaced(element) ? Scope.PASSED : Scope.OTHER;
  }

  private Scope network(Element element) {
    String name = element.name();
    if (name.equalsIgnoreCase(PROXY)) {
      if (!name.equals(PROXY)) {
        faults.wrongCase(element, PROXY);
      }
      section.begin(element);
      return Scope.PROXY_SECTION;
    }
    if (NETWORK_SECTIONS.contains(name)) {
      return Scope.OTHER;
    }
    faults.unknown(element, NETWORK, NETWORK_SECTIONS);
    return Scope.PASSED;
  }

  private Scope other(Element element) {
    String name = element.name();
    if (name.equals("sectionGroup") && NETWORK.equals(element.value("name"))) {
      machine = true;
    }
    String value = element.value("value");
    if (name.equals("add") && value != null && value.contains("Updater")) {
      updater = true;
    }
    // Other sections may have elements of the names proxy and bypasslist.
    boolean ofNetwork = name.equals(NETWORK) || name.equals(PROXY);
    return ofNetwork && faults.misplaced(element) ? Scope.PASSED : Scope.OTHER;
  }
}
