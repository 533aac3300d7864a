package org.connectoranalyzer.report;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rendered words of a page as HTML: paragraphs, lists ("- ", "1. "), text between fences, code
 * between backticks, and links to Microsoft's documentation. Nothing else becomes markup: names
 * from a capture stand in these words.
 */
final class HtmlProse {
  private static final Pattern INLINE =
      Pattern.compile(
          "`([^`\n]+)`|(https://(?:learn|www)\\.microsoft\\.com/[A-Za-z0-9/._~#?=&%-]*[A-Za-z0-9/])");
  private static final Pattern BULLET = Pattern.compile("- (.*)");
  private static final Pattern STEP = Pattern.compile("\\d+\\. (.*)");

  private final StringBuilder html = new StringBuilder();

  /** The list that is open: "ul", "ol" or none "". */
  private String list = "";

  private HtmlProse() {}

  static String of(String words) {
    HtmlProse prose = new HtmlProse();
    boolean fenced = false;
    for (String line : words.split("\n", -1)) {
      if (line.startsWith("```")) {
        prose.inList("");
        prose.html.append(fenced ? "</code></pre>\n" : "<pre><code>");
        fenced = !fenced;
      } else if (fenced) {
        prose.html.append(HtmlText.escaped(line)).append('\n');
      } else if (!line.isBlank()) {
        prose.line(line.strip());
      }
    }
    prose.inList("");
    return prose.html.append(fenced ? "</code></pre>\n" : "").toString();
  }

  private void line(String line) {
    for (Pattern item : List.of(BULLET, STEP)) {
      Matcher matcher = item.matcher(line);
      if (matcher.matches()) {
        inList(item == BULLET ? "ul" : "ol");
        html.append("<li>").append(inline(matcher.group(1))).append("</li>\n");
        return;
      }
    }
    inList("");
    html.append("<p>").append(inline(line)).append("</p>\n");
  }

  private void inList(String wanted) {
    if (!list.equals(wanted)) {
      html.append(list.isEmpty() ? "" : "</" + list + ">\n");
      html.append(wanted.isEmpty() ? "" : "<" + wanted + ">\n");
      list = wanted;
    }
  }

  /** Words without paragraphs around them. */
  static String inline(String words) {
    StringBuilder html = new StringBuilder(words.length() + 64);
    Matcher special = INLINE.matcher(words);
    int end = 0;
    while (special.find()) {
      html.append(HtmlText.escaped(words.substring(end, special.start())));
      if (special.group(1) != null) {
        html.append("<code>").append(HtmlText.escaped(special.group(1))).append("</code>");
      } else {
        String link = HtmlText.escaped(special.group(2));
        html.append("<a rel=\"noreferrer\" href=\"" + link + "\">" + link + "</a>");
      }
      end = special.end();
    }
    return html.append(HtmlText.escaped(words.substring(end))).toString();
  }
}
