package org.connectoranalyzer.exchange;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.capture.ByteView;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.exchange.TlsHandshake.Certificate;

/**
 * What a certificate says of itself (RFC 5280 §4.1), read leniently: a part that is malformed is
 * left out, the rest counts. Nothing is verified. What is no certificate at all has no issuer.
 */
final class X509Reader {
  private static final int VERSION = 0xA0;
  private static final int EXTENSIONS = 0xA3;
  private static final int INTEGER = 0x02;
  private static final int UTC_TIME = 0x17;
  private static final int GENERALIZED_TIME = 0x18;
  private static final byte[] SUBJECT_ALT_NAME = {0x55, 0x1D, 17};
  private static final int DNS_NAME = 0x82;
  private static final int ADDRESS = 0x87;
  private static final int LONGEST_NAME = 255;
  private static final long SECOND = 1_000_000_000L;

  private String subject = "";
  private DistinguishedName issuer = DistinguishedName.of(new DerReader(new ByteView()));
  private long notBefore = FrameRef.NO_TIME;
  private long notAfter = FrameRef.NO_TIME;
  private final List<String> names = new ArrayList<>();

  private X509Reader() {}

  static Certificate read(ByteView der) {
    X509Reader reader = new X509Reader();
    DerReader certificate = new DerReader(der);
    if (certificate.next(DerReader.SEQUENCE)) {
      DerReader signed = certificate.inside();
      if (signed.next(DerReader.SEQUENCE)) {
        reader.fields(signed.inside());
      }
    }
    return new Certificate(
        reader.subject,
        reader.issuer.text(),
        reader.issuer.organization(),
        reader.notBefore,
        reader.notAfter,
        reader.names);
  }

  private void fields(DerReader fields) {
    fields.next(VERSION);
    boolean numbered = fields.next(INTEGER) && fields.next(DerReader.SEQUENCE);
    if (!numbered || !fields.next(DerReader.SEQUENCE)) {
      return;
    }
    issuer = DistinguishedName.of(fields.inside());
    if (fields.next(DerReader.SEQUENCE)) {
      DerReader validity = fields.inside();
      notBefore = time(validity);
      notAfter = time(validity);
    }
    if (fields.next(DerReader.SEQUENCE)) {
      subject = DistinguishedName.of(fields.inside()).text();
    }
    while (fields.next()) {
      if (fields.tag() == EXTENSIONS) {
        DerReader list = fields.inside();
        if (list.next(DerReader.SEQUENCE)) {
          extensions(list.inside());
        }
      }
    }
  }

  private void extensions(DerReader extensions) {
    while (extensions.next()) {
      DerReader extension = extensions.inside();
      boolean named = extension.next(DerReader.OBJECT_IDENTIFIER);
      ByteView type = extension.content();
      if (named && type.length() == SUBJECT_ALT_NAME.length && type.startsWith(SUBJECT_ALT_NAME)) {
        ByteView value = extension.content();
        while (extension.next()) {
          value = extension.content();
        }
        DerReader list = new DerReader(value);
        if (list.next(DerReader.SEQUENCE)) {
          names(list.inside());
        }
      }
    }
  }

  private void names(DerReader list) {
    while (list.next()) {
      ByteView name = list.content();
      if (list.tag() == DNS_NAME && name.length() > 0) {
        names.add(HttpText.clean(name.ascii(0, name.length()), LONGEST_NAME));
      } else if (list.tag() == ADDRESS && name.length() == 4) {
        names.add(IpAddress.v4(name.u32(0)).toString());
      } else if (list.tag() == ADDRESS && name.length() == 16) {
        names.add(IpAddress.v6(name.u64(0), name.u64(8)).toString());
      }
    }
  }

  /** The next element as a time, ns since the epoch. */
  private static long time(DerReader validity) {
    if (!validity.next()) {
      return FrameRef.NO_TIME;
    }
    String text = validity.content().ascii(0, validity.content().length());
    return switch (validity.tag()) {
      case UTC_TIME -> time(text, 2);
      case GENERALIZED_TIME -> time(text, 4);
      default -> FrameRef.NO_TIME;
    };
  }

  /**
   * "YYMMDDhhmm" or "YYYYMMDDhhmm", seconds, a fraction and a zone as far as there (X.680 §46,
   * §47); two digits are a year from 1950 to 2049 (RFC 5280 §4.1.2.5.1).
   */
  private static long time(String text, int yearDigits) {
    int digits = digits(text, 0);
    if (digits < yearDigits + 8) {
      return FrameRef.NO_TIME;
    }
    int year = Integer.parseInt(text, 0, yearDigits, 10);
    if (yearDigits == 2) {
      year += year < 50 ? 2000 : 1900;
    }
    int month = two(text, yearDigits);
    int day = two(text, yearDigits + 2);
    int hour = two(text, yearDigits + 4);
    int minute = two(text, yearDigits + 6);
    int second = digits >= yearDigits + 10 ? two(text, yearDigits + 8) : 0;
    if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 24 || minute > 59 || second > 60) {
      return FrameRef.NO_TIME;
    }
    long days = LocalDate.of(year, month, 1).toEpochDay() + day - 1;
    return saturated(days * 86_400 + hour * 3_600L + minute * 60L + second - zone(text));
  }

  private static int two(String text, int at) {
    return Integer.parseInt(text, at, at + 2, 10);
  }

  /** Seconds of "+hhmm" or "-hhmm" at the end; 0 for "Z" and none. */
  private static long zone(String text) {
    int at = text.length() - 5;
    if (at < 0 || "+-".indexOf(text.charAt(at)) < 0 || digits(text, at + 1) < 4) {
      return 0;
    }
    long seconds = two(text, at + 1) * 3_600L + two(text, at + 3) * 60L;
    return text.charAt(at) == '-' ? -seconds : seconds;
  }

  /** How many digits stand from there on. */
  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at - from;
  }

  private static long saturated(long seconds) {
    if (seconds >= Long.MAX_VALUE / SECOND) {
      return Long.MAX_VALUE;
    }
    return seconds <= Long.MIN_VALUE / SECOND ? Long.MIN_VALUE + 1 : seconds * SECOND;
  }
}
