package org.connectoranalyzer.report;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Names of files as URI references (RFC 3986): relative as given, absolute ones with the scheme
 * "file"; whatever is no letter, digit or sign of a path is percent-encoded UTF-8.
 */
final class SarifUri {
  private static final String PLAIN = "-._~/!$&'()*+,;=@";
  private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:[/\\\\].*", Pattern.DOTALL);
  private static final Pattern SHARE = Pattern.compile("\\\\\\\\.*", Pattern.DOTALL);

  private SarifUri() {}

  static String of(String file) {
    if (DRIVE.matcher(file).matches()) {
      return "file:///" + file.charAt(0) + ":" + encoded(file.substring(2).replace('\\', '/'));
    } else if (SHARE.matcher(file).matches()) {
      return "file:" + encoded(file.replace('\\', '/'));
    } else if (file.startsWith("/")) {
      return "file://" + encoded(file);
    }
    return file.isEmpty() ? "." : encoded(file);
  }

  private static String encoded(String path) {
    StringBuilder uri = new StringBuilder(path.length() + 16);
    for (byte octet : path.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (octet & 0xff);
      boolean letterOrDigit =
          (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      if (letterOrDigit || PLAIN.indexOf(c) >= 0) {
        uri.append(c);
      } else {
        uri.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
      }
    }
    return uri.toString();
  }
}
