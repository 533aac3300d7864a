package org.connectoranalyzer.connector.configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
      Pattern.compile("^(?:PS )?[A-Za-z]:\\\\[^>]*>.*|^\\s*netsh .*", Pattern.CASE_INSENSITIVE);
  private static final Pattern FIELD = Pattern.compile("^\\s*([^:：]+?)\\s*[:：]\\s*(\\S.*?)\\s*$");
  private static final Pattern PROXY =
      Pattern.compile("(?:(\\w+)=)?(?:http://)?(\\[[0-9A-Fa-f:.]+]|[\\w.-]+?)(?::(\\d{1,5}))?/?");
  private static final int MOST_LINES = 12;
  private static final int HTTP = 80;

  private final PlainText text;
  private final List<Integer> lines = new ArrayList<>();

  private WinHttpSettings(PlainText text) {
    this.text = text;
    for (int i = 0; i < text.lines().size(); i++) {
      String line = text.lines().get(i);
      if (!line.isBlank() && !PROMPT.matcher(line).matches()) {
        lines.add(i);
      }
    }
  }

  /** Whether text of an unknown name is such: every language of Windows writes "WinHTTP". */
  static boolean isOne(PlainText text) {
    WinHttpSettings settings = new WinHttpSettings(text);
    return settings.hasShape()
        && settings.line(0).toLowerCase(Locale.ROOT).contains("winhttp")
        && settings.setting() != null;
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
        && lines.size() <= MOST_LINES
        && (line(0).endsWith(":") || line(0).endsWith("："));
  }

  /** Null where it is none after all. */
  private @Nullable ProxySetting setting() {
    Matcher first = FIELD.matcher(line(1));
    if (!first.matches()) {
      return of(ProxySetting.Kind.NONE, null, List.of(), lines.get(1));
    }
    List<Matcher> proxies = new ArrayList<>();
    for (String entry : first.group(2).split("[;\\s]+", -1)) {
      Matcher proxy = PROXY.matcher(entry);
      if (!entry.isEmpty()) {
        proxies.add(proxy);
        if (!proxy.matches() || number(proxy) > 65535) {
          return null;
        }
      }
    }
    List<String> bypassed = lines.size() > 2 ? bypassed(line(2)) : List.of();
    for (Matcher proxy : proxies) {
      // Revocation lists and OCSP are fetched by plain HTTP.
      if (proxy.group(1) == null || proxy.group(1).equalsIgnoreCase("http")) {
        return of(ProxySetting.Kind.FIXED, hostPort(proxy), bypassed, lines.get(1));
      }
    }
    return of(ProxySetting.Kind.NONE, null, bypassed, lines.get(1));
  }

  private static List<String> bypassed(String line) {
    Matcher field = FIELD.matcher(line);
    if (!field.matches() || field.group(2).matches("[(（].*[)）]")) {
      return List.of();
    }
    return List.of(field.group(2).split("[;\\s]+"));
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
