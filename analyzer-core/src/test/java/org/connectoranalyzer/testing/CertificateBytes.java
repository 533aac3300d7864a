package org.connectoranalyzer.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An X.509 certificate in the making (RFC 5280), DER-encoded with a dummy key and signature. Made
 * for {@link TlsBytes#certificate}; what is not said is as Microsoft's service has it, valid from
 * 2020 to 2040.
 */
public final class CertificateBytes {
  private static final Map<String, byte[]> TYPES =
      Map.of(
          "CN", new byte[] {0x55, 4, 3},
          "C", new byte[] {0x55, 4, 6},
          "L", new byte[] {0x55, 4, 7},
          "ST", new byte[] {0x55, 4, 8},
          "STREET", new byte[] {0x55, 4, 9},
          "O", new byte[] {0x55, 4, 10},
          "OU", new byte[] {0x55, 4, 11},
          "2.5.4.17", new byte[] {0x55, 4, 17},
          "DC",
              new byte[] {
                9, (byte) 0x92, 0x26, (byte) 0x89, (byte) 0x93, (byte) 0xF2, 0x2C, 100, 1, 25
              });

  private static final byte[] SHA256_RSA = {
    0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 1, 1, 11
  };
  private static final byte[] RSA = {
    0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 1, 1, 1
  };
  private static final byte[] SUBJECT_ALT_NAME = {0x55, 0x1D, 17};
  private static final byte[] KEY_USAGE = {0x55, 0x1D, 15};
  private static final DateTimeFormatter UTC_TIME =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'", Locale.ROOT);
  private static final DateTimeFormatter GENERALIZED_TIME =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'", Locale.ROOT);

  private byte[] subject;
  private byte[] issuer =
      name("C=US", "O=Microsoft Corporation", "CN=Microsoft Azure RSA TLS Issuing CA 04");
  private byte[] notBefore = time("2020-01-01T00:00:00Z");
  private byte[] notAfter = time("2040-01-01T00:00:00Z");
  private final List<byte[]> names = new ArrayList<>();
  private int keyLength = 256;

  private CertificateBytes(byte[] subject) {
    this.subject = subject;
  }

  /** Of that host: its common name and its one DNS name; issued by a CA of Microsoft. */
  public static CertificateBytes of(String host) {
    return new CertificateBytes(name("C=US", "O=Microsoft Corporation", "CN=" + host))
        .dnsNames(host);
  }

  /** Of a subject without any DNS name, as of a CA or a client: parts as for {@link #subject}. */
  public static CertificateBytes ofSubject(String... parts) {
    return new CertificateBytes(name(parts));
  }

  /** What the program that inspects TLS sends in place of that host's certificate. */
  public static CertificateBytes inspected(String host) {
    return of(host).issuedBy("Contoso Inspection CA", "Contoso Ltd");
  }

  /** Parts like "C=US", "O=Contoso", "CN=x" in the order of the encoding, least specific first. */
  public CertificateBytes subject(String... parts) {
    subject = name(parts);
    return this;
  }

  /** Likewise; the parts of one relative name are joined by "+". */
  public CertificateBytes issuer(String... parts) {
    issuer = name(parts);
    return this;
  }

  /** A name of its own making, DER: what no certificate authority would write. */
  public CertificateBytes issuerBytes(byte[] der) {
    issuer = der.clone();
    return this;
  }

  /** By an authority of that common name and organisation. */
  public CertificateBytes issuedBy(String commonName, String organization) {
    return issuer("C=US", "O=" + organization, "CN=" + commonName);
  }

  /** Instants like "2026-01-01T00:00:00Z"; UTCTime up to 2049, then GeneralizedTime. */
  public CertificateBytes valid(String from, String to) {
    return validity(time(from), time(to));
  }

  /** Times of their own making, DER. */
  public CertificateBytes validity(byte[] from, byte[] to) {
    notBefore = from.clone();
    notAfter = to.clone();
    return this;
  }

  /** In place of those it has; {@link #address} adds addresses. */
  public CertificateBytes dnsNames(String... hosts) {
    names.clear();
    for (String host : hosts) {
      names.add(tlv(0x82, host.getBytes(US_ASCII)));
    }
    return this;
  }

  /** One more name: an address of 4 or 16 bytes. */
  public CertificateBytes address(int... bytes) {
    Bytes address = new Bytes();
    for (int value : bytes) {
      address.u8(value);
    }
    names.add(tlv(0x87, address.array()));
    return this;
  }

  /** So many bytes of (dummy) key: makes the certificate long. */
  public CertificateBytes keyLength(int bytes) {
    keyLength = bytes;
    return this;
  }

  /** The certificate. */
  public byte[] der() {
    byte[] algorithm = tlv(0x30, Packets.join(tlv(6, SHA256_RSA), tlv(5)));
    byte[] modulus = new byte[keyLength];
    Arrays.fill(modulus, (byte) 0x55);
    byte[] numbers = tlv(0x30, Packets.join(tlv(2, modulus), tlv(2, (byte) 1, (byte) 0, (byte) 1)));
    byte[] key =
        tlv(
            0x30,
            Packets.join(
                tlv(0x30, Packets.join(tlv(6, RSA), tlv(5))),
                tlv(3, Packets.join(new byte[1], numbers))));
    byte[] content =
        Packets.join(
            tlv(0xA0, tlv(2, (byte) 2)),
            tlv(2, (byte) 1, (byte) 2, (byte) 3),
            algorithm,
            issuer,
            tlv(0x30, Packets.join(notBefore, notAfter)),
            subject,
            key,
            tlv(0xA3, tlv(0x30, extensions())));
    return tlv(0x30, Packets.join(tlv(0x30, content), algorithm, tlv(3, new byte[257])));
  }

  private byte[] extensions() {
    byte[] usage =
        tlv(
            0x30,
            Packets.join(
                tlv(6, KEY_USAGE), tlv(1, (byte) -1), tlv(4, tlv(3, (byte) 5, (byte) -96))));
    if (names.isEmpty()) {
      return usage;
    }
    byte[] list = tlv(0x30, Packets.join(names.toArray(byte[][]::new)));
    return Packets.join(usage, tlv(0x30, Packets.join(tlv(6, SUBJECT_ALT_NAME), tlv(4, list))));
  }

  /** A name of "C=US" and the like; the parts of one relative name are joined by "+". */
  public static byte[] name(String... parts) {
    List<byte[]> relative = new ArrayList<>();
    for (String part : parts) {
      List<byte[]> attributes = new ArrayList<>();
      for (String attribute : part.split("\\+", -1)) {
        int equals = attribute.indexOf('=');
        byte[] type = TYPES.get(attribute.substring(0, equals));
        if (type == null) {
          throw new IllegalArgumentException("no attribute type " + attribute);
        }
        byte[] value = attribute.substring(equals + 1).getBytes(UTF_8);
        attributes.add(tlv(0x30, Packets.join(tlv(6, type), tlv(12, value))));
      }
      relative.add(tlv(0x31, Packets.join(attributes.toArray(byte[][]::new))));
    }
    return tlv(0x30, Packets.join(relative.toArray(byte[][]::new)));
  }

  private static byte[] time(String instant) {
    ZonedDateTime time = Instant.parse(instant).atZone(ZoneOffset.UTC);
    boolean utc = time.getYear() >= 1950 && time.getYear() < 2050;
    String text = (utc ? UTC_TIME : GENERALIZED_TIME).format(time);
    return tlv(utc ? 0x17 : 0x18, text.getBytes(US_ASCII));
  }

  /** One DER element: tag, length, content. */
  public static byte[] tlv(int tag, byte... content) {
    Bytes element = new Bytes().u8(tag);
    int length = content.length;
    if (length < 0x80) {
      element.u8(length);
    } else if (length < 0x100) {
      element.u8(0x81).u8(length);
    } else if (length < 0x1_0000) {
      element.u8(0x82).u16(length);
    } else {
      element.u8(0x83).u24(length);
    }
    return element.raw(content).array();
  }
}
