package org.connectoranalyzer.capture;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Tells apart what is text: which program wrote it decides what to ask for instead. */
final class TextKinds {
  /** A kind, and how its text begins: without white space, in lower case. */
  private record Beginning(String kind, Pattern pattern) {
    Beginning(String kind, String pattern) {
      this(kind, Pattern.compile(pattern));
    }
  }

  private static final List<Beginning> BEGINNINGS =
      List.of(
          new Beginning("html", "<!doctypehtml|<html"),
          new Beginning("packetText", "(<\\?xml[^>]*>)?(<[?!][^>]*>)*<(pdml|psml)"),
          new Beginning("packetText", "\\[?\\{(\"index\":\\{)?\"_index\":\"packets-"),
          new Beginning("packetText", "\"?no\\.[\",]*time[\",]*source"),
          new Beginning(
              "tcpdumpText",
              "((\\d{4}-\\d\\d-\\d\\d)?\\d\\d:\\d\\d:\\d\\d|\\d{9,10})\\.\\d+(ip6?|arp)[^a-z]"),
          new Beginning("pktmonText", ".*(microsoft-windows-pktmon|pktgroupid\\d)"),
          new Beginning("hexDump", "0{4,8}:?([0-9a-f]{2}){8}"),
          new Beginning("har", "\\{\"log\":\\{"),
          new Beginning("netLog", "\\{\"constants\":\\{"),
          new Beginning("json", "\\{|\\[\\{"));

  private TextKinds() {}

  /** {@code text} where nothing more is known, {@code unknown} where it is no text. */
  static String kindOf(ByteView head, String lowerName) {
    if (!looksLikeText(head)) {
      return "unknown";
    }
    String text = head.ascii(0, head.length()).replaceAll("[^\\p{Graph}]", "");
    String start = text.toLowerCase(Locale.ROOT);
    for (Beginning beginning : BEGINNINGS) {
      if (beginning.pattern.matcher(start).lookingAt()) {
        return beginning.kind.equals("json") && lowerName.endsWith(".har") ? "har" : beginning.kind;
      }
    }
    return "text";
  }

  /** A byte order mark of UTF-16, or no control characters but white space and escape. */
  private static boolean looksLikeText(ByteView head) {
    if (head.startsWith((byte) 0xFF, (byte) 0xFE) || head.startsWith((byte) 0xFE, (byte) 0xFF)) {
      return true;
    }
    for (int i = 0; i < head.length(); i++) {
      int octet = head.u8(i);
      boolean space = octet == '\t' || octet == '\n' || octet == '\r' || octet == '\f';
      if ((octet < ' ' && !space && octet != 0x1B) || octet == 0x7F) {
        return false;
      }
    }
    return true;
  }
}
