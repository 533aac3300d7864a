package org.connectoranalyzer.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.connectoranalyzer.diagnosis.Facts;
import org.jspecify.annotations.Nullable;

/**
 * All words of one language, from {@code words/<lang>/}: {@code messages.properties} by key, and
 * one page per code, read when asked for. A key or page that the language lacks is English.
 * Immutable; the command line and the report use the same.
 */
public final class Messages {
  /** The language that has every word. */
  public static final String ENGLISH = "en";

  private static final String FOLDER = "/org/connectoranalyzer/words/";
  private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}");

  private final String language;
  private final Properties words;

  private Messages(String language, Properties words) {
    this.language = language;
    this.words = words;
  }

  /**
   * Words of a language ("en", "ja"); English where there is no folder for it, which {@link
   * #language} then says. Not two or three letters: {@code IllegalArgumentException}.
   */
  public static Messages load(String language) {
    if (!LANGUAGE.matcher(language).matches()) {
      throw new IllegalArgumentException("no language code: " + SafeText.of(language));
    }
    Properties own = language.equals(ENGLISH) ? null : read(language, English.WORDS.words);
    return own == null ? English.WORDS : new Messages(language, own);
  }

  /** Read once, when first asked for. */
  private static final class English {
    static final Messages WORDS =
        new Messages(ENGLISH, Objects.requireNonNull(read(ENGLISH, null), "the words are missing"));
  }

  private static @Nullable Properties read(String language, @Nullable Properties defaults) {
    String text = resource(language + "/messages.properties");
    if (text == null) {
      return null;
    }
    Properties words = defaults == null ? new Properties() : new Properties(defaults);
    try (Reader reader = new StringReader(text)) {
      words.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return words;
  }

  private static @Nullable String resource(String path) {
    try (InputStream in = Messages.class.getResourceAsStream(FOLDER + path)) {
      if (in == null) {
        return null;
      }
      try (Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
        StringBuilder text = new StringBuilder();
        char[] buffer = new char[4096];
        for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
          text.append(buffer, 0, n);
        }
        return text.toString();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The language of these words. */
  public String language() {
    return language;
  }

  public boolean has(String key) {
    return words.getProperty(key) != null;
  }

  /** Every key, sorted. */
  Set<String> keys() {
    return new TreeSet<>(words.stringPropertyNames());
  }

  public String text(String key) {
    return text(key, Facts.NONE);
  }

  /** The words of a key, holes filled; an unknown key gives the key itself (a test finds it). */
  public String text(String key, Facts facts) {
    return fill(template(key), facts);
  }

  /** The words of a term of a family of keys; the term itself where it has none. */
  String term(String family, String term) {
    return words.getProperty(family + "." + term, term);
  }

  /** The words of a key with their holes. */
  String template(String key) {
    return words.getProperty(key, key);
  }

  /** Fills any words of this language. */
  String fill(String text, Facts facts) {
    return fill(text, facts, new TreeSet<>());
  }

  /** Fills any words of this language; names of holes without a value go to {@code missing}. */
  String fill(String text, Facts facts, Set<String> missing) {
    return new Template(text).fill(facts, inThisLanguage(), missing);
  }

  /** Words one after another, with what this language puts between them. */
  String joined(List<String> items) {
    return inThisLanguage().joined(items);
  }

  private Template.Language inThisLanguage() {
    return new Template.Language(
        words.getProperty("list.separator", ", "),
        words.getProperty("list.more", "{items} +{count}"),
        term -> term("word", term));
  }

  /** Whether a terminal can show this language, with stand-ins for single characters at most. */
  public boolean isShownIn(DisplayCharset display) {
    return display.isUnicode()
        || words.stringPropertyNames().stream()
            .map(words::getProperty)
            .allMatch(text -> display.shows(text));
  }

  /** The page of a code, in English where the language has none; null if there is no such code. */
  public @Nullable Page page(String code) {
    if (!code.matches("[A-Z0-9-]{1,80}")) {
      return null;
    }
    String text = resource(language + "/" + code + ".md");
    if (text == null) {
      text = resource(ENGLISH + "/" + code + ".md");
    }
    return text == null ? null : Page.parse(code, text);
  }
}
