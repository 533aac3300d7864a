package org.connectoranalyzer.report;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.Verdict;
import org.connectoranalyzer.report.FindingEntry.Suppression;
import org.jspecify.annotations.Nullable;

/**
 * Findings that somebody knows and has accepted up to a day. They are counted, but hidden or
 * marked, and are no failure. Verdict and headline stay: they are about the capture, not about what
 * is known. Immutable.
 */
public final class Baseline {
  private final List<Known> known;

  /** What becomes of known findings in the report. */
  public enum Treatment {
    HIDDEN,
    MARKED
  }

  /**
   * One known finding, or several alike.
   *
   * @param line of the file that it stands in
   * @param fingerprint "" where code and subject say it
   * @param code "" where the fingerprint says it
   * @param subject of that code; "*" stands for any characters
   * @param until last day; null for ever
   * @param reason of a person
   */
  public record Known(
      int line,
      String fingerprint,
      String code,
      String subject,
      @Nullable LocalDate until,
      String reason) {

    public boolean matches(FindingEntry finding) {
      return fingerprint.isEmpty()
          ? finding.code().equals(code) && isLike(finding.subject(), subject)
          : finding.fingerprint().equals(fingerprint);
    }

    public boolean isExpired(LocalDate today) {
      return until != null && today.isAfter(until);
    }

    /** In time linear in the text for each asterisk: the first place of each part will do. */
    private static boolean isLike(String text, String pattern) {
      List<String> parts = List.of(pattern.split("\\*", -1));
      String first = parts.get(0);
      String last = parts.get(parts.size() - 1);
      if (parts.size() == 1) {
        return text.equals(pattern);
      }
      if (!text.startsWith(first) || text.length() < first.length() + last.length()) {
        return false;
      }
      int place = first.length();
      int end = text.length() - last.length();
      for (String part : parts.subList(1, parts.size() - 1)) {
        int found = text.indexOf(part, place);
        if (found < 0 || found + part.length() > end) {
          return false;
        }
        place = found + part.length();
      }
      return text.endsWith(last);
    }
  }

  /**
   * @param known the first that matches a finding decides
   */
  public Baseline(List<Known> known) {
    this.known = List.copyOf(known);
  }

  public List<Known> known() {
    return known;
  }

  /**
   * The report without known findings, or with them marked; each that is matched goes to {@code
   * used}. What has expired by {@code today} is not known any more.
   *
   * @param found what is held against the baseline
   * @param told what is reported of it: the same, or redacted
   * @param words of the report's language
   */
  public CaptureReport applied(
      CaptureReport found,
      CaptureReport told,
      LocalDate today,
      Treatment treatment,
      Messages words,
      Consumer<Known> used) {
    Analysis original = found.analysis();
    Analysis analysis = told.analysis();
    if (original == null || analysis == null) {
      return told;
    }
    List<FindingEntry> findings = new ArrayList<>();
    long suppressed = 0;
    for (int i = 0; i < analysis.findings().size(); i++) {
      FindingEntry finding = analysis.findings().get(i);
      Known match = match(original.findings().get(i), today);
      if (match == null) {
        findings.add(finding);
        continue;
      }
      used.accept(match);
      suppressed++;
      if (treatment == Treatment.MARKED) {
        findings.add(finding.with(suppression(match, told.redacted())));
      }
    }
    return suppressed == 0
        ? told
        : new CaptureReport(
            told.files(),
            told.language(),
            told.redacted(),
            null,
            analysis.withKnown(headline(analysis, findings, words), findings, suppressed));
  }

  /** A reason is free text, and may name what redaction hides. */
  private static Suppression suppression(Known match, boolean redacted) {
    return new Suppression(
        redacted ? null : SafeText.of(match.reason()),
        match.until() == null ? null : match.until().toString());
  }

  private @Nullable Known match(FindingEntry finding, LocalDate today) {
    for (Known entry : known) {
      if (!entry.isExpired(today) && entry.matches(finding)) {
        return entry;
      }
    }
    return null;
  }

  /** The same, but "more are listed below" counts what still is. */
  private static Analysis.Headline headline(
      Analysis analysis, List<FindingEntry> left, Messages words) {
    Analysis.Headline told = analysis.headline();
    Severity least = analysis.verdict() == Verdict.PROBLEM ? Severity.ERROR : Severity.WARNING;
    boolean leads = false;
    long more = 0;
    for (FindingEntry finding : left) {
      boolean counts = !finding.suppressed() && finding.severity().compareTo(least) <= 0;
      boolean first = counts && !leads && finding.code().equals(told.code());
      leads |= first;
      more += counts && !first ? 1 : 0;
    }
    Facts facts = more > 0 ? Facts.of("more", more) : Facts.NONE;
    if (told.facts() != null) {
      for (Map.Entry<String, Object> fact : told.facts().asMap().entrySet()) {
        facts = fact.getKey().equals("more") ? facts : facts.with(fact.getKey(), fact.getValue());
      }
    }
    Analysis.Headline bare =
        new Analysis.Headline(
            told.code(),
            told.owner(),
            told.sentence(),
            told.nextStep(),
            facts.isEmpty() ? null : facts);
    FindingWords findingWords = new FindingWords(words, analysis.proxies(), new TreeSet<>());
    return new HeadlineWords(words, findingWords)
        .worded(bare, analysis.verdict(), analysis.mode(), analysis.findings());
  }
}
