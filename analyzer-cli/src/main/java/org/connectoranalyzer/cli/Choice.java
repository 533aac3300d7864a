package org.connectoranalyzer.cli;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.connectoranalyzer.connector.Cloud;
import org.connectoranalyzer.connector.Mode;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.report.Messages;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The value of an option that is one of a few words, in any case; says which where it is none. */
abstract class Choice<T> implements ITypeConverter<T>, Iterable<String> {
  private final Map<String, T> choices = new LinkedHashMap<>();

  final void add(String word, T value) {
    choices.put(word, value);
  }

  @Override
  public final T convert(String text) {
    T value = choices.get(text.toLowerCase(Locale.ROOT));
    if (value == null) {
      throw new TypeConversionException(Spelling.notOneOf(text, choices.keySet()));
    }
    return value;
  }

  @Override
  public final Iterator<String> iterator() {
    return choices.keySet().iterator();
  }

  /** What the connector is meant to do; UNKNOWN: from the traffic. */
  static final class OfMode extends Choice<Mode> {
    OfMode() {
      add("auto", Mode.UNKNOWN);
      add("direct", Mode.DIRECT);
      add("proxy", Mode.PROXY);
    }
  }

  static final class OfCloud extends Choice<Cloud> {
    OfCloud() {
      add("public", Cloud.PUBLIC);
      add("usgov", Cloud.USGOV);
    }
  }

  static final class OfSeverity extends Choice<Severity> {
    OfSeverity() {
      add("error", Severity.ERROR);
      add("warning", Severity.WARNING);
      add("info", Severity.INFO);
    }
  }

  /** From which severity on findings make exit code 1; null: from none. */
  enum FailOn {
    ERROR(Severity.ERROR),
    WARNING(Severity.WARNING),
    INFO(Severity.INFO),
    NEVER(null);

    private final @Nullable Severity least;

    FailOn(@Nullable Severity least) {
      this.least = least;
    }

    boolean includes(Severity severity) {
      return least != null && severity.compareTo(least) <= 0;
    }
  }

  static final class OfFailOn extends Choice<FailOn> {
    OfFailOn() {
      for (FailOn value : FailOn.values()) {
        add(value.name().toLowerCase(Locale.ROOT), value);
      }
    }
  }

  /** When to colour. */
  enum Color {
    AUTO,
    ALWAYS,
    NEVER
  }

  static final class OfColor extends Choice<Color> {
    OfColor() {
      add("auto", Color.AUTO);
      add("always", Color.ALWAYS);
      add("never", Color.NEVER);
    }
  }

  /** Language of the words; auto is the user's own. */
  static final class OfLanguage extends Choice<String> {
    OfLanguage() {
      add("en", "en");
      add("ja", "ja");
      String own = Locale.getDefault(Locale.Category.DISPLAY).getLanguage();
      add("auto", own.isEmpty() ? Messages.ENGLISH : own);
    }
  }
}
