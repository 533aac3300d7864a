package org.connectoranalyzer.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Words as Markdown (CommonMark 0.31 with tables, as GitHub reads it) that shows them and does
 * nothing else: no emphasis, HTML, link, mention or reference comes of text from a capture. Code in
 * backticks, list items and fenced text of the pages stay what they are; so do links that the pages
 * themselves have.
 */
final class MarkdownText {
  /** What has a meaning wherever it stands. */
  private static final String ACTIVE = "\\*_[]<>|~&$`";

  /** What makes a block of a line that it begins. */
  private static final Pattern BLOCK_START = Pattern.compile("[#+=-]|\\d{1,9}(?=[.)](?:\\s|$))");

  /** Names of GitHub's pictures, which it looks for within words, too: ":b:" in an IPv6 address. */
  private static final String PICTURE = ":(?:[\\w+-]*[A-Za-z_][\\w+-]*|100|1234|[+-]1):";

  /** Words that GitHub takes for links, mentions, references and pictures. */
  private static final Pattern LINKING =
      Pattern.compile(
          "[!-~&&[^`]]*(?:@|://|(?i:www\\.)|#\\d|(?i:\\bgh-\\d)|" + PICTURE + ")[!-~&&[^`]]*");

  private static final Pattern LINK = Pattern.compile("https://[!-~&&[^<>()`\"]]+[\\w/]");
  private static final Pattern ITEM = Pattern.compile("(- |\\d{1,9}\\. )(.*)");

  private final Set<String> links;
  private final boolean inCell;

  private MarkdownText(Set<String> links, boolean inCell) {
    this.links = links;
    this.inCell = inCell;
  }

  /**
   * Words between which any link is text, but these.
   *
   * @param links of the page that the words are from
   */
  static MarkdownText withLinks(Set<String> links) {
    return new MarkdownText(links, false);
  }

  /** Words without a link. */
  static final MarkdownText PLAIN = new MarkdownText(Set.of(), false);

  /** Words in a cell of a table, on one line. */
  static final MarkdownText CELL = new MarkdownText(Set.of(), true);

  /** The addresses that a text has, for {@link #withLinks}. */
  static Set<String> links(String text) {
    return Set.copyOf(LINK.matcher(text).results().map(found -> found.group()).toList());
  }

  /** Words within a line: in a heading, behind a label, in a cell. */
  String inline(String text) {
    String[] parts = text.replace('\n', ' ').strip().split("`", -1);
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < parts.length; i++) {
      boolean closed = i + 1 < parts.length;
      if (i % 2 == 0) {
        line.append(linkless(parts[i]));
      } else if (closed && !parts[i].isBlank()) {
        line.append(code(parts[i]));
      } else {
        line.append("\\`").append(linkless(parts[i])).append(closed ? "\\`" : "");
      }
    }
    return line.toString();
  }

  private String linkless(String text) {
    Matcher word = LINKING.matcher(text);
    StringBuilder shown = new StringBuilder();
    int end = 0;
    while (word.find()) {
      shown.append(escaped(text.substring(end, word.start()))).append(link(word.group()));
      end = word.end();
    }
    return shown.append(escaped(text.substring(end))).toString();
  }

  private String link(String word) {
    Matcher link = LINK.matcher(word);
    if (link.lookingAt() && links.contains(link.group())) {
      return "<" + link.group() + ">" + escaped(word.substring(link.end()));
    }
    return code(word);
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (ACTIVE.indexOf(c) >= 0) {
        escaped.append('\\');
      }
      escaped.append(c);
    }
    return escaped.toString();
  }

  /** A code span. */
  String code(String text) {
    String ticks = "`".repeat(longestRun(text) + 1);
    String pad = text.startsWith("`") || text.endsWith("`") ? " " : "";
    return ticks + pad + (inCell ? text.replace("|", "\\|") : text) + pad + ticks;
  }

  /** Lines to be copied as they are. */
  static String fenced(String text) {
    String fence = "`".repeat(Math.max(3, longestRun(text) + 1));
    return fence + "\n" + text + "\n" + fence + "\n";
  }

  private static int longestRun(String text) {
    int longest = 0;
    int run = 0;
    for (int i = 0; i < text.length(); i++) {
      run = text.charAt(i) == '`' ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    return longest;
  }

  /**
   * Paragraphs, list items and fenced text, a line each in the source, with blank lines between
   * them.
   */
  String blocks(String text) {
    List<String> blocks = new ArrayList<>();
    boolean inList = false;
    StringBuilder fenced = null;
    for (String line : text.split("\n", -1)) {
      if (line.startsWith("```")) {
        if (fenced != null) {
          blocks.add(fenced(fenced.toString().stripTrailing()));
        }
        fenced = fenced == null ? new StringBuilder() : null;
        inList = false;
      } else if (fenced != null) {
        fenced.append(line).append('\n');
      } else if (!line.isBlank()) {
        Matcher item = ITEM.matcher(line.strip());
        boolean isItem = item.matches();
        String words = isItem ? item.group(1) + start(item.group(2)) : start(line);
        if (isItem && inList) {
          int last = blocks.size() - 1;
          blocks.set(last, blocks.get(last) + words + "\n");
        } else {
          blocks.add(words + "\n");
        }
        inList = isItem;
      }
    }
    if (fenced != null) {
      blocks.add(fenced(fenced.toString().stripTrailing()));
    }
    return String.join("\n", blocks);
  }

  /** Words that begin a line. */
  private String start(String line) {
    String words = line.strip();
    Matcher block = BLOCK_START.matcher(words);
    String shown = inline(words);
    if (!block.lookingAt()) {
      return shown;
    }
    int at = block.end() - (Character.isDigit(words.charAt(0)) ? 0 : 1);
    return shown.startsWith(words.substring(0, at))
        ? shown.substring(0, at) + "\\" + shown.substring(at)
        : shown;
  }
}
