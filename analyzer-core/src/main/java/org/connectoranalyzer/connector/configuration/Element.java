package org.connectoranalyzer.connector.configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * A start tag of a .NET configuration.
 *
 * @param name as written
 * @param attributes in order; those with a prefix are none of .NET's and left out
 * @param line of its {@code <}
 */
record Element(String name, List<Attribute> attributes, int line) {
  private static final int MOST_SHOWN = 200;

  /** A name, its value, and the line it stands in. */
  record Attribute(String name, String value, int line) {
    /** The value without credentials, short enough for a message. */
    String shown() {
      return bounded(ProxyAddress.masked(value));
    }
  }

  Element {
    attributes = List.copyOf(attributes);
  }

  /** The element at which a parser stands; its tag tells the lines. */
  static Element of(XMLStreamReader xml, StartTags.Tag tag) {
    Map<String, Integer> lines = tag.attributeLines();
    List<Attribute> attributes = new ArrayList<>();
    for (int i = 0; i < xml.getNamespaceCount(); i++) {
      String prefix = xml.getNamespacePrefix(i);
      String name = prefix == null || prefix.isEmpty() ? "xmlns" : "xmlns:" + prefix;
      String uri = xml.getNamespaceURI(i);
      attributes.add(new Attribute(name, uri == null ? "" : uri, line(lines, name, tag)));
    }
    for (int i = 0; i < xml.getAttributeCount(); i++) {
      String prefix = xml.getAttributePrefix(i);
      if (prefix == null || prefix.isEmpty()) {
        String name = xml.getAttributeLocalName(i);
        attributes.add(new Attribute(name, xml.getAttributeValue(i), line(lines, name, tag)));
      }
    }
    String prefix = xml.getPrefix();
    String local = xml.getLocalName();
    String name = prefix == null || prefix.isEmpty() ? local : prefix + ":" + local;
    return new Element(name, attributes, tag.line());
  }

  private static int line(Map<String, Integer> lines, String name, StartTags.Tag tag) {
    return lines.getOrDefault(name, tag.line());
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
    return bounded(name);
  }

  static String bounded(String text) {
    return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
  }
}
