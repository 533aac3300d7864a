package org.connectoranalyzer.capture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

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
          "etl",
          "cab",
          "saz",
          "zip",
          "7z",
          "xz",
          "zstd",
          "lz4",
          "bzip2",
          "damagedGzip",
          "netmon",
          "snoop",
          "evtx",
          "matp",
          "matu",
          "html",
          "har",
          "json",
          "text",
          "unknown",
          "truncatedHeader",
          "badByteOrder",
          "unsupportedVersion");

  /** First bytes of a kind of file, one character per byte. */
  private record Magic(String kind, String latin1) {
    boolean matches(ByteView head) {
      return head.has(latin1.length()) && head.ascii(0, latin1.length()).equals(latin1);
    }
  }

  private static final List<Magic> MAGICS =
      List.of(
          new Magic("cab", "MSCF"),
          new Magic("zip", "PK\3\4"),
          new Magic("zip", "PK\5\6"),
          new Magic("7z", "7z\u00BC\u00AF'\u001C"),
          new Magic("xz", "\u00FD7zXZ\0"),
          new Magic("zstd", "(\u00B5/\u00FD"),
          new Magic("lz4", "\4\"M\u0018"),
          new Magic("bzip2", "BZh"),
          new Magic("netmon", "RTSS"),
          new Magic("netmon", "GMBU"),
          new Magic("snoop", "snoop\0\0\0"),
          new Magic("evtx", "ElfFile\0"));

  /** Kinds that are traces, though not readable ones. */
  private static final Set<String> TRACES =
      Set.of(
          "etl",
          "cab",
          "matp",
          "matu",
          "netmon",
          "snoop",
          "truncatedHeader",
          "badByteOrder",
          "unsupportedVersion");

  private static final List<String> KINDS_BY_NAME = List.of("etl", "matp", "matu");
  private static final int SMALLEST_ETW_BUFFER = 1024;
  private static final int LARGEST_ETW_BUFFER = 16 << 20;
  private static final int ETW_BUFFER_HEADER = 72;

  private FileKinds() {}

  /**
   * Whether a file of a folder is a capture, or a trace that has to be converted first: by its
   * first bytes, also inside gzip, and for some kinds by its name. Other files, and what cannot be
   * read, are none.
   */
  public static boolean isTrace(Path file) {
    String name = String.valueOf(file.getFileName());
    try (CaptureStream stream =
        CaptureStream.open(
            Files.newInputStream(file), name, CaptureStream.UNKNOWN_LENGTH, ReadOptions.LOOK)) {
      return stream.reader() != null;
    } catch (CaptureFormatException e) {
      return TRACES.contains(e.kind());
    } catch (IOException e) {
      return name.toLowerCase(Locale.ROOT).matches(".*\\.(pcap|pcapng|cap|etl)(\\.gz)?");
    }
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

  /** The kind of a file that no format recognizes; {@code name} is the file name as given. */
  static String kindOf(ByteView head, String name) {
    String lowerName = name.toLowerCase(Locale.ROOT);
    if (head.length() == 0) {
      return "empty";
    }
    for (Magic magic : MAGICS) {
      if (magic.matches(head)) {
        return magic.kind.equals("zip") && lowerName.endsWith(".saz") ? "saz" : magic.kind;
      }
    }
    for (String kind : KINDS_BY_NAME) {
      if (lowerName.endsWith("." + kind)) {
        return kind;
      }
    }
    return isEventTrace(head) ? "etl" : textKind(head, lowerName);
  }

  /**
   * ETW log: WMI_BUFFER_HEADER (size of the buffer, then offsets within it), followed by a system
   * event whose header has type 1 or 2 and the marks 0xC0.
   */
  private static boolean isEventTrace(ByteView head) {
    if (!head.has(ETW_BUFFER_HEADER + 4)) {
      return false;
    }
    long buffer = head.u32le(0);
    long saved = head.u32le(4);
    boolean sizes =
        buffer >= SMALLEST_ETW_BUFFER
            && buffer <= LARGEST_ETW_BUFFER
            && buffer % SMALLEST_ETW_BUFFER == 0
            && saved >= ETW_BUFFER_HEADER
            && saved <= buffer;
    int headerType = head.u8(ETW_BUFFER_HEADER + 2);
    int marks = head.u8(ETW_BUFFER_HEADER + 3);
    return sizes && (headerType == 1 || headerType == 2) && marks == 0xC0;
  }

  private static String textKind(ByteView head, String lowerName) {
    if (!looksLikeText(head)) {
      return "unknown";
    }
    String text = head.ascii(0, head.length()).replaceAll("[^\\p{Graph}]", "");
    String start = text.toLowerCase(Locale.ROOT);
    if (start.startsWith("<!doctypehtml") || start.startsWith("<html")) {
      return "html";
    }
    if (start.startsWith("{") || start.startsWith("[{")) {
      return lowerName.endsWith(".har") || start.startsWith("{\"log\":{") ? "har" : "json";
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
