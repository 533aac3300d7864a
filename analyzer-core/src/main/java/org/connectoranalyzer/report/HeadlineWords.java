package org.connectoranalyzer.report;

import java.util.List;
import org.connectoranalyzer.connector.Mode;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Verdict;
import org.connectoranalyzer.report.Analysis.Headline;
import org.jspecify.annotations.Nullable;

/**
 * The words of a headline, rendered from its code and facts: those of the finding that leads, or
 * those of health. Facts: {@code hosts} (how many were reached) and {@code proxy} of a healthy
 * capture, {@code more} where further findings deserve a word beside the headline.
 */
final class HeadlineWords {
  private final Messages words;
  private final FindingWords findingWords;

  HeadlineWords(Messages words, FindingWords findingWords) {
    this.words = words;
    this.findingWords = findingWords;
  }

  /** The headline in these words; {@code findings} are those of the report. */
  Headline worded(Headline bare, Verdict verdict, Mode mode, List<FindingEntry> findings) {
    String code = bare.code();
    Facts facts = bare.facts() == null ? Facts.NONE : bare.facts();
    FindingEntry leading =
        findings.stream().filter(f -> f.code().equals(code)).findFirst().orElse(null);
    String sentence;
    String nextStep;
    if (verdict == Verdict.HEALTHY) {
      sentence = words.text("headline.healthy." + JsonNames.of(mode), facts);
      nextStep = words.text("headline.healthy.next", facts);
    } else if (leading != null) {
      sentence = finding(findingWords.title(leading));
      nextStep = findingWords.nextStep(leading);
    } else {
      Page page = words.page(code);
      sentence = finding(page == null ? code : new Template(page.title()).outline());
      nextStep = page == null ? "" : new Template(page.nextStep("")).outline();
    }
    if (verdict == Verdict.INCONCLUSIVE) {
      sentence = words.text("headline.inconclusive", Facts.of("sentence", sentence));
    }
    return new Headline(
        code, bare.owner(), withMore(sentence, verdict, facts.get("more")), nextStep, bare.facts());
  }

  private String finding(String title) {
    return words.text("headline.finding", Facts.of("title", title));
  }

  private String withMore(String sentence, Verdict verdict, @Nullable Object more) {
    if (more == null) {
      return sentence;
    }
    String key =
        switch (verdict) {
          case PROBLEM -> "headline.moreErrors";
          case INCONCLUSIVE -> "headline.moreWarnings";
          case HEALTHY -> "headline.warnings";
        };
    return words.text(key, Facts.of("sentence", sentence).with("count", more));
  }
}
