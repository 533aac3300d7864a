package org.connectoranalyzer.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Finds what somebody probably meant. */
final class Spelling {
  /** Files of a folder that are looked at; a guess is not worth a long wait. */
  private static final int MOST_FILES = 10_000;

  /** Of shorter names, too many others are near. */
  private static final int SHORTEST_NAME = 6;

  private Spelling() {}

  /**
   * The candidate with the fewest edits, or else the first that contains the word, begins it, or
   * has it as an abbreviation; empty: none near. Case does not matter.
   */
  static Optional<String> nearest(String word, Collection<String> candidates) {
    String meant = word.toLowerCase(Locale.ROOT);
    Optional<String> near =
        candidates.stream()
            .min(Comparator.comparingInt(candidate -> edits(meant, lower(candidate))))
            .filter(c -> edits(meant, lower(c)) <= Math.max(1, c.length() / 3));
    if (near.isPresent() || meant.length() < 2) {
      return near;
    }
    return first(candidates, candidate -> meant.length() > 2 && candidate.contains(meant))
        .or(
            () ->
                first(
                    candidates, candidate -> candidate.length() > 1 && meant.startsWith(candidate)))
        .or(() -> first(candidates, candidate -> abbreviates(meant, candidate)));
  }

  private static Optional<String> first(Collection<String> candidates, Predicate<String> fits) {
    return candidates.stream().filter(candidate -> fits.test(lower(candidate))).findFirst();
  }

  private static String lower(String word) {
    return word.toLowerCase(Locale.ROOT);
  }

  /** Whether the word begins as the candidate and leaves out some of its other letters: "md". */
  private static boolean abbreviates(String word, String candidate) {
    int place = 0;
    for (int i = 0; i < word.length(); i++) {
      int found = candidate.indexOf(word.charAt(i), place);
      if (found < 0 || (i == 0 && found > 0)) {
        return false;
      }
      place = found + 1;
    }
    return true;
  }

  /** Says that a word is none of those that there are, and which one was probably meant. */
  static String notOneOf(String word, Collection<String> words) {
    return "'"
        + word
        + "' is not one of "
        + String.join(", ", words)
        + didYouMean(nearest(word, words));
  }

  /** A guess as the rest of a sentence; empty where there is none. */
  static String didYouMean(Optional<String> near) {
    return near.map(word -> "; did you mean " + word + "?").orElse("");
  }

  /** A file or folder of nearly the same name in the same folder; empty: none near. */
  static Optional<Path> nearestFile(Path missing) {
    Path folder = missing.toAbsolutePath().getParent();
    Path name = missing.getFileName();
    if (folder == null || name == null || name.toString().length() < SHORTEST_NAME) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names =
          files.limit(MOST_FILES).map(file -> String.valueOf(file.getFileName())).sorted().toList();
      String wanted = lower(name.toString());
      return names.stream()
          .min(Comparator.comparingInt(other -> edits(wanted, lower(other))))
          .filter(other -> edits(wanted, lower(other)) <= Math.max(1, wanted.length() / 5))
          .map(missing::resolveSibling);
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
  }

  /** Says that a file is not there, and which one was probably meant. */
  static String missing(Path file) {
    return "there is no file '" + file + "'" + didYouMean(nearestFile(file).map(Path::toString));
  }

  /**
   * Characters put in, left out, replaced, or exchanged with the next (optimal string alignment,
   * after Damerau and Levenshtein).
   */
  private static int edits(String one, String other) {
    int[] beforeLast = new int[other.length() + 1];
    int[] last = new int[other.length() + 1];
    int[] row = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int[] free = beforeLast;
      beforeLast = last;
      last = row;
      row = free;
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        boolean same = one.charAt(i - 1) == other.charAt(j - 1);
        row[j] = Math.min(last[j - 1] + (same ? 0 : 1), 1 + Math.min(row[j - 1], last[j]));
        boolean exchanged =
            i > 1
                && j > 1
                && one.charAt(i - 1) == other.charAt(j - 2)
                && one.charAt(i - 2) == other.charAt(j - 1);
        if (exchanged) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
    }
    return row[other.length()];
  }
}
