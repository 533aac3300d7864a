package org.connectoranalyzer.report;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.connectoranalyzer.diagnosis.Facts;

/**
 * Words with named holes that facts fill. {@code {name}} is the value, a list joined; {@code
 * {gapMs:duration}} milliseconds for people; {@code {trouble:word}} a term of the program in the
 * reader's language; {@code {attempts|one attempt|# attempts}} chooses by number (of a list: its
 * size), {@code #} is that number; {@code [[ … {name} … ]]} vanishes where one of its holes has no
 * value. Other braces are text.
 */
final class Template {
  private static final Pattern HOLE =
      Pattern.compile("\\{([a-z][A-Za-z0-9]*)(?::(duration|word)|\\|([^|{}]*)\\|([^|{}]*))?}");
  private static final Pattern OPTIONAL = Pattern.compile("\\[\\[(.*?)]]", Pattern.DOTALL);
  private static final int LIST_SHOWN = 3;

  /**
   * What a language adds to the values.
   *
   * @param separator between the items of a list
   * @param more the end of a long one, with the holes {items} and {count}
   * @param terms words for a term such as "synAckIgnored"; the term itself where there are none
   */
  record Language(String separator, String more, UnaryOperator<String> terms) {
    /** Items with the separator's own sign in them, as names of certificates have, are set off. */
    String joined(List<String> items) {
      boolean unclear = items.size() > 1 && items.stream().anyMatch(this::holdsSeparator);
      return String.join(unclear ? "; " : separator, items);
    }

    private boolean holdsSeparator(String item) {
      return item.contains(separator.strip());
    }
  }

  private final String text;

  Template(String text) {
    this.text = text;
  }

  /** Names of all holes, sorted. */
  Set<String> holes() {
    Set<String> names = new TreeSet<>();
    Matcher hole = HOLE.matcher(text);
    while (hole.find()) {
      names.add(hole.group(1));
    }
    return names;
  }

  /**
   * Fills every hole. A hole without a value outside an optional part becomes "?" and its name goes
   * to {@code missing}: a fault of the page or the detector, which must not cost the report.
   */
  String fill(Facts facts, Language language, Set<String> missing) {
    if (text.indexOf('{') < 0 && !text.contains("[[")) {
      return text;
    }
    Matcher part = OPTIONAL.matcher(text);
    StringBuilder kept = new StringBuilder(text.length());
    while (part.find()) {
      boolean complete =
          new Template(part.group(1)).holes().stream().allMatch(name -> hasValue(facts, name));
      part.appendReplacement(kept, Matcher.quoteReplacement(complete ? part.group(1) : ""));
    }
    part.appendTail(kept);
    Matcher hole = HOLE.matcher(kept);
    StringBuilder filled = new StringBuilder(kept.length() + 64);
    while (hole.find()) {
      String value = value(hole, facts, language, missing);
      hole.appendReplacement(filled, Matcher.quoteReplacement(value));
    }
    return hole.appendTail(filled).toString();
  }

  /** The words with the names of the holes in them, for a page that is read without a finding. */
  String outline() {
    Matcher hole = HOLE.matcher(text.replace("[[", "").replace("]]", ""));
    StringBuilder outline = new StringBuilder(text.length());
    while (hole.find()) {
      String name = "<" + hole.group(1) + ">";
      String words = hole.group(4) == null ? name : hole.group(4).replace("#", name);
      hole.appendReplacement(outline, Matcher.quoteReplacement(words));
    }
    return hole.appendTail(outline).toString();
  }

  private static boolean hasValue(Facts facts, String name) {
    Object value = facts.get(name);
    return value != null && !value.equals("") && !(value instanceof List<?> list && list.isEmpty());
  }

  private static String value(Matcher hole, Facts facts, Language language, Set<String> missing) {
    String name = hole.group(1);
    Object value = facts.get(name);
    if (value == null) {
      missing.add(name);
      return "?";
    }
    if (value instanceof Long milliseconds && "duration".equals(hole.group(2))) {
      return duration(milliseconds);
    }
    UnaryOperator<String> words =
        "word".equals(hole.group(2)) ? language.terms() : UnaryOperator.identity();
    if (hole.group(3) != null) {
      long number = value instanceof Long n ? n : value instanceof List<?> list ? list.size() : 1;
      return (number == 1 ? hole.group(3) : hole.group(4)).replace("#", Long.toString(number));
    }
    return value instanceof List<?> list
        ? joined(list, words, language)
        : words.apply(value.toString());
  }

  private static String joined(List<?> list, UnaryOperator<String> words, Language language) {
    List<String> items = new ArrayList<>();
    for (Object item : list) {
      items.add(words.apply(item.toString()));
    }
    if (items.size() <= LIST_SHOWN) {
      return language.joined(items);
    }
    Facts holes =
        Facts.of("items", language.joined(items.subList(0, LIST_SHOWN)))
            .with("count", items.size() - LIST_SHOWN);
    return new Template(language.more()).fill(holes, language, new TreeSet<>());
  }

  /**
   * Units are the symbols of the SI, the same in every language: 250 ms, 3.02 s, 21 s, 2 min 5 s.
   */
  static String duration(long milliseconds) {
    if (milliseconds < 0) {
      return "-" + duration(milliseconds == Long.MIN_VALUE ? Long.MAX_VALUE : -milliseconds);
    }
    if (milliseconds < 1000) {
      return milliseconds + " ms";
    }
    if (milliseconds < 60_000) {
      boolean fine = milliseconds < 10_000;
      long hundredths = (milliseconds + (fine ? 5 : 50)) / (fine ? 10 : 100) * (fine ? 1 : 10);
      return BigDecimal.valueOf(hundredths, 2).stripTrailingZeros().toPlainString() + " s";
    }
    long seconds = (milliseconds + 500) / 1000;
    return seconds < 3600
        ? seconds / 60 + " min" + (seconds % 60 == 0 ? "" : " " + seconds % 60 + " s")
        : seconds / 3600 + " h" + (seconds / 60 % 60 == 0 ? "" : " " + seconds / 60 % 60 + " min");
  }
}
