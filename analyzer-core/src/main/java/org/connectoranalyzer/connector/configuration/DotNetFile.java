package org.connectoranalyzer.connector.configuration;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
import org.jspecify.annotations.Nullable;

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
  private static final String PLACE = ROOT + "/" + NETWORK + "/" + PROXY;
  private static final int MOST_DEPTH = 256;
  private static final int MOST_FAULTS = 20;

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
    /** Nothing of it is looked at but misplaced settings. */
    OTHER,
    /** As OTHER, and not even those: a fault is noted already, or they are for other paths. */
    PASSED
  }

  private final String name;
  private final List<Fault> faults = new ArrayList<>();
  private final Deque<Scope> scopes = new ArrayDeque<>(List.of(Scope.DOCUMENT));
  private final DefaultProxySection section;
  private boolean configuration;
  private boolean anyTop;
  private boolean machine;
  private boolean updater;

  private DotNetFile(String name) {
    this.name = name;
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
    Fault refused = faults.isEmpty() ? null : faults.get(0);
    ProxySetting setting = section.setting(role, refused);
    List<Fault> first = faults.subList(0, Math.min(faults.size(), MOST_FAULTS));
    return new ConfigurationFile(name, role, recognizedBy, setting, null, null, first);
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
      boolean on = true;
      while (on && xml.hasNext()) {
        int event = xml.next();
        line = Math.max(1, xml.getLocation().getLineNumber());
        on = event(xml, event, text);
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

  private void broken(MarkupText text, int line, int column) {
    Fault stop = text.stop();
    faults.add(
        stop != null
            ? stop
            : new Fault(Kind.NOT_WELL_FORMED, new Location(name, line), Map.of("column", column)));
  }

  /** False to stop. */
  private boolean event(XMLStreamReader xml, int event, MarkupText text) {
    if (event == XMLStreamConstants.DTD) {
      fault(Kind.DOCUMENT_TYPE, text.tags().begin(), Map.of());
      return false;
    }
    if (event == XMLStreamConstants.START_ELEMENT) {
      Element element = Element.of(xml, text.tags().next());
      if (scopes.size() > MOST_DEPTH) {
        fault(Kind.TOO_LARGE, element.line(), Map.of());
        return false;
      }
      scopes.push(scopeOf(element));
    } else if (event == XMLStreamConstants.END_ELEMENT) {
      scopes.pop();
    }
    return true;
  }

  private Scope scopeOf(Element element) {
    return switch (scopes.element()) {
      case DOCUMENT -> root(element);
      case CONFIGURATION -> top(element);
      case NETWORK -> network(element);
      case PROXY_SECTION -> section.child(element) ? Scope.BYPASS_LIST : Scope.PASSED;
      case BYPASS_LIST -> {
        section.bypassEntry(element);
        yield Scope.PASSED;
      }
      case OTHER -> other(element);
      case PASSED -> Scope.PASSED;
    };
  }

  private Scope root(Element element) {
    configuration = element.name().equalsIgnoreCase(ROOT);
    if (element.name().equals(ROOT)) {
      return Scope.CONFIGURATION;
    }
    Kind kind = configuration ? Kind.WRONG_CASE : Kind.UNKNOWN_ELEMENT;
    fault(kind, element.line(), Map.of("found", element.shown(), "expected", ROOT));
    return configuration ? Scope.CONFIGURATION : Scope.PASSED;
  }

  private Scope top(Element element) {
    boolean first = !anyTop;
    anyTop = true;
    String name = element.name();
    if (name.equals(SECTIONS) && !first) {
      misplaced(element, ROOT + "/" + SECTIONS);
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
        fault(Kind.WRONG_CASE, element.line(), Map.of("found", element.shown(), "expected", known));
        return known.equals(NETWORK) ? Scope.NETWORK : Scope.OTHER;
      }
    }
    if (isOfProxy(name)) {
      misplaced(element, PLACE);
      return Scope.PASSED;
    }
    return Scope.OTHER;
  }

  private static boolean isOfProxy(String name) {
    return List.of("defaultproxy", "proxy", "bypasslist").contains(name.toLowerCase(Locale.ROOT));
  }

  private Scope network(Element element) {
    String name = element.name();
    if (name.equalsIgnoreCase(PROXY)) {
      if (!name.equals(PROXY)) {
        fault(Kind.WRONG_CASE, element.line(), Map.of("found", element.shown(), "expected", PROXY));
      }
      section.begin(element);
      return Scope.PROXY_SECTION;
    }
    if (!NETWORK_SECTIONS.contains(name)) {
      if (isOfProxy(name)) {
        misplaced(element, PLACE);
        return Scope.PASSED;
      }
      String known =
          NETWORK_SECTIONS.stream().filter(name::equalsIgnoreCase).findFirst().orElse(null);
      Map<String, Object> facts =
          known == null
              ? Map.of("found", element.shown(), "parent", NETWORK)
              : Map.of("found", element.shown(), "expected", known);
      fault(known == null ? Kind.UNKNOWN_ELEMENT : Kind.WRONG_CASE, element.line(), facts);
    }
    return Scope.OTHER;
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
    boolean network = name.equals(NETWORK);
    if (network || name.equals(PROXY)) {
      misplaced(element, network ? ROOT + "/" + NETWORK : PLACE);
      return Scope.PASSED;
    }
    return Scope.OTHER;
  }

  private void misplaced(Element element, String expected) {
    fault(Kind.WRONG_PLACE, element.line(), Map.of("found", element.shown(), "expected", expected));
  }

  private void fault(Kind kind, int line, Map<String, Object> facts) {
    faults.add(new Fault(kind, new Location(name, Math.max(1, line)), facts));
  }

  /**
   * A start tag.
   *
   * @param name without prefix
   * @param attributes those without prefix, in order
   */
  record Element(String name, List<Attribute> attributes, int line) {
    static Element of(XMLStreamReader xml, StartTags.Tag tag) {
      List<Attribute> attributes = new ArrayList<>();
      for (int i = 0; i < xml.getAttributeCount(); i++) {
        if (xml.getAttributePrefix(i) == null || xml.getAttributePrefix(i).isEmpty()) {
          String name = xml.getAttributeLocalName(i);
          int at = tag.line() + lineEnds(tag.text(), place(tag.text(), name));
          attributes.add(new Attribute(name, xml.getAttributeValue(i), at));
        }
      }
      return new Element(xml.getLocalName(), List.copyOf(attributes), tag.line());
    }

    private static int lineEnds(String tag, int to) {
      return (int) tag.substring(0, to).chars().filter(c -> c == '\n').count();
    }

    /** Where an attribute's name stands, outside of all quoted values. */
    private static int place(String tag, String name) {
      char quote = 0;
      for (int i = 1; i < tag.length(); i++) {
        char c = tag.charAt(i);
        if (quote != 0) {
          quote = c == quote ? 0 : quote;
        } else if (c == '"' || c == '\'') {
          quote = c;
        } else if (c <= ' ' && tag.startsWith(name, i + 1)) {
          String after = tag.substring(i + 1 + name.length()).stripLeading();
          if (after.startsWith("=")) {
            return i + 1;
          }
        }
      }
      return 0;
    }

    @Nullable Attribute attribute(String wanted) {
      return attributes.stream().filter(a -> a.name().equals(wanted)).findFirst().orElse(null);
    }

    @Nullable String value(String wanted) {
      Attribute attribute = attribute(wanted);
      return attribute == null ? null : attribute.value();
    }

    /** The name, short enough for a message. */
    String shown() {
      return Attribute.bounded(name);
    }
  }

  /** A name, its value, and the line it stands in. */
  record Attribute(String name, String value, int line) {
    private static final int MOST_SHOWN = 200;

    static String bounded(String text) {
      return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
    }
  }
}
