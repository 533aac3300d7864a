package org.connectoranalyzer.redaction.payload;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.connectoranalyzer.redaction.Redaction;
import org.jspecify.annotations.Nullable;

/**
 * Heads of HTTP messages (RFC 9112): methods, statuses and the fields that say how a message goes
 * on stay, all else gets stand-ins. A head keeps its length: where the text of an address gets
 * longer or shorter, a field that says nothing any more makes up for it.
 */
final class HttpHeads {
  private static final Pattern REQUEST =
      Pattern.compile("([A-Z]{1,20} +)(\\S+)( +HTTP/1\\.[0-9] *)");
  private static final Pattern STATUS = Pattern.compile("(HTTP/1\\.[0-9] +[0-9]{3})( ?)(.*)");

  /** Fields whose names tell nothing of who chose them. */
  private static final Set<String> FIELDS =
      Set.of(
          "host",
          "connection",
          "proxy-connection",
          "keep-alive",
          "content-length",
          "content-type",
          "content-encoding",
          "transfer-encoding",
          "te",
          "trailer",
          "upgrade",
          "date",
          "age",
          "expires",
          "last-modified",
          "cache-control",
          "pragma",
          "etag",
          "vary",
          "warning",
          "via",
          "server",
          "location",
          "retry-after",
          "user-agent",
          "accept",
          "accept-encoding",
          "accept-language",
          "accept-ranges",
          "if-modified-since",
          "if-none-match",
          "range",
          "allow",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-authentication-info",
          "proxy-agent",
          "proxy-status",
          "proxy-support",
          "www-authenticate",
          "authorization",
          "cookie",
          "set-cookie",
          "x-squid-error",
          "x-cache",
          "x-cache-lookup",
          "x-forwarded-for",
          "x-bluecoat-via",
          "x-zscaler-error",
          "x-error",
          "x-proxy-error",
          "mime-version",
          "max-forwards",
          "expect",
          "sec-websocket-key",
          "sec-websocket-accept",
          "sec-websocket-version");

  /** Values that stay, by field. */
  private static final Map<String, Pattern> KEPT =
      Map.of(
          "connection",
          Pattern.compile("(?i)(?:keep-alive|close|upgrade|te|[, ])+"),
          "proxy-connection",
          Pattern.compile("(?i)(?:keep-alive|close|[, ])+"),
          "transfer-encoding",
          Pattern.compile("(?i)(?:chunked|gzip|deflate|identity|[, ])+"),
          "content-length",
          Pattern.compile("[0-9]{1,18}"),
          "age",
          Pattern.compile("[0-9]{1,10}"),
          "retry-after",
          Pattern.compile("[0-9]{1,10}"),
          "upgrade",
          Pattern.compile("(?i)websocket|h2c"),
          "date",
          Pattern.compile("[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT"),
          "content-type",
          Pattern.compile(
              "(?i)(?:text/(?:html|plain|css|javascript)|image/[a-z]{3,4}|application/(?:json|xml|octet-stream"
                  + "|ocsp-request|ocsp-response|pkix-crl|pkix-cert|x-ns-proxy-autoconfig|vnd\\.ms-cab-compressed))"
                  + "(?:; ?charset=(?:utf-8|iso-8859-1|us-ascii|windows-125[0-9]))?"));

  /** Names under which programs look for a proxy's settings. */
  private static final Pattern SCRIPT = Pattern.compile("(?i)(.*/)(wpad\\.dat|proxy\\.pac)");

  /** Fields that others do without, where none is left that says nothing. */
  private static final Set<String> LESSER_SPARE =
      Set.of("proxy-connection", "accept", "accept-encoding", "accept-language", "pragma");

  private final Redaction redaction;
  private final boolean exact;

  /**
   * One for a head.
   *
   * @param exact whether each text has to be as long as it was
   */
  private HttpHeads(Redaction redaction, boolean exact) {
    this.redaction = redaction;
    this.exact = exact;
  }

  /** The redacted head, or as much of it as there is. */
  static byte[] redacted(byte[] head, Redaction redaction) {
    byte[] fitting = new HttpHeads(redaction, false).redacted(head);
    return fitting != null
        ? fitting
        : Objects.requireNonNull(new HttpHeads(redaction, true).redacted(head));
  }

  /** Null if it would get longer. */
  private byte @Nullable [] redacted(byte[] head) {
    List<byte[]> lines = new ArrayList<>();
    int spare = -1;
    int longer = 0;
    int start = 0;
    while (start < head.length) {
      int end = lineEnd(head, start);
      int text = end;
      while (text > start && (head[text - 1] == '\n' || head[text - 1] == '\r')) {
        text--;
      }
      String line = Texts.decoded(head, start, text);
      String field = lines.isEmpty() ? "" : field(line);
      byte[] replaced = (lines.isEmpty() ? first(line) : field(line, field)).getBytes(UTF_8);
      longer += replaced.length - (text - start);
      byte[] whole = new byte[replaced.length + end - text];
      System.arraycopy(replaced, 0, whole, 0, replaced.length);
      System.arraycopy(head, text, whole, replaced.length, end - text);
      if (isSpare(field) || (spare < 0 && LESSER_SPARE.contains(field))) {
        spare = lines.size();
      }
      lines.add(whole);
      start = end;
    }
    boolean fits = longer <= 0 || (spare >= 0 && longer <= slack(lines.get(spare)));
    return fits ? joined(head, lines, spare, longer) : null;
  }

  /** Bytes of a field's value. */
  private static int slack(byte[] line) {
    int value = line.length;
    for (int i = 0; i < line.length && line[i] != ':'; i++) {
      value--;
    }
    return value - 3;
  }

  /** The text with stand-ins, which may have to be as long as it was. */
  private String text(String text) {
    String standIn = redaction.text(text);
    byte[] bytes = text.getBytes(UTF_8);
    return !exact || standIn.getBytes(UTF_8).length == bytes.length
        ? standIn
        : new String(Texts.replaced(bytes, 0, bytes.length, any -> standIn), UTF_8);
  }

  private static int lineEnd(byte[] head, int start) {
    int end = start;
    while (end < head.length && head[end] != '\n') {
      end++;
    }
    return Math.min(head.length, end + 1);
  }

  /** A field whose value says nothing any more. */
  private static boolean isSpare(String field) {
    return field.equals("user-agent") || (!field.isEmpty() && !FIELDS.contains(field));
  }

  private static String field(String line) {
    int colon = line.indexOf(':');
    return colon <= 0 ? "" : line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
  }

  private String first(String line) {
    Matcher request = REQUEST.matcher(line);
    if (request.matches()) {
      return request.group(1) + target(request.group(2)) + request.group(3);
    }
    Matcher status = STATUS.matcher(line);
    if (status.matches()) {
      return status.group(1) + status.group(2) + text(status.group(3));
    }
    int blank = line.indexOf(' ');
    boolean cut = blank > 0 && line.substring(0, blank).matches("[A-Z]{1,20}");
    return cut ? line.substring(0, blank + 1) + target(line.substring(blank + 1)) : text(line);
  }

  private String target(String target) {
    Matcher script = SCRIPT.matcher(target);
    return script.matches() ? text(script.group(1)) + script.group(2) : text(target);
  }

  private String field(String line, String field) {
    int colon = line.indexOf(':');
    if (field.isEmpty()) {
      return text(line);
    }
    String name = line.substring(0, colon);
    String value = line.substring(colon + 1);
    Pattern kept = KEPT.get(field);
    boolean stays = kept != null && kept.matcher(value.strip()).matches();
    String shown = FIELDS.contains(field) ? name : text(name);
    return shown + ":" + (stays ? value : value(value));
  }

  /** Blanks around it stay, so that a phrase in it is seen as one. */
  private String value(String value) {
    String bare = value.strip();
    int start = value.indexOf(bare);
    return value.substring(0, start) + text(bare) + value.substring(start + bare.length());
  }

  /** All lines, made as long together as the head was. */
  private static byte[] joined(byte[] head, List<byte[]> lines, int spare, int longer) {
    byte[] joined = new byte[head.length];
    int at = 0;
    for (int i = 0; i < lines.size(); i++) {
      byte[] line = lines.get(i);
      if (i == spare && longer != 0) {
        line = resized(line, line.length - longer);
      }
      int length = Math.min(line.length, joined.length - at);
      System.arraycopy(line, 0, joined, at, length);
      at += length;
    }
    return spare >= 0 || longer == 0 ? joined : padded(joined, lines, longer);
  }

  /** A field with a shorter or longer value of "x"; at least its name stays. */
  private static byte[] resized(byte[] line, int length) {
    int colon = 0;
    while (line[colon] != ':') {
      colon++;
    }
    int end = line.length;
    while (end > 0 && (line[end - 1] == '\n' || line[end - 1] == '\r')) {
      end--;
    }
    int ending = line.length - end;
    int wanted = Math.max(length, colon + 1 + ending);
    byte[] resized = new byte[wanted];
    Arrays.fill(resized, (byte) 'x');
    System.arraycopy(line, 0, resized, 0, colon + 1);
    System.arraycopy(line, end, resized, wanted - ending, ending);
    return resized;
  }

  /** Without a field to spare: blanks at the end of the last one that has a value. */
  private static byte[] padded(byte[] joined, List<byte[]> lines, int longer) {
    if (longer > 0 || lines.size() < 2) {
      return joined;
    }
    int last = lines.size() - 1;
    while (last > 1 && lines.get(last).length <= 2) {
      last--;
    }
    int before = 0;
    for (int i = 0; i <= last; i++) {
      before += lines.get(i).length;
    }
    byte[] line = lines.get(last);
    int ending = line.length > 1 && line[line.length - 2] == '\r' ? 2 : 1;
    byte[] padded = new byte[joined.length];
    Arrays.fill(padded, (byte) ' ');
    System.arraycopy(joined, 0, padded, 0, before - ending);
    int rest = joined.length + longer - (before - ending);
    System.arraycopy(joined, before - ending, padded, padded.length - rest, rest);
    return padded;
  }
}
