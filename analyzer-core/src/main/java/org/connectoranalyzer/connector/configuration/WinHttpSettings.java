package org.connectoranalyzer.connector.configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.connectoranalyzer.connector.configuration.ConfigurationFile.RecognizedBy;
import org.connectoranalyzer.conversation.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * What {@code netsh winhttp show proxy} prints, in any language of Windows: a heading that ends in
 * a colon; below it one sentence (direct), or a line "label : proxies" and one "label : bypass
 * list". Told by that shape.
 */
final class WinHttpSettings {
  private static final Pattern PROMPT =
      Pattern.compile(
          "(?:\\[[^\\]]*+]: )?+(?:PS )?+[A-Za-z]:\\\\[^>]*+>.*|netsh .*", Pattern.CASE_INSENSITIVE);
  private static final Pattern PROXY =
      Pattern.compile(
          "(?:(\\w++)=)?+(?:http://)?+(\\[[0-9A-Fa-f:.]++]|[\\w.-]++)(?::(\\d{1,5}+))?+/?+");

  /** Lines of the output below its heading; proxy and bypass list are the first two. */
  private static final int MOST_LINES = 12;

  private static final int MOST_BYPASSED = 1000;
  private static final int HTTP = 80;

  private final PlainText text;
  private final List<Integer> lines = new ArrayList<>();

  /** Keeps the lines from the heading to the next prompt, without blank ones. */
  private WinHttpSettings(PlainText text) {
    this.text = text;
    for (int i = 0; i < text.lines().size(); i++) {
      String line = text.lines().get(i).strip();
      boolean prompt = PROMPT.matcher(line).matches();
      if (prompt && !lines.isEmpty() && isHeading(line(0))) {
        break;
      }
      if (isHeading(line) && namesWinHttp(line)) {
        // What stands before it is not of netsh.
        lines.clear();
      }
      if (!line.isEmpty() && !prompt) {
        lines.add(i);
      }
    }
  }

  private static boolean isHeading(String line) {
    return line.endsWith(":") || line.endsWith("：");
  }

  private static boolean namesWinHttp(String line) {
    return line.toLowerCase(Locale.ROOT).contains("winhttp");
  }

  /** Whether text of an unknown name is such: every language of Windows writes "WinHTTP". */
  static boolean isOne(PlainText text) {
    WinHttpSettings settings = new WinHttpSettings(text);
    return settings.hasShape() && namesWinHttp(settings.line(0)) && settings.setting() != null;
  }

  static ConfigurationFile read(PlainText text, RecognizedBy recognizedBy) {
    WinHttpSettings settings = new WinHttpSettings(text);
    ProxySetting setting = settings.hasShape() ? settings.setting() : null;
    List<Fault> faults =
        setting != null
            ? List.of()
            : List.of(new Fault(Fault.Kind.NOT_WINHTTP, new Location(text.file(), 1), Map.of()));
    return new ConfigurationFile(
        text.file(),
        Role.WINHTTP,
        recognizedBy,
        setting != null ? setting : settings.of(ProxySetting.Kind.INVALID, null, List.of(), 0),
        null,
        null,
        faults);
  }

  private String line(int index) {
    return text.lines().get(lines.get(index)).strip();
  }

  private boolean hasShape() {
    return text.whole()
        && lines.size() >= 2
        && lines.size() <= MOST_LINES + 1
        && isHeading(line(0));
  }

  /** Null where it is none after all. */
  private @Nullable ProxySetting setting() {
    String value = field(line(1));
    if (value.isEmpty()) {
      boolean sentence = line(1).codePoints().anyMatch(Character::isLetter);
      return sentence ? of(ProxySetting.Kind.NONE, null, List.of(), lines.get(1)) : null;
    }
    List<Matcher> proxies = new ArrayList<>();
    for (String entry : value.split("[;\\s]+", MOST_BYPASSED)) {
      Matcher proxy = PROXY.matcher(entry);
      if (!entry.isEmpty()) {
        proxies.add(proxy);
        if (!proxy.matches() || number(proxy) < 1 || number(proxy) > 65535) {
          return null;
        }
      }
    }
    List<String> bypassed = lines.size() > 2 ? bypassed(field(line(2))) : List.of();
    for (Matcher proxy : proxies) {
      // Revocation lists and OCSP are fetched by plain HTTP.
      if (proxy.group(1) == null || proxy.group(1).equalsIgnoreCase("http")) {
        return of(ProxySetting.Kind.FIXED, hostPort(proxy), bypassed, lines.get(1));
      }
    }
    return of(ProxySetting.Kind.NONE, null, bypassed, lines.get(1));
  }

  /** What stands behind the first colon of a line; empty where nothing does. */
  private static String field(String line) {
    for (int i = 1; i < line.length(); i++) {
      if (line.charAt(i) == ':' || line.charAt(i) == '：') {
        return line.substring(i + 1).strip();
      }
    }
    return "";
  }

  private static List<String> bypassed(String value) {
    boolean inBrackets = value.startsWith("(") || value.startsWith("（");
    return value.isEmpty() || inBrackets
        ? List.of()
        : Stream.of(value.split("[;\\s]+", MOST_BYPASSED + 1)).limit(MOST_BYPASSED).toList();
  }

  private static HostPort hostPort(Matcher proxy) {
    String host = proxy.group(2);
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    String canonical = IpAddress.parse(bare).map(IpAddress::toString).orElse(bare);
    return new HostPort(canonical.toLowerCase(Locale.ROOT), number(proxy));
  }

  private static int number(Matcher proxy) {
    return proxy.group(3) == null ? HTTP : Integer.parseInt(proxy.group(3));
  }

  private ProxySetting of(
      ProxySetting.Kind kind, @Nullable HostPort proxy, List<String> bypassed, int index) {
    return new ProxySetting(
        Role.WINHTTP,
        kind,
        proxy,
        null,
        null,
        bypassed,
        false,
        new Location(text.file(), index + 1));
  }
}
