package org.connectoranalyzer.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The words of one diagnosis in one language, read from {@code words/<lang>/<CODE>.md}: a title
 * line, then sections. Summary and Remedy may have variants ({@code ## Summary: <variant>}); all
 * but the Explanation may have holes (see {@link Template}). A page that breaks the form throws,
 * naming the line.
 */
public final class Page {
  private static final Pattern SECTION =
      Pattern.compile("## (Summary|Remedy|Next step|Explanation|Message)(?:: ([A-Za-z0-9-]+))?");
  private static final Pattern LIST_ITEM = Pattern.compile("(?:[-*]|\\d+\\.) .*");
  private static final Pattern SENTENCE_END =
      Pattern.compile("(?<!e\\.g|i\\.e)[.!?](?=\\s+[\\p{Lu}{\\[`]|\n)|\u3002");
  private static final Set<String> WITH_VARIANTS = Set.of("Summary", "Remedy", "Next step");

  private final String code;
  private final String title;
  private final Map<String, String> sections;

  private Page(String code, String title, Map<String, String> sections) {
    this.code = code;
    this.title = title;
    this.sections = sections;
  }

  /** Reads a page's text. */
  static Page parse(String code, String text) {
    String[] lines = text.lines().toArray(String[]::new);
    String first = lines.length == 0 ? "" : lines[0];
    if (!first.startsWith("# ") || first.endsWith(".") || first.endsWith("\u3002")) {
      throw fault(code, 1, "expected \"# Title\" without a final period");
    }
    Map<String, String> sections = new LinkedHashMap<>();
    String section = "";
    StringBuilder body = new StringBuilder();
    boolean fenced = false;
    for (int i = 1; i < lines.length; i++) {
      fenced ^= lines[i].startsWith("```");
      if (fenced || !lines[i].startsWith("## ")) {
        body.append(lines[i]).append('\n');
        continue;
      }
      close(code, i, section, body, sections);
      Matcher heading = SECTION.matcher(lines[i]);
      if (!heading.matches()
          || (heading.group(2) != null && !WITH_VARIANTS.contains(heading.group(1)))) {
        throw fault(code, i + 1, "unknown section \"" + lines[i] + "\"");
      }
      section = lines[i].substring(3);
      body.setLength(0);
    }
    close(code, lines.length, section, body, sections);
    for (String needed : List.of("Summary", "Remedy", "Explanation")) {
      if (!sections.containsKey(needed)) {
        throw fault(code, lines.length, "section \"" + needed + "\" is missing");
      }
    }
    return new Page(code, first.substring(2).strip(), sections);
  }

  private static void close(
      String code, int line, String section, StringBuilder body, Map<String, String> sections) {
    String text = body.toString().strip();
    if (section.isEmpty() ? !text.isEmpty() : text.isEmpty()) {
      throw fault(
          code, line, section.isEmpty() ? "text before the first section" : "empty section");
    }
    if (!section.isEmpty()
        && sections.put(section, section.equals("Explanation") ? text : unwrapped(text)) != null) {
      throw fault(code, line, "second section \"" + section + "\"");
    }
  }

  private static IllegalStateException fault(String code, int line, String found) {
    return new IllegalStateException("page " + code + ".md, line " + line + ": " + found);
  }

  /** Joins the source's wrapped lines: one line a paragraph or list item; fenced ones stay. */
  private static String unwrapped(String text) {
    List<String> blocks = new ArrayList<>();
    boolean open = false;
    boolean fenced = false;
    for (String line : text.lines().toList()) {
      String words = line.strip();
      boolean fence = words.startsWith("```");
      if (fence || fenced) {
        blocks.add(line.stripTrailing());
      } else if (open && !words.isEmpty() && !LIST_ITEM.matcher(words).matches()) {
        int last = blocks.size() - 1;
        blocks.set(last, LineBreaks.joined(blocks.get(last), words));
      } else if (!words.isEmpty()) {
        blocks.add(words);
      }
      fenced ^= fence;
      open = !words.isEmpty() && !fence && !fenced;
    }
    return String.join("\n", blocks);
  }

  public String code() {
    return code;
  }

  /** One line without a final period, with holes. */
  public String title() {
    return title;
  }

  /** One or two sentences with holes; the plain one where there is none for the variant. */
  public String summary(String variant) {
    return section("Summary", variant);
  }

  public String remedy(String variant) {
    return section("Remedy", variant);
  }

  /** One sentence: the section of that name, else the first of the remedy. */
  public String nextStep(String variant) {
    String own = optional("Next step", variant);
    return own != null ? own : firstSentence(remedy(variant));
  }

  /** Markdown for {@code explain}, no holes. */
  public String explanation() {
    return section("Explanation", "");
  }

  /** Ready to send to who must act, with holes; null if the page has none. */
  public @Nullable String message() {
    return sections.get("Message");
  }

  private String section(String name, String variant) {
    String text = optional(name, variant);
    if (text == null) {
      throw new IllegalStateException("page " + code + ".md has no section " + name);
    }
    return text;
  }

  private @Nullable String optional(String name, String variant) {
    String special = sections.get(name + ": " + variant);
    return special != null ? special : sections.get(name);
  }

  /** Names of variants that any section has, sorted; tests hold them against the detectors'. */
  Set<String> variants() {
    Set<String> names = new TreeSet<>();
    for (String section : sections.keySet()) {
      int colon = section.indexOf(": ");
      if (colon > 0) {
        names.add(section.substring(colon + 2));
      }
    }
    return names;
  }

  /** Text by heading, as "Summary" or "Summary: refused"; tests compare languages by it. */
  Map<String, String> sections() {
    return Collections.unmodifiableMap(sections);
  }

  /** The text up to the end of its first sentence. */
  static String firstSentence(String text) {
    Matcher end = SENTENCE_END.matcher(text);
    String first = end.find() ? text.substring(0, end.end()) : text;
    int line = first.indexOf('\n');
    return line < 0 ? first : first.substring(0, line);
  }
}
