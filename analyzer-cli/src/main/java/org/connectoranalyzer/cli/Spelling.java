package org.connectoranalyzer.cli;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds what somebody probably meant. */
final class Spelling {
  private Spelling() {}

  /** The candidate with the fewest edits, or the first that contains the word; empty: none near. */
  static Optional<String> nearest(String word, List<String> candidates) {
    Optional<String> near =
        candidates.stream()
            .min(Comparator.comparingInt(candidate -> edits(word, candidate)))
            .filter(candidate -> edits(word, candidate) <= Math.max(1, candidate.length() / 3));
    return near.isPresent() || word.length() < 3
        ? near
        : candidates.stream().filter(candidate -> candidate.contains(word)).findFirst();
  }

  /** Levenshtein's distance: characters put in, left out or replaced. */
  private static int edits(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
