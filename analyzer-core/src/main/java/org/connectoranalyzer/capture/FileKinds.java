package org.connectoranalyzer.capture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Names what a file is that is not a readable capture, by its first bytes and its name, so that the
 * message can say how to convert it. {@link #ALL} are the kinds; each has its message.
 */
public final class FileKinds {
  /** Every {@link CaptureFormatException#kind()}. */
  public static final List<String> ALL =
      List.of(
          "missing",
          "directory",
          "unreadable",
          "empty",
          "etlNetsh",
          "etlPktmon",
          "etl",
          "matu",
          "matp",
          "cab",
          "saz",
          "har",
          "zip",
          "severalCaptures",
          "encryptedZip",
          "unsupportedZip",
          "7z",
          "bzip2",
          "tar",
          "nestedTooDeep",
          "damagedGzip",
          "damagedPacked",
          "packingMemory",
          "unpackedTooLarge",
          "missingLibrary",
          "otherCapture",
          "evtx",
          "blg",
          "netLog",
          "packetText",
          "pktmonText",
          "tcpdumpText",
          "hexDump",
          "html",
          "json",
          "text",
          "picture",
          "pdf",
          "program",
          "unknown",
          "truncatedHeader",
          "badByteOrder",
          "unsupportedVersion");

  /** Bytes by which a kind of file is known, one character per byte; most begin with them. */
  private record Magic(String kind, int at, String latin1) {
    Magic(String kind, String latin1) {
      this(kind, 0, latin1);
    }

    boolean matches(ByteView head) {
      return head.has(at, latin1.length()) && head.ascii(at, latin1.length()).equals(latin1);
    }
  }

  private static final List<Magic> MAGICS =
      List.of(
          new Magic("cab", "MSCF"),
          new Magic("7z", "7z\u00BC\u00AF'\u001C"),
          new Magic("bzip2", "BZh"),
          new Magic("tar", 257, "ustar"),
          new Magic("evtx", "ElfFile\0"),
          new Magic("picture", "\u0089PNG\r\n"),
          new Magic("picture", "\u00FF\u00D8\u00FF"),
          new Magic("picture", "GIF8"),
          new Magic("pdf", "%PDF-"),
          new Magic("program", "MZ"),
          new Magic("program", "\u00D0\u00CF\u0011\u00E0\u00A1\u00B1\u001A\u00E1"));

  /** Formats of other recorders, each with what it is called; Wireshark's editcap reads them. */
  private static final List<Magic> OTHER_CAPTURES =
      List.of(
          new Magic("iptrace", "iptrace 1.0"),
          new Magic("iptrace", "iptrace 2.0"),
          new Magic("Sniffer", "TRSNIFF data"),
          new Magic("NetXRay", "XCP\0"),
          new Magic("OmniPeek", "\u007Fver"),
          new Magic("Observer", "ObserverPktBuffe"));

  /** Kinds that are traces, though not readable ones. */
  private static final Set<String> TRACES =
      Set.of(
          "etlNetsh",
          "etlPktmon",
          "etl",
          "otherCapture",
          "cab",
          "matp",
          "matu",
          "truncatedHeader",
          "badByteOrder",
          "unsupportedVersion");

  /** Kinds that may hold a trace; the name has to tell. */
  private static final Set<String> UNOPENED =
      Set.of(
          "encryptedZip",
          "unsupportedZip",
          "7z",
          "bzip2",
          "nestedTooDeep",
          "damagedGzip",
          "damagedPacked",
          "packingMemory",
          "unpackedTooLarge",
          "missingLibrary");

  /** Kinds of which an archive of anything may hold some. */
  private static final Set<String> UNTELLING =
      Set.of(
          "empty", "zip", "html", "json", "text", "picture", "pdf", "program", "evtx", "unknown");

  private static final List<String> KINDS_BY_NAME = List.of("etl", "matp", "matu", "blg");
  private static final Pattern TRACE_NAME =
      Pattern.compile(".*\\.(pcap|pcapng|cap|etl)(\\.(gz|zst|lz4|xz|bz2|zip|7z))?");

  private FileKinds() {}

  /**
   * Whether a file of a folder is a capture, or a trace that has to be converted first: by its
   * first bytes, also where it is packed, and for some kinds by its name. Other files, and what
   * cannot be read, are none.
   */
  public static boolean isTrace(Path file) {
    String name = String.valueOf(file.getFileName());
    try (CaptureStream stream =
        CaptureStream.open(
            Files.newInputStream(file), name, CaptureStream.UNKNOWN_LENGTH, ReadOptions.LOOK)) {
      return stream.reader() != null;
    } catch (CaptureFormatException e) {
      return TRACES.contains(e.kind()) || (UNOPENED.contains(e.kind()) && isTraceName(name));
    } catch (IOException e) {
      return isTraceName(name);
    }
  }

  private static boolean isTraceName(String name) {
    return TRACE_NAME.matcher(name.toLowerCase(Locale.ROOT)).matches();
  }

  /** Whether a file of this kind, alone among others, is worth telling of. */
  static boolean isTelling(String kind) {
    return !UNTELLING.contains(kind);
  }

  static boolean isMoreTelling(String kind, String other) {
    return isTelling(kind) && (!isTelling(other) || ALL.indexOf(kind) < ALL.indexOf(other));
  }

  /** Whether an archive is one of Fiddler's sessions, by its name or by what it holds. */
  static boolean isFiddler(String fileName, List<String> entries) {
    return fileName.toLowerCase(Locale.ROOT).endsWith(".saz")
        || (entries.contains("_index.htm") && entries.stream().anyMatch(e -> e.startsWith("raw")));
  }

  /** Shows the header of a format; throws where the file ends inside it. */
  static ByteView header(ByteSource source, String format, int length) throws IOException {
    if (!source.has(length)) {
      int found = source.buffered();
      throw new CaptureFormatException(
          "truncatedHeader", found, Map.of("format", format, "expected", length, "found", found));
    }
    ByteView header = new ByteView();
    source.show(header, 0, length);
    return header;
  }

  /**
   * Says what a file is that no format recognizes; {@code fileName} is what it, or the entry of an
   * archive, is called.
   */
  static CaptureFormatException refusal(ByteSource source, ByteView head, String fileName)
      throws IOException {
    Map<String, Object> facts = new TreeMap<>();
    String lowerName = fileName.toLowerCase(Locale.ROOT);
    String kind = kindOf(head, lowerName);
    for (Magic magic : OTHER_CAPTURES) {
      if (magic.matches(head)) {
        kind = "otherCapture";
        facts.put("format", magic.kind);
      }
    }
    if (kind.equals("etl")) {
      kind = EventTraces.kindOf(source, lowerName);
    }
    if (kind.equals("unknown") && lowerName.endsWith(".erf")) {
      kind = "otherCapture";
      facts.put("format", "ERF");
    }
    facts.put("firstBytes", firstBytes(head));
    return new CaptureFormatException(kind, 0, facts);
  }

  private static String firstBytes(ByteView head) {
    byte[] first = new byte[Math.min(head.length(), 16)];
    head.copyTo(0, first, 0, first.length);
    return HexFormat.ofDelimiter(" ").formatHex(first);
  }

  private static String kindOf(ByteView head, String lowerName) {
    if (head.length() == 0) {
      return "empty";
    }
    for (Magic magic : MAGICS) {
      if (magic.matches(head)) {
        return magic.kind;
      }
    }
    for (String kind : KINDS_BY_NAME) {
      if (lowerName.endsWith("." + kind)) {
        return kind;
      }
    }
    return EventTraces.recognizes(head) ? "etl" : TextKinds.kindOf(head, lowerName);
  }
}
