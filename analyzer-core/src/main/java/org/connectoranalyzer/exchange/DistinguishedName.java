package org.connectoranalyzer.exchange;

import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.connectoranalyzer.capture.ByteView;
import org.jspecify.annotations.Nullable;

/**
 * An X.501 name as text (RFC 4514): the most specific part first, short names for the types of that
 * RFC, others by number. Values are written as text, also those of types without a short name.
 */
final class DistinguishedName {
  private static final int UTF8_STRING = 0x0C;
  private static final int NUMERIC = 0x12;
  private static final int PRINTABLE = 0x13;
  private static final int TELETEX = 0x14;
  private static final int IA5 = 0x16;
  private static final int VISIBLE = 0x1A;
  private static final int UNIVERSAL_STRING = 0x1C;
  private static final int BMP_STRING = 0x1E;
  private static final int LONGEST_TYPE = 32;
  private static final String ORGANIZATION = "O";

  private final String text;
  private final @Nullable String organization;

  private DistinguishedName(String text, @Nullable String organization) {
    this.text = text;
    this.organization = organization;
  }

  /** Of a Name (RFC 5280 §4.1.2.4): the content of its SEQUENCE, as far as it can be read. */
  static DistinguishedName of(DerReader name) {
    List<String> parts = new ArrayList<>();
    String organization = null;
    while (name.next()) {
      StringBuilder part = new StringBuilder();
      DerReader attributes = name.inside();
      while (attributes.next()) {
        DerReader attribute = attributes.inside();
        if (attribute.next(DerReader.OBJECT_IDENTIFIER)) {
          String type = type(attribute.content());
          String value = attribute.next() ? text(attribute.tag(), attribute.content()) : "";
          part.append(part.isEmpty() ? "" : "+").append(type).append('=');
          part.append(value == null ? hexadecimal(attribute.content()) : escaped(value));
          organization = type.equals(ORGANIZATION) && value != null ? value : organization;
        }
      }
      if (!part.isEmpty()) {
        parts.add(part.toString());
      }
    }
    Collections.reverse(parts);
    return new DistinguishedName(String.join(",", parts), organization);
  }

  String text() {
    return text;
  }

  /** The most specific O; not escaped. */
  @Nullable String organization() {
    return organization;
  }

  private static String type(ByteView identifier) {
    String number = number(identifier);
    return switch (number) {
      case "2.5.4.3" -> "CN";
      case "2.5.4.6" -> "C";
      case "2.5.4.7" -> "L";
      case "2.5.4.8" -> "ST";
      case "2.5.4.9" -> "STREET";
      case "2.5.4.10" -> ORGANIZATION;
      case "2.5.4.11" -> "OU";
      case "0.9.2342.19200300.100.1.1" -> "UID";
      case "0.9.2342.19200300.100.1.25" -> "DC";
      default -> number;
    };
  }

  /** "2.5.4.3" (X.690 §8.19): base 128, the first byte holds two numbers. */
  private static String number(ByteView identifier) {
    StringBuilder number = new StringBuilder();
    BigInteger arc = BigInteger.ZERO;
    for (int i = 0; i < Math.min(LONGEST_TYPE, identifier.length()); i++) {
      int octet = identifier.u8(i);
      arc = arc.shiftLeft(7).add(BigInteger.valueOf(octet % 128));
      if (octet < 128) {
        if (number.isEmpty()) {
          int first = Math.min(2, arc.divide(BigInteger.valueOf(40)).intValue());
          number.append(first);
          arc = arc.subtract(BigInteger.valueOf(40L * first));
        }
        number.append('.').append(arc);
        arc = BigInteger.ZERO;
      }
    }
    return number.toString();
  }

  /** The value if it is one of the string types. */
  private static @Nullable String text(int tag, ByteView content) {
    return switch (tag) {
      case BMP_STRING -> new String(bytes(content), StandardCharsets.UTF_16BE);
      case UNIVERSAL_STRING -> new String(bytes(content), Charset.forName("UTF-32BE"));
      case UTF8_STRING, NUMERIC, PRINTABLE, TELETEX, IA5, VISIBLE ->
          HttpText.decoded(content.ascii(0, content.length()));
      default -> null;
    };
  }

  private static String hexadecimal(ByteView content) {
    return "#" + HexFormat.of().formatHex(bytes(content));
  }

  private static byte[] bytes(ByteView content) {
    byte[] bytes = new byte[content.length()];
    content.copyTo(0, bytes, 0, bytes.length);
    return bytes;
  }

  /** RFC 4514 §2.4; control characters as numbers, too. */
  private static String escaped(String value) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean blankAtEnd = c == ' ' && (i == 0 || i == value.length() - 1);
      if (c < ' ' || c == 0x7F) {
        text.append('\\').append(HexFormat.of().toHexDigits((byte) c));
      } else {
        boolean special = blankAtEnd || "\"+,;<>\\".indexOf(c) >= 0 || (c == '#' && i == 0);
        text.append(special ? "\\" : "").append(c);
      }
    }
    return text.toString();
  }
}
