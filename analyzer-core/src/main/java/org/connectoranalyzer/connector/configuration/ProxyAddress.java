package org.connectoranalyzer.connector.configuration;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.connectoranalyzer.connector.configuration.Fault.Kind;
import org.connectoranalyzer.conversation.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * The value of {@code proxyaddress}, an absolute URI of scheme http (.NET's ProxyElement; its
 * requests know no other scheme of proxies).
 *
 * @param hostPort what is meant, where that is clear; port 80 where none stands
 * @param fault null if nothing is wrong
 * @param facts of the fault: the value without credentials, and a corrected one
 */
record ProxyAddress(@Nullable HostPort hostPort, @Nullable Kind fault, Map<String, Object> facts) {
  private static final int HTTP = 80;
  private static final int USUAL = 8080;
  private static final int MOST_SHOWN = 200;
  private static final Pattern UP_TO_HOST =
      Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*:/{1,2}|^/{0,2}");
  private static final Pattern ANY_SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:");
  private static final Pattern SCHEME = Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]*)://(.*)$");
  private static final Pattern AUTHORITY =
      Pattern.compile("^(?:[^/@]*@)?(\\[[^\\]]*]|[^:/?#\\[\\]]*)(?::([^/?#]*))?(?:[/?#].*)?$");
  private static final Pattern LABELS =
      Pattern.compile("[\\p{L}\\p{M}\\p{N}_-]++(?:\\.[\\p{L}\\p{M}\\p{N}_-]++)*+\\.?");

  /** Letters, digits and signs as a Japanese keyboard writes them in their wide form. */
  private static final Pattern WIDE = Pattern.compile("[\\uFF00-\\uFFEF]");

  private static final int LONGEST_NAME = 255;

  /** Reads a value as it stands in the file. */
  static ProxyAddress parse(String value) {
    String text = value.strip();
    if (text.startsWith("http:\\\\")) {
      // .NET takes them for slashes.
      text = "http://" + text.substring(7);
    }
    Matcher scheme = SCHEME.matcher(text);
    boolean schemed = scheme.matches();
    Authority authority = Authority.of(schemed ? scheme.group(2) : text.replaceFirst("^//", ""));
    // "http:/proxy:8080" is not a host called http.
    boolean slashMissing = !schemed && text.toLowerCase(Locale.ROOT).matches("https?[:/].*");
    // Behind the host it may end a password with a slash in it, which would look like a port.
    boolean hidden =
        schemed && scheme.group(2).replaceFirst("^[^/?#]*", "").matches(".*[@\uFF20].*");
    if (authority == null || slashMissing || hidden) {
      return faulty(Kind.ADDRESS_UNPARSABLE, null, value, null);
    }
    HostPort meant = authority.hostPort;
    Matcher again = SCHEME.matcher(schemed ? scheme.group(2) : "");
    if (again.matches()) {
      // "http://http://proxy:8080": to .NET a host called http.
      return faulty(Kind.ADDRESS_WITHOUT_PORT, meant, value, suggestion(again.group(2)));
    }
    String suggestion = suggestion(authority);
    if (!schemed) {
      return faulty(Kind.ADDRESS_WITHOUT_SCHEME, meant, value, suggestion);
    }
    if (!scheme.group(1).equalsIgnoreCase("http")) {
      return faulty(Kind.ADDRESS_OF_OTHER_SCHEME, meant, value, suggestion);
    }
    return authority.port
        ? new ProxyAddress(meant, null, Map.of())
        : faulty(Kind.ADDRESS_WITHOUT_PORT, meant, value, suggestion);
  }

  private static @Nullable String suggestion(String text) {
    Authority authority = Authority.of(text);
    return authority == null ? null : suggestion(authority);
  }

  private static String suggestion(Authority authority) {
    HostPort meant = authority.hostPort;
    return "http://" + (authority.port ? meant : new HostPort(meant.host(), USUAL));
  }

  /** Whether .NET refuses it as an absolute URI; an empty value counts as not set. */
  static boolean isRelative(String value) {
    String text = value.strip();
    return !value.isEmpty()
        && !ANY_SCHEME.matcher(text).lookingAt()
        && !text.startsWith("//")
        && !text.startsWith("\\\\");
  }

  private static ProxyAddress faulty(
      Kind kind, @Nullable HostPort meant, String value, @Nullable String suggestion) {
    Map<String, Object> facts = new LinkedHashMap<>();
    String shown = masked(value.strip());
    facts.put("value", shown.length() <= MOST_SHOWN ? shown : shown.substring(0, MOST_SHOWN) + "…");
    if (suggestion != null) {
      facts.put("suggestion", suggestion);
    }
    return new ProxyAddress(meant, kind, facts);
  }

  /**
   * A value without user name and password: nothing before its last "@" but the scheme, since a
   * password that is wrongly written may hold any sign, and the "@" be written in any way.
   */
  static String masked(String value) {
    int at = Math.max(value.lastIndexOf('@'), value.lastIndexOf('\uFF20'));
    at = Math.max(at, value.lastIndexOf("%40"));
    Matcher scheme = UP_TO_HOST.matcher(value);
    return at < 0 || !scheme.find() ? value : scheme.group() + "xxx" + value.substring(at);
  }

  /** Host and port; whether the port stands there. */
  private record Authority(HostPort hostPort, boolean port) {
    static @Nullable Authority of(String text) {
      Matcher parts = AUTHORITY.matcher(text);
      if (!parts.matches()) {
        return null;
      }
      String host = parts.group(1);
      if (host.startsWith("[")) {
        String literal = host.substring(1, host.length() - 1).replaceFirst("%.*", "");
        IpAddress address = IpAddress.parse(literal).filter(a -> a.version() == 6).orElse(null);
        host = address == null ? "" : address.toString();
      } else if (isName(host)) {
        host = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
      } else {
        host = "";
      }
      String digits = parts.group(2);
      boolean port = digits != null && !digits.isEmpty();
      int number = port && digits.matches("\\d{1,5}") ? Integer.parseInt(digits) : 0;
      if (host.isEmpty() || (port && (number < 1 || number > 65535))) {
        return null;
      }
      return new Authority(new HostPort(host.toLowerCase(Locale.ROOT), port ? number : HTTP), port);
    }

    private static boolean isName(String host) {
      return host.length() <= LONGEST_NAME
          && LABELS.matcher(host).matches()
          && !WIDE.matcher(host).find();
    }
  }
}
