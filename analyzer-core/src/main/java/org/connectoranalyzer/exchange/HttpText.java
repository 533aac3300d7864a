package org.connectoranalyzer.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.connectoranalyzer.conversation.FrameRef;
import org.jspecify.annotations.Nullable;

/** What may be kept of HTTP heads: short, printable, and never a credential. */
public final class HttpText {
  private static final int LONGEST_TEXT = 200;
  private static final int MOST_SCHEMES = 16;
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,40}");

  /** Also what only resembles a scheme, since a secret may stand behind it. */
  private static final Pattern SCHEME =
      Pattern.compile("(?:[A-Za-z][A-Za-z0-9+.-]*:)?//+|[^/?#@\\[\\]]+:/+");

  private static final List<String> WEEKDAYS =
      List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");

  private static final List<String> MONTHS =
      List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

  /** Fields that tell who answered and why; none of them carries credentials. */
  private static final List<String> BANNERS =
      List.of(
          "via",
          "server",
          "proxy-agent",
          "proxy-connection",
          "proxy-status",
          "x-squid-error",
          "x-cache",
          "x-cache-lookup",
          "x-bluecoat-via",
          "x-zscaler-error",
          "x-error",
          "x-proxy-error",
          "location",
          "content-type",
          "content-length",
          "retry-after",
          "date");

  private static final long SECOND = 1_000_000_000L;

  /** A cache that says more than ten years is not believed (s). */
  private static final long LONGEST_AGE = 10 * 365 * 86_400;

  private HttpText() {}

  /** Text of the wire made printable (control characters become "?") and cut. */
  static String clean(String latin1, int longest) {
    String text = decoded(latin1);
    StringBuilder clean = new StringBuilder();
    for (int i = 0; i < text.length() && clean.length() < longest; i++) {
      char c = text.charAt(i);
      clean.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
    }
    return clean.toString();
  }

  /** UTF-8 where it is that, else ISO 8859-1. */
  static String decoded(String latin1) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(latin1.getBytes(ISO_8859_1))).toString();
    } catch (CharacterCodingException e) {
      return latin1;
    }
  }

  /** Scheme of a credentials field ("Basic", "NTLM" …); what follows it is never looked at. */
  static @Nullable String credentialScheme(@Nullable String value) {
    if (value == null) {
      return null;
    }
    int blank = value.indexOf(' ');
    String scheme = blank < 0 ? value : value.substring(0, blank);
    return blank > 0 && TOKEN.matcher(scheme).matches() ? scheme : "unknown";
  }

  /** Schemes of challenges (RFC 9110 §11.6.1), in order, each once; several may share a line. */
  static List<String> schemes(List<String> challenges) {
    List<String> schemes = new ArrayList<>();
    for (String line : challenges) {
      for (String part : splitOutsideQuotes(line)) {
        int blank = part.indexOf(' ');
        String word = blank < 0 ? part : part.substring(0, blank);
        boolean parameter = part.substring(word.length()).strip().startsWith("=");
        if (TOKEN.matcher(word).matches()
            && !parameter
            && schemes.stream().noneMatch(word::equalsIgnoreCase)
            && schemes.size() < MOST_SCHEMES) {
          schemes.add(word);
        }
      }
    }
    return schemes;
  }

  private static List<String> splitOutsideQuotes(String line) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quoted && c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        parts.add(part.toString().strip());
        part.setLength(0);
        continue;
      }
      part.append(c);
    }
    parts.add(part.toString().strip());
    return parts;
  }

  /** Fields that tell who answered, by lower-case name. */
  static Map<String, String> banners(HttpHead head) {
    Map<String, String> banners = new TreeMap<>();
    for (String name : BANNERS) {
      String value = head.value(name);
      if (value != null) {
        String kept = name.equals("location") ? withoutQuery(value) : withoutUriSecrets(value);
        banners.put(name, clean(kept, LONGEST_TEXT));
      }
    }
    return banners;
  }

  /** A text in which each URI has lost what may hold secrets. */
  private static String withoutUriSecrets(String text) {
    StringJoiner kept = new StringJoiner(" ");
    for (String word : text.split(" ", -1)) {
      int uri = word.indexOf("//");
      kept.add(uri < 0 ? word : word.substring(0, uri) + withoutQuery(word.substring(uri)));
    }
    return kept.toString();
  }

  /** A URI without user information, query and fragment, which may hold secrets. */
  static String withoutQuery(String uri) {
    int start = authorityStart(uri);
    String kept = uri.substring(0, endBefore(uri, start, "?#"));
    int at = start == 0 ? -1 : kept.lastIndexOf('@', endBefore(kept, start, "/") - 1);
    return at < start ? kept : kept.substring(0, start) + kept.substring(at + 1);
  }

  /** The same text with "x" in place of what is secret in a URI: user information, query. */
  public static String withoutSecrets(String uri) {
    int start = authorityStart(uri);
    int query = endBefore(uri, start, "?#");
    int at = uri.lastIndexOf('@', endBefore(uri, start, "/?#") - 1);
    StringBuilder masked = new StringBuilder(uri);
    for (int i = start; i < at; i++) {
      masked.setCharAt(i, 'x');
    }
    for (int i = query + 1; i < masked.length(); i++) {
      masked.setCharAt(i, 'x');
    }
    return masked.toString();
  }

  /** Host and port of a URI or of an authority, without user information. */
  static String authority(String uri) {
    int start = authorityStart(uri);
    String authority = uri.substring(start, endBefore(uri, start, "/?#"));
    return authority.substring(authority.lastIndexOf('@') + 1);
  }

  /** Behind the scheme and the two slashes that a URI begins with; 0 where there are none. */
  public static int authorityStart(String uri) {
    Matcher scheme = SCHEME.matcher(uri);
    return scheme.lookingAt() ? scheme.end() : 0;
  }

  private static int endBefore(String text, int start, String ends) {
    int end = start;
    while (end < text.length() && ends.indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  /** Host and port of "host:port", "[v6]:port" or a name alone; the port is -1 if there is none. */
  static HostAndPort hostAndPort(String authority) {
    String text = clean(authority, 300);
    int close = text.startsWith("[") ? text.indexOf(']') : -1;
    int colon = text.indexOf(':', Math.max(close, 0));
    boolean literal = close < 0 && colon >= 0 && text.indexOf(':', colon + 1) >= 0;
    if (literal || colon < 0) {
      return new HostAndPort(host(text), -1);
    }
    String digits = text.substring(colon + 1);
    boolean number =
        !digits.isEmpty() && digits.length() <= 5 && digits.chars().allMatch(HttpText::isDigit);
    int port = number ? Integer.parseInt(digits) : -1;
    return new HostAndPort(host(text.substring(0, colon)), port > 65535 ? -1 : port);
  }

  /** Lower-case host without brackets, and port or -1. */
  record HostAndPort(String host, int port) {}

  private static String host(String text) {
    String bare = text.startsWith("[") ? text.substring(1) : text;
    String host = bare.endsWith("]") ? bare.substring(0, bare.length() - 1) : bare;
    String lower = host.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  /**
   * A Date field, "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 §5.6.7), as ns since the epoch; {@link
   * FrameRef#NO_TIME} if unreadable.
   */
  static long date(@Nullable String value) {
    if (value == null || value.length() != 29 || !hasPunctuation(value)) {
      return FrameRef.NO_TIME;
    }
    try {
      LocalDateTime date =
          LocalDateTime.of(
              (int) number(value.substring(12, 16)),
              1 + MONTHS.indexOf(value.substring(8, 11)),
              (int) number(value.substring(5, 7)),
              (int) number(value.substring(17, 19)),
              (int) number(value.substring(20, 22)),
              (int) number(value.substring(23, 25)));
      int weekday = 1 + WEEKDAYS.indexOf(value.substring(0, 3));
      return weekday == date.getDayOfWeek().getValue()
          ? Math.multiplyExact(date.toEpochSecond(ZoneOffset.UTC), SECOND)
          : FrameRef.NO_TIME;
    } catch (DateTimeException | ArithmeticException e) {
      return FrameRef.NO_TIME;
    }
  }

  private static boolean hasPunctuation(String date) {
    return date.startsWith(", ", 3)
        && date.charAt(7) == ' '
        && date.charAt(11) == ' '
        && date.charAt(16) == ' '
        && date.charAt(19) == ':'
        && date.charAt(22) == ':'
        && date.endsWith(" GMT");
  }

  /** Date, and Age where the answer comes from a cache (RFC 9111 §4.2.3); NO_TIME without Date. */
  static long sentAt(HttpHead head) {
    long date = date(head.value("date"));
    long age = number(head.value("age"));
    boolean aged = age > 0 && age <= LONGEST_AGE && date <= Long.MAX_VALUE - age * SECOND;
    return aged && date != FrameRef.NO_TIME ? date + age * SECOND : date;
  }

  /** A non-negative decimal number; -1 if it is none. */
  static long number(@Nullable String value) {
    if (value == null || value.isEmpty() || value.length() > 18) {
      return -1;
    }
    return value.chars().allMatch(HttpText::isDigit) ? Long.parseLong(value) : -1;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
