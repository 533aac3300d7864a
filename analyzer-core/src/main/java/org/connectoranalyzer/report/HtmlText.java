package org.connectoranalyzer.report;

import org.jspecify.annotations.Nullable;

/** Text as it stands in an element or in a quoted attribute of HTML, harmless in both. */
final class HtmlText {
  private HtmlText() {}

  static String escaped(String text) {
    StringBuilder escaped = null;
    for (int i = 0; i < text.length(); i++) {
      String reference = reference(text.charAt(i));
      if (reference != null && escaped == null) {
        escaped = new StringBuilder(text.length() + 32).append(text, 0, i);
      }
      if (escaped != null) {
        escaped.append(reference == null ? text.substring(i, i + 1) : reference);
      }
    }
    return escaped == null ? text : escaped.toString();
  }

  private static @Nullable String reference(char c) {
    return switch (c) {
      case '&' -> "&amp;";
      case '<' -> "&lt;";
      case '>' -> "&gt;";
      case '"' -> "&quot;";
      case '\'' -> "&#39;";
      default -> null;
    };
  }

  /** A page in ASCII alone, all else as character references; its style and script are ASCII. */
  static String ascii(CharSequence page) {
    StringBuilder ascii = new StringBuilder(page.length() + 1024);
    page.codePoints()
        .forEach(
            c -> {
              if (c < 0x7f) {
                ascii.append((char) c);
              } else {
                ascii.append("&#").append(c).append(';');
              }
            });
    return ascii.toString();
  }
}
