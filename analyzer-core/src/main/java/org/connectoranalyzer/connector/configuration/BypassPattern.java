package org.connectoranalyzer.connector.configuration;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Entries of bypass lists; they come from a file and may be made to take forever. */
final class BypassPattern {
  /** Characters that a match may look at; honest patterns need a few hundred. */
  private static final int BUDGET = 20_000;

  /** Longer ones are no entries that anybody wrote, and may exhaust the compiler's stack. */
  private static final int LONGEST = 1000;

  /** What Java's compiler says of patterns that .NET's refuses as well. */
  private static final List<String> ALSO_OF_DOTNET =
      List.of("Dangling meta character", "Unclosed group", "Unmatched closing");

  /** Counted repetitions; nested they multiply, and over nothing they read no character. */
  private static final Pattern COUNTED = Pattern.compile("\\{(\\d{1,9})?(?:,(\\d{1,9})?)?\\}");

  private static final long MOST_REPETITIONS = 10_000;

  private BypassPattern() {}

  private static boolean isTooCostly(String expression) {
    long product = 1;
    Matcher counted = COUNTED.matcher(expression);
    while (counted.find() && product <= MOST_REPETITIONS) {
      for (int bound = 1; bound <= 2; bound++) {
        String digits = counted.group(bound);
        product *= digits == null ? 1 : Math.max(1, Long.parseLong(digits));
      }
    }
    return expression.length() > LONGEST || product > MOST_REPETITIONS;
  }

  /** Whether .NET surely takes it for no regular expression; syntax of .NET alone is let pass. */
  static boolean isRefused(String expression) {
    if (expression.length() > LONGEST) {
      return false;
    }
    try {
      Pattern.compile(expression);
      return false;
    } catch (PatternSyntaxException e) {
      return ALSO_OF_DOTNET.stream().anyMatch(e.getDescription()::startsWith);
    } catch (StackOverflowError e) {
      return false;
    }
  }

  /** A regular expression of .NET anywhere in a text, in any case; one too costly finds nothing. */
  static boolean finds(String expression, String text) {
    if (isTooCostly(expression)) {
      return false;
    }
    try {
      Pattern pattern = Pattern.compile(expression, Pattern.CASE_INSENSITIVE);
      return pattern.matcher(new Metered(text)).find();
    } catch (PatternSyntaxException | Metered.SpentException | StackOverflowError e) {
      return false;
    }
  }

  /** {@code *.contoso.com}, {@code host}, {@code <local>} for hosts without a dot. */
  static boolean wildcard(String entry, String host) {
    if (entry.equalsIgnoreCase("<local>")) {
      return host.indexOf('.') < 0;
    }
    String pattern = entry.toLowerCase(Locale.ROOT);
    String rest = host.toLowerCase(Locale.ROOT);
    String[] parts = pattern.split("\\*", -1);
    if (!rest.startsWith(parts[0])) {
      return false;
    }
    if (parts.length == 1) {
      return rest.equals(pattern);
    }
    int from = parts[0].length();
    for (int i = 1; i < parts.length - 1; i++) {
      int at = rest.indexOf(parts[i], from);
      if (at < 0) {
        return false;
      }
      from = at + parts[i].length();
    }
    String last = parts[parts.length - 1];
    return rest.length() - last.length() >= from && rest.endsWith(last);
  }

  /** Counts what a match reads; not thread-safe. */
  private static final class Metered implements CharSequence {
    private final String text;
    private int left = BUDGET;

    private static final class SpentException extends RuntimeException {
      private static final long serialVersionUID = 1L;
    }

    Metered(String text) {
      this.text = text;
    }

    @Override
    public char charAt(int index) {
      if (left-- <= 0) {
        throw new SpentException();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
