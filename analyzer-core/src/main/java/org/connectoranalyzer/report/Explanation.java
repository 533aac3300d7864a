package org.connectoranalyzer.report;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.report.TextLayout.Tint;

/**
 * The pages of the diagnoses for a terminal: what {@code explain} prints, offline. Understands the
 * Markdown that pages use: headings, paragraphs, lists, tables and fenced text as they are, code,
 * strong words and links.
 */
public final class Explanation {
  private static final Pattern LINK = Pattern.compile("\\[([^\\]]+)]\\((https?://[^)\\s]+)\\)");
  private static final Pattern STRONG = Pattern.compile("\\*\\*([^*]+)\\*\\*");
  private static final Pattern LIST_ITEM = Pattern.compile("(?:[-*]|\\d+\\.) .*");

  private final Messages words;
  private final TextLayout layout;
  private String paragraph = "";

  private Explanation(Messages words, WriteOptions options) {
    this.words = words;
    layout = new TextLayout(options);
  }

  /** Every code with its title, sorted by code; a code without a page stands alone. */
  public static void list(
      List<Diagnosis> diagnoses, Messages words, WriteOptions options, Appendable out)
      throws IOException {
    Map<String, String> titles = new TreeMap<>();
    for (Diagnosis diagnosis : diagnoses) {
      Page page = words.page(diagnosis.code());
      titles.put(diagnosis.code(), page == null ? "" : new Template(page.title()).outline());
    }
    TextLayout layout = new TextLayout(options);
    int width = titles.keySet().stream().mapToInt(layout::width).max().orElse(0) + 2;
    titles.forEach(
        (code, title) ->
            layout.wrapped(
                layout.paint(Tint.BOLD, code) + " ".repeat(width - code.length()),
                width,
                width,
                title));
    out.append(layout.text());
  }

  /** The page of one diagnosis. Nothing is written where it has none. */
  public static void write(
      Diagnosis diagnosis, Messages words, WriteOptions options, Appendable out)
      throws IOException {
    Page page = words.page(diagnosis.code());
    if (page != null) {
      Explanation explanation = new Explanation(words, options);
      explanation.page(diagnosis, page);
      out.append(explanation.layout.text());
    }
  }

  private void page(Diagnosis diagnosis, Page page) {
    layout.line(layout.paint(Tint.BOLD, diagnosis.code()) + "  " + roles(diagnosis, words));
    layout.wrapped("", 0, 0, new Template(page.title()).outline());
    layout.blank();
    markdown(page.explanation());
    heading(words.text("heading.remedy"));
    markdown(new Template(page.remedy("")).outline());
    String message = page.message();
    if (message != null) {
      heading(words.text("heading.message"));
      markdown(new Template(message).outline());
    }
  }

  /** How severe it is and who must act, where a finding does not say otherwise. */
  static String roles(Diagnosis diagnosis, Messages words) {
    Facts facts =
        Facts.of("severity", words.text("severity." + JsonNames.of(diagnosis.severity())))
            .with("owner", words.text("owner." + JsonNames.of(diagnosis.owner())));
    return words.text("text.explain", facts);
  }

  private void heading(String words) {
    layout.blank();
    layout.line(layout.paint(Tint.BOLD, words));
  }

  private void markdown(String text) {
    boolean fenced = false;
    for (String line : text.lines().toList()) {
      boolean fence = line.startsWith("```");
      if (fence || fenced || line.startsWith("|")) {
        flush();
        fenced ^= fence;
        if (!fence) {
          layout.line("  " + line);
        }
      } else if (line.startsWith("#")) {
        flush();
        layout.line(layout.paint(Tint.BOLD, line.replaceFirst("^#+ *", "")));
      } else if (line.isBlank()) {
        flush();
        layout.blank();
      } else {
        if (LIST_ITEM.matcher(line.strip()).matches()) {
          flush();
        }
        paragraph = LineBreaks.joined(paragraph, line.strip());
      }
    }
    flush();
  }

  private void flush() {
    if (!paragraph.isEmpty()) {
      layout.wrapped("", 0, 0, inline(paragraph));
      paragraph = "";
    }
  }

  private static String inline(String text) {
    Matcher link = LINK.matcher(text);
    String linked =
        link.replaceAll(
            m ->
                Matcher.quoteReplacement(
                    m.group(1).equals(m.group(2))
                        ? m.group(1)
                        : m.group(1) + " <" + m.group(2) + ">"));
    return STRONG.matcher(linked).replaceAll("$1");
  }
}
