package org.connectoranalyzer.connector.configuration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * In which encoding a file is written: by its byte order mark, else by where its zero bytes are,
 * else, for XML, as it declares (XML 1.0, appendix F).
 */
final class Encodings {
  /** Bytes at the beginning that are looked at. */
  static final int HEAD = 8192;

  private static final Pattern DECLARED =
      Pattern.compile("^\\s*<\\?xml\\s[^>]{0,200}?encoding\\s*=\\s*[\"']([\\w.:-]{1,40})[\"']");

  /** Names under which Windows knows its own code page, a superset of what Java reads. */
  private static final Map<String, String> OF_WINDOWS =
      Map.of(
          "Shift_JIS", "windows-31j",
          "GB2312", "GBK",
          "EUC-KR", "x-windows-949",
          "Big5", "x-windows-950");

  /** What a byte order mark tells. */
  record Marked(Charset charset, int length) {}

  private Encodings() {}

  /** Passes over a byte order mark; null if there is none. */
  static @Nullable Charset takeMark(BufferedInputStream bytes) throws IOException {
    String head = head(bytes);
    Marked marked = mark(head);
    if (marked == null) {
      return null;
    }
    bytes.skipNBytes(marked.length);
    return marked.charset;
  }

  private static @Nullable Marked mark(String head) {
    if (head.startsWith("\u00ef\u00bb\u00bf")) {
      return new Marked(UTF_8, 3);
    }
    if (head.startsWith("\u00ff\u00fe\u0000\u0000")) {
      return new Marked(Charset.forName("UTF-32LE"), 4);
    }
    if (head.startsWith("\u0000\u0000\u00fe\u00ff")) {
      return new Marked(Charset.forName("UTF-32BE"), 4);
    }
    if (head.startsWith("\u00ff\u00fe")) {
      return new Marked(UTF_16LE, 2);
    }
    return head.startsWith("\u00fe\u00ff") ? new Marked(UTF_16BE, 2) : null;
  }

  /** UTF-16 or UTF-32 without a mark: one of the first characters is of ASCII. Null: neither. */
  static @Nullable Charset ofZeroBytes(BufferedInputStream bytes) throws IOException {
    String head = head(bytes);
    if (head.length() < 4 || head.indexOf(0, 0) < 0 || head.indexOf(0) > 3) {
      return null;
    }
    boolean[] zero = new boolean[4];
    for (int i = 0; i < 4; i++) {
      zero[i] = head.charAt(i) == 0;
    }
    if (zero[0] && zero[1] && zero[2] && !zero[3]) {
      return Charset.forName("UTF-32BE");
    }
    if (!zero[0] && zero[1] && zero[2] && zero[3]) {
      return Charset.forName("UTF-32LE");
    }
    if (zero[0] && !zero[1]) {
      return UTF_16BE;
    }
    return !zero[0] && zero[1] ? UTF_16LE : null;
  }

  /**
   * UTF-16 of a text that begins with other than ASCII: its blanks and line ends have zero bytes
   * nearly all in even, or in odd places (other signs rarely have one). Null: it is not.
   */
  static @Nullable Charset ofZeroPlaces(BufferedInputStream bytes) throws IOException {
    String head = head(bytes);
    int even = 0;
    int odd = 0;
    for (int i = 0; i < head.length(); i++) {
      if (head.charAt(i) == 0) {
        even += i % 2 == 0 ? 1 : 0;
        odd += i % 2;
      }
    }
    if (odd > 4 * even) {
      return UTF_16LE;
    }
    return even > 4 * odd ? UTF_16BE : null;
  }

  /** The name that an XML declaration gives; null if it gives none. */
  static @Nullable String declared(BufferedInputStream bytes) throws IOException {
    Matcher declaration = DECLARED.matcher(head(bytes));
    return declaration.find() ? declaration.group(1) : null;
  }

  /** Whether .NET wants a byte order mark of two bytes before a declaration of this name. */
  static boolean isWide(String name) {
    return List.of("utf-16", "ucs-2", "iso-10646-ucs-2").contains(name.toLowerCase(Locale.ROOT));
  }

  /** As Windows understands the name; null where Java knows no such encoding. */
  static @Nullable Charset named(String name) {
    try {
      Charset charset = Charset.forName(name);
      String ofWindows = OF_WINDOWS.get(charset.name());
      return ofWindows == null ? charset : Charset.forName(ofWindows);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return null;
    }
  }

  /** Whether the first visible character is {@code <}, in whatever encoding. */
  static boolean beginsLikeXml(BufferedInputStream bytes) throws IOException {
    String head = head(bytes);
    Marked marked = mark(head);
    for (int i = marked == null ? 0 : marked.length; i < head.length(); i++) {
      char c = head.charAt(i);
      if (c != 0 && c > ' ') {
        return c == '<';
      }
    }
    return false;
  }

  /** The first bytes, one character each; nothing is taken from the stream. */
  private static String head(BufferedInputStream bytes) throws IOException {
    bytes.mark(HEAD);
    String head = new String(bytes.readNBytes(HEAD - 1), ISO_8859_1);
    bytes.reset();
    return head;
  }
}
