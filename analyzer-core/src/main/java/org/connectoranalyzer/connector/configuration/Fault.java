package org.connectoranalyzer.connector.configuration;

import java.util.Map;

/**
 * What keeps a file, or the proxy address in it, from being understood.
 *
 * @param facts fill the holes of its words; values are strings or integers, bounded, no credentials
 */
public record Fault(Kind kind, Location at, Map<String, Object> facts) {
  /** What is wrong; the words have one variant for each. */
  public enum Kind {
    /** Not XML at all, or not well-formed. */
    NOT_WELL_FORMED,
    /** Bytes that are none of the encoding which the file declares. */
    WRONG_ENCODING,
    /** A document type; neither it nor any entity is read. */
    DOCUMENT_TYPE,
    /** A piece of markup longer, or elements deeper, than any configuration has. */
    TOO_LARGE,
    /** The right name in the wrong case: names of .NET's configuration are case-sensitive. */
    WRONG_CASE,
    /** A known element where .NET does not look for it. */
    WRONG_PLACE,
    UNKNOWN_ELEMENT,
    UNKNOWN_ATTRIBUTE,
    /** Text where .NET expects elements only; a blank of a Japanese keyboard is text, too. */
    STRAY_TEXT,
    /** A value that the attribute cannot have. */
    WRONG_VALUE,
    /** What may stand only once. */
    REPEATED,
    /** An entry of the bypass list that is no regular expression. */
    WRONG_PATTERN,
    /** Not what {@code netsh winhttp show proxy} prints. */
    NOT_WINHTTP,
    /** Not a registry export, or the value is not of type DWORD, or under another key. */
    NOT_REGISTRY,
    /** A proxy address without {@code http://}. */
    ADDRESS_WITHOUT_SCHEME(true),
    /** A proxy address with another scheme; .NET speaks to proxies by HTTP only. */
    ADDRESS_OF_OTHER_SCHEME(true),
    ADDRESS_WITHOUT_PORT(true),
    ADDRESS_UNPARSABLE(true);

    private final boolean address;

    Kind() {
      this(false);
    }

    Kind(boolean address) {
      this.address = address;
    }

    /** Whether the file is valid but for the proxy's address. */
    public boolean isAddress() {
      return address;
    }
  }

  public Fault {
    facts = Map.copyOf(facts);
  }
}
