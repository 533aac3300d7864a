package org.connectoranalyzer.report;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Verdict;

/**
 * A report in another language: its words rendered anew from the keys and facts that stand beside
 * them, the same as if the capture had been analyzed in that language. What has no words here, as
 * detectors of an embedder, keeps those it has.
 */
public final class ReportTranslation {
  private final Messages words;

  /**
   * @param words of the language to translate into
   */
  public ReportTranslation(Messages words) {
    this.words = words;
  }

  /** The report of one capture in that language; itself if it is in that language. */
  public CaptureReport of(CaptureReport capture) {
    return capture.language().equals(words.language()) ? capture : worded(capture);
  }

  /** The report of one capture with all its words rendered anew. */
  CaptureReport worded(CaptureReport capture) {
    CaptureReport.Failure error = capture.error();
    Analysis analysis = capture.analysis();
    return new CaptureReport(
        capture.files(),
        words.language(),
        capture.redacted(),
        error == null ? null : of(capture, error),
        analysis == null ? null : of(analysis, capture.language()));
  }

  private CaptureReport.Failure of(CaptureReport capture, CaptureReport.Failure error) {
    if (!words.has("error." + error.code())) {
      return error;
    }
    Facts facts = error.facts() == null ? Facts.NONE : error.facts();
    return ReportAssembler.failure(error.code(), capture.files().get(0), facts, words);
  }

  private Analysis of(Analysis analysis, String language) {
    List<FindingEntry> findings =
        analysis.findings().stream().map(finding -> of(finding, analysis.proxies())).toList();
    return analysis.withWords(
        of(analysis.headline(), analysis, findings, language),
        findings,
        analysis.checks().stream().map(this::of).toList());
  }

  private FindingEntry of(FindingEntry finding, List<Analysis.ProxyEntry> proxies) {
    Set<String> faults = new TreeSet<>();
    FindingEntry translated = new FindingWords(words, proxies, faults).worded(finding);
    return faults.isEmpty() ? translated : finding;
  }

  private Analysis.Headline of(
      Analysis.Headline headline, Analysis analysis, List<FindingEntry> findings, String language) {
    if (analysis.verdict() == Verdict.HEALTHY && headline.facts() == null) {
      return headline;
    }
    // A baseline may hide the finding that has the facts. Redaction leaves no words to keep.
    boolean hidden =
        analysis.suppressed() > 0
            && !headline.sentence().isEmpty()
            && !told(headline, analysis, analysis.findings(), Messages.load(language))
                .equals(headline);
    return hidden ? headline : told(headline, analysis, findings, words);
  }

  private static Analysis.Headline told(
      Analysis.Headline headline, Analysis analysis, List<FindingEntry> findings, Messages words) {
    Set<String> faults = new TreeSet<>();
    FindingWords findingWords = new FindingWords(words, analysis.proxies(), faults);
    Analysis.Headline told =
        new HeadlineWords(words, findingWords)
            .worded(headline, analysis.verdict(), analysis.mode(), findings);
    return faults.isEmpty() ? told : headline;
  }

  private Analysis.CheckEntry of(Analysis.CheckEntry check) {
    String key = "notApplicable." + check.reasonKey();
    return check.reasonKey() == null || !words.has(key)
        ? check
        : new Analysis.CheckEntry(check.code(), check.result(), words.text(key), check.reasonKey());
  }
}
