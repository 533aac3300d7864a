package org.connectoranalyzer.redaction.payload;

import static java.nio.charset.StandardCharsets.UTF_16BE;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.connectoranalyzer.redaction.Redaction;
import org.jspecify.annotations.Nullable;

/**
 * X.509 certificates (RFC 5280) in DER: lengths, times and what algorithms they are of stay, names
 * get stand-ins; keys, serial numbers, signatures and all that is not known become zero.
 */
final class Certificates {
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int OBJECT_IDENTIFIER = 0x06;
  private static final int BMP_STRING = 0x1E;
  private static final int DEEPEST = 24;

  /** BOOLEAN, NULL, OBJECT IDENTIFIER, UTCTime, GeneralizedTime. */
  private static final Set<Integer> KEPT = Set.of(0x01, 0x05, OBJECT_IDENTIFIER, 0x17, 0x18);

  /** UTF8, Numeric, Printable, Teletex, IA5, Visible strings, whose bytes are text as they are. */
  private static final Set<Integer> STRINGS = Set.of(0x0C, 0x12, 0x13, 0x14, 0x16, 0x1A);

  /** By the hexadecimal form of their identifiers; all that is not here is of no type. */
  private static final Map<String, String> TYPES =
      Map.of(
          "550403", "CN", "550406", "C", "550407", "L", "550408", "ST", "550409", "STREET",
          "55040a", "O", "55040b", "OU");

  private static final String ORGANIZATION = "55040a";
  private static final String ALTERNATIVE_NAMES = "551d11";

  /** Basic constraints, key usage, extended key usage. */
  private static final Set<String> KEPT_EXTENSIONS = Set.of("551d13", "551d0f", "551d25");

  private final byte[] der;
  private final byte[] replaced;
  private final Redaction redaction;

  private Certificates(byte[] der, Redaction redaction) {
    this.der = der;
    this.redaction = redaction;
    replaced = new byte[der.length];
  }

  /** The redacted certificate, or as much of it as there is. */
  static byte[] redacted(byte[] der, Redaction redaction) {
    Certificates certificates = new Certificates(der, redaction);
    certificates.elements(0, der.length, 0, false);
    return certificates.replaced;
  }

  /** One element, whose content may be cut. */
  private record Element(int tag, int start, int content, int end) {}

  private @Nullable Element element(int at, int limit) {
    if (at + 2 > limit) {
      return null;
    }
    int length = der[at + 1] & 0xFF;
    int content = at + 2;
    if (length >= 0x80) {
      int bytes = length & 0x7F;
      if (bytes == 0 || bytes > 3 || content + bytes > limit) {
        return null;
      }
      length = 0;
      for (int i = 0; i < bytes; i++) {
        length = length << 8 | (der[content++] & 0xFF);
      }
    }
    return new Element(der[at] & 0xFF, at, content, Math.min(limit, content + length));
  }

  private void keep(int from, int to) {
    System.arraycopy(der, from, replaced, from, to - from);
  }

  private void elements(int from, int to, int depth, boolean authority) {
    String identifier = "";
    int at = from;
    Element element = element(at, to);
    while (element != null && depth < DEEPEST) {
      keep(element.start, element.content);
      if (element.tag == OBJECT_IDENTIFIER) {
        identifier = hexadecimal(element);
      }
      content(element, identifier, depth, authority);
      at = element.end;
      element = element(at, to);
    }
  }

  private void content(Element element, String identifier, int depth, boolean authority) {
    int tag = element.tag;
    if ((tag & 0x20) != 0) {
      boolean known = authority || (tag == SEQUENCE && isAuthority(element));
      elements(element.content, element.end, depth + 1, known);
    } else if (KEPT.contains(tag) || (tag == 0x02 && element.end - element.content <= 1)) {
      keep(element.content, element.end);
    } else if (STRINGS.contains(tag)) {
      String type = TYPES.getOrDefault(identifier, identifier);
      put(
          element.content,
          Texts.replaced(
              der,
              element.content,
              element.end,
              text -> redaction.certificateName(type, text, authority)));
    } else if (tag == BMP_STRING) {
      wide(element, TYPES.getOrDefault(identifier, identifier), authority);
    } else if (tag == 0x04 && KEPT_EXTENSIONS.contains(identifier)) {
      keep(element.content, element.end);
    } else if (tag == 0x04 && identifier.equals(ALTERNATIVE_NAMES)) {
      alternativeNames(element);
    }
  }

  private void put(int at, byte[] bytes) {
    System.arraycopy(bytes, 0, replaced, at, bytes.length);
  }

  private void wide(Element element, String type, boolean authority) {
    String text = new String(der, element.content, (element.end - element.content) & ~1, UTF_16BE);
    byte[] standIn = redaction.certificateName(type, text, authority).getBytes(UTF_16BE);
    if (standIn.length == element.end - element.content) {
      put(element.content, standIn);
    }
  }

  /** dNSName and iPAddress of GeneralNames (RFC 5280 §4.2.1.6). */
  private void alternativeNames(Element extension) {
    Element names = element(extension.content, extension.end);
    if (names == null || names.tag != SEQUENCE) {
      return;
    }
    keep(names.start, names.content);
    Element name = element(names.content, names.end);
    while (name != null) {
      keep(name.start, name.content);
      int length = name.end - name.content;
      if (name.tag == 0x82) {
        put(name.content, Texts.replaced(der, name.content, name.end, redaction::text));
      } else if (name.tag == 0x87 && (length == 4 || length == 16)) {
        put(
            name.content,
            Addresses.bytes(redaction.address(Addresses.read(der, name.content, length))));
      }
      name = element(name.end, names.end);
    }
  }

  /** Whether it is a Name whose organisation is a public authority's. */
  private boolean isAuthority(Element name) {
    Element part = element(name.content, name.end);
    while (part != null && part.tag == SET) {
      Element attribute = element(part.content, part.end);
      if (attribute != null && isAuthoritys(attribute)) {
        return true;
      }
      part = element(part.end, name.end);
    }
    return false;
  }

  private boolean isAuthoritys(Element attribute) {
    Element type = element(attribute.content, attribute.end);
    Element value = type == null ? null : element(type.end, attribute.end);
    return type != null
        && value != null
        && STRINGS.contains(value.tag)
        && ORGANIZATION.equals(hexadecimal(type))
        && redaction.isPublicOrganization(Texts.decoded(der, value.content, value.end));
  }

  private String hexadecimal(Element element) {
    byte[] bytes =
        Arrays.copyOfRange(der, element.content, Math.min(element.end, element.content + 32));
    return HexFormat.of().formatHex(bytes);
  }
}
