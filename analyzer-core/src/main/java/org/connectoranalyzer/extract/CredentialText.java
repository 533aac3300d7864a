package org.connectoranalyzer.extract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.connectoranalyzer.exchange.HttpText;

/**
 * Where credential values stand in one line of text, whatever protocol it is of: fields such as
 * Authorization and Cookie, challenges' tokens, user information and secrets in URIs. What only may
 * be one counts as one.
 */
final class CredentialText {
  private static final int LONGEST_NAME = 64;
  private static final String DELIMITERS = " \t\r\n\"'<>";

  private static final Pattern START_LINE =
      Pattern.compile(
          "(?:[A-Z]{1,20}+ ++\\S++ ++)?+HTTP/1\\.[0-9](?:[ \\r\\n].*)?", Pattern.DOTALL);

  /** A method and the beginning of a target, or all of it. */
  private static final Pattern REQUEST = Pattern.compile("[A-Z]{3,20}+ ++(\\S++)( ++\\S*+)?+\\s*+");

  private static final Pattern FIELD = Pattern.compile("([A-Za-z0-9_-]{1,64})[ \\t]*:");

  /** What is left of a target that was cut behind its host, in its port or before. */
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(?:\\[[0-9a-fA-F:.]*]?|[^:@/?#]*)(?::[0-9]*)?");

  /** The IANA registry of HTTP authentication schemes, and those of Microsoft and Amazon. */
  private static final List<String> SCHEMES =
      List.of(
          "basic",
          "bearer",
          "concealed",
          "digest",
          "dpop",
          "gnap",
          "hoba",
          "kerberos",
          "mutual",
          "negotiate",
          "ntlm",
          "oauth",
          "privatetoken",
          "scram-sha-1",
          "scram-sha-256",
          "vapid",
          "sharedaccesssignature",
          "sharedkey",
          "sharedkeylite",
          "aws4-hmac-sha256");

  private static final List<String> SECRET_WORDS =
      List.of("auth", "cookie", "token", "secret", "passw", "pwd", "credential", "session");

  /** Fields whose value is, or begins with, a URI. */
  private static final List<String> URI_FIELDS =
      List.of("location", "content-location", "referer", "refresh", "link");

  private final String line;
  private final boolean cut;
  private final Sink sink;

  /** Told of each range to be overwritten. */
  interface Sink {
    /** Offsets in the line, the second behind the last. */
    void secret(int from, int to);
  }

  private CredentialText(String line, boolean cut, Sink sink) {
    this.line = line;
    this.cut = cut;
    this.sink = sink;
  }

  /**
   * Finds the secrets of a line.
   *
   * @param length of the line with its end, if that is there
   * @param cut the line may go on behind what is given
   * @return whether a value goes on in the next line, if that begins with a blank
   */
  static boolean find(byte[] bytes, int length, boolean cut, Sink sink) {
    int end = length;
    while (end > 0 && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r')) {
      end--;
    }
    String line = new String(bytes, 0, end, ISO_8859_1);
    int from = 0;
    for (int at = line.indexOf('\r'); at >= 0; at = line.indexOf('\r', from)) {
      // Some take a bare carriage return for the end of a line.
      piece(line, from, at, false, sink);
      from = at + 1;
    }
    return piece(line, from, end, cut, sink);
  }

  private static boolean piece(String line, int from, int end, boolean cut, Sink sink) {
    Sink moved = from == 0 ? sink : (start, last) -> sink.secret(from + start, from + last);
    return new CredentialText(line.substring(from, end), cut, moved).find();
  }

  /** Whether a message of HTTP/1.x begins with this line. */
  static boolean isStartLine(byte[] bytes, int length) {
    boolean capital = length > 8 && bytes[0] >= 'A' && bytes[0] <= 'Z';
    return capital && START_LINE.matcher(new String(bytes, 0, length, ISO_8859_1)).matches();
  }

  /** Whether TLS may follow the head of this start line: CONNECT, or success of one. */
  static boolean opensTunnel(byte[] bytes, int length) {
    String line = new String(bytes, 0, Math.min(length, 12), ISO_8859_1);
    return line.startsWith("CONNECT ") || (line.startsWith("HTTP/1.") && line.startsWith(" 2", 8));
  }

  /** Whether the line is a field, "Name: value". */
  static boolean isField(byte[] bytes, int length) {
    int known = Math.min(length, LONGEST_NAME + 2);
    return FIELD.matcher(new String(bytes, 0, known, ISO_8859_1)).lookingAt();
  }

  private boolean find() {
    Matcher request = REQUEST.matcher(line);
    if (request.matches()) {
      String behind = request.group(2);
      boolean whole = behind != null && behind.strip().startsWith("HTTP/");
      if (whole || cut) {
        target(request.start(1), request.end(1), behind == null);
        parameters();
        return false;
      }
    }
    Matcher field = FIELD.matcher(line);
    if (field.lookingAt()) {
      return field(field.group(1).toLowerCase(Locale.ROOT), field.end());
    }
    for (int at = line.indexOf(':'); at >= 0; at = line.indexOf(':', at + 1)) {
      String name = nameBefore(at);
      if (isSecret(name)) {
        value(at + 1);
        return true;
      }
    }
    uris(false);
    parameters();
    return false;
  }

  private void target(int from, int to, boolean cutTarget) {
    String target = line.substring(from, to);
    masked(from, target, HttpText.withoutSecrets(target));
    if (cut && cutTarget) {
      cutAuthority(from, to);
    }
  }

  /** What was cut before an "@" may be a user and a password. */
  private void cutAuthority(int from, int to) {
    int start = from + HttpText.authorityStart(line.substring(from, to));
    int end = firstOf("/?#", start, to);
    String authority = line.substring(start, end);
    if (end == to && !HOST_AND_PORT.matcher(authority).matches() && authority.indexOf('@') < 0) {
      sink.secret(start + authority.indexOf(':') + 1, end);
    }
  }

  private void masked(int from, String text, String masked) {
    int at = 0;
    while (at < text.length()) {
      int end = at;
      while (end < text.length() && text.charAt(end) != masked.charAt(end)) {
        end++;
      }
      if (end > at) {
        sink.secret(from + at, from + end);
      }
      at = end + 1;
    }
  }

  private boolean field(String name, int from) {
    if (name.equals("www-authenticate") || name.equals("proxy-authenticate")) {
      challenges(from);
      return true;
    }
    if (isSecret(name)) {
      value(from);
      return true;
    }
    boolean uri = URI_FIELDS.contains(name);
    uris(true);
    if (uri) {
      relativeUser(from);
      int query = firstOf("?#", from, line.length());
      sinkIfAny(query + 1, firstOf(DELIMITERS, Math.min(query + 1, line.length()), line.length()));
    }
    parameters();
    return false;
  }

  /** A value without the scheme that it may begin with. */
  private void value(int from) {
    int start = behindBlanks(from);
    int word = firstOf(" \t", start, line.length());
    String scheme = line.substring(start, word).toLowerCase(Locale.ROOT);
    sinkIfAny(SCHEMES.contains(scheme) ? behindBlanks(word) : start, line.length());
  }

  /** Of "NTLM abc, Basic realm=x" the "abc" (RFC 9110 §11.2: token68). */
  private void challenges(int from) {
    int start = from;
    while (start < line.length()) {
      int end = outsideQuotes(start);
      int word = behindBlanks(start);
      int blank = firstOf(" \t", word, end);
      int token = behindBlanks(blank);
      int equals = firstOf("=", token, end);
      boolean parameter = equals + 1 < end && line.charAt(equals + 1) != '=';
      boolean scheme = SCHEMES.contains(line.substring(word, blank).toLowerCase(Locale.ROOT));
      if (!scheme && firstOf("=", word, end) == end && start > from) {
        sinkIfAny(word, end);
      } else if (!parameter && token < end) {
        sinkIfAny(token, end);
      }
      start = end + 1;
    }
  }

  private int outsideQuotes(int from) {
    boolean quoted = false;
    for (int i = from; i < line.length(); i++) {
      quoted ^= line.charAt(i) == '"';
      if (!quoted && line.charAt(i) == ',') {
        return i;
      }
    }
    return line.length();
  }

  /** User information of all URIs of the line, and what follows their path where asked for. */
  private void uris(boolean queries) {
    int uriEnd = 0;
    int end = 0;
    for (int at = line.indexOf("://"); at >= 0; at = line.indexOf("://", Math.max(at + 1, end))) {
      int start = at + 3;
      while (start < line.length() && line.charAt(start) == '/') {
        start++;
      }
      uriEnd = uriEnd > start ? uriEnd : firstOf(DELIMITERS, start, line.length());
      end = firstOf("/?#", start, uriEnd);
      int user = end;
      while (user > start && line.charAt(user - 1) != '@') {
        user--;
      }
      if (user > start) {
        sinkIfAny(start, user - 1);
      } else if (cut && end == line.length()) {
        cutAuthority(start, end);
      }
      if (queries) {
        sinkIfAny(firstOf("?#", end, uriEnd) + 1, uriEnd);
      }
    }
  }

  /** Values of parameters whose name says that they are secret, wherever they stand. */
  private void parameters() {
    int next;
    for (int at = line.indexOf('='); at >= 0; at = line.indexOf('=', next)) {
      next = at + 1;
      String name = nameBefore(at);
      if (isSecret(name) || name.equals("sig")) {
        boolean quoted = next < line.length() && line.charAt(next) == '"';
        int from = quoted ? next + 1 : next;
        next = firstOf(quoted ? "\"" : DELIMITERS + "&;,)#", from, line.length());
        sinkIfAny(from, next);
      }
    }
  }

  /** User information of a reference that begins with "//" (RFC 3986 §4.2). */
  private void relativeUser(int from) {
    int start = behindBlanks(from);
    if (line.startsWith("//", start)) {
      int end = firstOf("/?#" + DELIMITERS, start + 2, line.length());
      sinkIfAny(start + 2, line.lastIndexOf('@', end - 1));
    }
  }

  private void sinkIfAny(int from, int to) {
    if (from < to) {
      sink.secret(from, to);
    }
  }

  private String nameBefore(int end) {
    int last = end;
    while (last > 0 && (line.charAt(last - 1) == ' ' || line.charAt(last - 1) == '\t')) {
      last--;
    }
    int first = last;
    while (first > 0 && last - first <= LONGEST_NAME && isNameCharacter(line.charAt(first - 1))) {
      first--;
    }
    return line.substring(first, last).toLowerCase(Locale.ROOT);
  }

  private static boolean isNameCharacter(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }

  private static boolean isSecret(String name) {
    if (name.endsWith("author") || name.endsWith("authority")) {
      return false;
    }
    return SECRET_WORDS.stream().anyMatch(name::contains)
        || name.endsWith("signature")
        || name.endsWith("apikey")
        || (name.endsWith("-key") && !name.startsWith("sec-"));
  }

  private int behindBlanks(int from) {
    int at = from;
    while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
      at++;
    }
    return at;
  }

  /** Where one of these characters stands; {@code to} if none does. */
  private int firstOf(String characters, int from, int to) {
    int at = from;
    while (at < to && characters.indexOf(line.charAt(at)) < 0) {
      at++;
    }
    return Math.min(at, to);
  }
}
