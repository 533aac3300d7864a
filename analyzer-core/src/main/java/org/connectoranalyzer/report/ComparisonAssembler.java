package org.connectoranalyzer.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.diagnosis.Check;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Verdict;
import org.connectoranalyzer.report.Comparison.Change;
import org.connectoranalyzer.report.Comparison.FindingChange;
import org.jspecify.annotations.Nullable;

/**
 * Compares two reports. Not to see a finding again proves it fixed only where the later capture
 * could have shown it: its check came to a result, the capture suffices for a verdict, and one of
 * the endpoints that the finding is about was tried.
 */
final class ComparisonAssembler {
  private final List<CaptureReport> before;
  private final List<CaptureReport> after;
  private final Messages words;

  ComparisonAssembler(Report before, Report after, Messages words) {
    ReportTranslation translation = new ReportTranslation(words);
    this.before = before.captures().stream().map(translation::of).toList();
    this.after = after.captures().stream().map(translation::of).toList();
    this.words = words;
  }

  Comparison comparison(Report.Tool tool) {
    Map<String, List<FindingEntry>> earlier = byFingerprint(before);
    Map<String, List<FindingEntry>> later = byFingerprint(after);
    List<FindingChange> changes = new ArrayList<>();
    later.forEach(
        (fingerprint, findings) -> {
          List<FindingEntry> same = earlier.get(fingerprint);
          FindingEntry finding = findings.get(0);
          changes.add(
              same != null
                  ? change(Change.STILL_THERE, finding, null, same, findings)
                  : change(Change.NEW, finding, undecided(finding, before), List.of(), findings));
        });
    earlier.forEach(
        (fingerprint, findings) -> {
          if (!later.containsKey(fingerprint)) {
            changes.add(unseen(findings, later));
          }
        });
    changes.sort(
        Comparator.comparing(FindingChange::change)
            .thenComparing(FindingChange::severity)
            .thenComparing(FindingChange::code)
            .thenComparing(FindingChange::subject));
    return new Comparison(
        Comparison.SCHEMA_VERSION, tool, words.language(), side(before), side(after), changes);
  }

  /** An earlier finding that the later report does not have. */
  private FindingChange unseen(List<FindingEntry> earlier, Map<String, List<FindingEntry>> later) {
    FindingEntry finding = earlier.get(0);
    for (List<FindingEntry> other : later.values()) {
      if (isPartOf(finding, other.get(0))) {
        String words =
            this.words.text("diff.reason.partOf", Facts.of("subject", other.get(0).subject()));
        return change(Change.STILL_THERE, finding, new Reason("partOf", words), earlier, List.of());
      }
    }
    Reason reason = whyNotTold(finding);
    Change change = reason == null ? Change.FIXED : Change.CANNOT_BE_TOLD;
    return change(change, finding, reason, earlier, List.of());
  }

  /** Where more hosts have the same trouble, or fewer, the subject is another. */
  private static boolean isPartOf(FindingEntry finding, FindingEntry other) {
    return other.code().equals(finding.code())
        && other.way() == finding.way()
        && !Collections.disjoint(other.hosts(), finding.hosts());
  }

  /** Several machines or captures have the same trouble: most severe first. */
  private static Map<String, List<FindingEntry>> byFingerprint(List<CaptureReport> captures) {
    Map<String, List<FindingEntry>> found = new LinkedHashMap<>();
    for (Analysis analysis : analyses(captures)) {
      for (FindingEntry finding : analysis.findings()) {
        found.computeIfAbsent(finding.fingerprint(), f -> new ArrayList<>()).add(finding);
      }
    }
    found.values().forEach(same -> same.sort(Comparator.comparing(FindingEntry::severity)));
    return found;
  }

  private static List<Analysis> analyses(List<CaptureReport> captures) {
    List<Analysis> analyses = new ArrayList<>();
    for (CaptureReport capture : captures) {
      if (capture.analysis() != null) {
        analyses.add(capture.analysis());
      }
    }
    return analyses;
  }

  private static FindingChange change(
      Change change,
      FindingEntry finding,
      @Nullable Reason reason,
      List<FindingEntry> earlier,
      List<FindingEntry> later) {
    return new FindingChange(
        change,
        finding.code(),
        finding.severity(),
        finding.way(),
        finding.owner(),
        finding.subject(),
        finding.hosts(),
        finding.title(),
        reason == null ? null : reason.words(),
        reason == null ? null : reason.key(),
        occurrences(earlier),
        occurrences(later),
        finding.fingerprint());
  }

  private static long occurrences(List<FindingEntry> findings) {
    return findings.stream().mapToLong(FindingEntry::occurrences).sum();
  }

  /** Why something cannot be told; {@code key} names the words. */
  private record Reason(String key, String words) {}

  private Reason reason(String key) {
    return new Reason(key, words.text("diff.reason." + key));
  }

  private @Nullable Reason whyNotTold(FindingEntry finding) {
    List<Analysis> analyses = analyses(after);
    if (analyses.isEmpty()) {
      return reason("unreadable");
    }
    if (finding.way() == Way.CAPTURE) {
      return null; // It was about the earlier recording.
    }
    Reason undecided = undecided(finding, after);
    if (undecided != null) {
      return undecided;
    }
    if (worst(analyses) == Verdict.INCONCLUSIVE) {
      return reason("inconclusive");
    }
    return isTried(finding, analyses) ? null : reason("notObserved");
  }

  /** Why the check for a finding's code came to no result in any of the captures. */
  private @Nullable Reason undecided(FindingEntry finding, List<CaptureReport> captures) {
    Analysis.CheckEntry undecided = null;
    for (Analysis analysis : analyses(captures)) {
      for (Analysis.CheckEntry check : analysis.checks()) {
        if (check.code().equals(finding.code())) {
          if (check.result() != Check.Result.NOT_APPLICABLE) {
            return null;
          }
          undecided = undecided == null ? check : undecided;
        }
      }
    }
    return undecided == null || undecided.reason() == null || undecided.reasonKey() == null
        ? reason("notChecked")
        : new Reason(undecided.reasonKey(), undecided.reason());
  }

  private static @Nullable Verdict worst(List<Analysis> analyses) {
    return analyses.stream().map(Analysis::verdict).reduce(Verdict::and).orElse(null);
  }

  /** Where the required endpoints of a finding are known, one of them was tried again. */
  private static boolean isTried(FindingEntry finding, List<Analysis> analyses) {
    boolean listed = false;
    for (Analysis analysis : analyses) {
      for (Analysis.EndpointEntry row : analysis.endpoints()) {
        if (concerns(finding, row)) {
          listed = true;
          if (row.status() != Analysis.EndpointEntry.Status.NOT_OBSERVED) {
            return true;
          }
        }
      }
    }
    return !listed;
  }

  private static boolean concerns(FindingEntry finding, Analysis.EndpointEntry row) {
    String pattern = row.pattern();
    if (finding.way() == Way.DNS) {
      return finding.subject().equals(pattern);
    }
    if (finding.way() != Way.DIRECT && finding.way() != Way.TUNNEL) {
      return false;
    }
    boolean wide = finding.subject().equals("*:" + row.port());
    return wide
        ? finding.hosts().stream().anyMatch(host -> matches(host, pattern))
        : finding.subject().equals(pattern + ":" + row.port());
  }

  private static boolean matches(String host, String pattern) {
    return pattern.startsWith("*.") ? host.endsWith(pattern.substring(1)) : host.equals(pattern);
  }

  private static Comparison.Side side(List<CaptureReport> captures) {
    Function<CaptureReport, Comparison.CaptureEntry> entry =
        capture -> {
          Analysis analysis = capture.analysis();
          return analysis == null
              ? new Comparison.CaptureEntry(
                  capture.files(), capture.status(), null, null, null, null, null, capture.error())
              : new Comparison.CaptureEntry(
                  capture.files(),
                  capture.status(),
                  analysis.verdict(),
                  analysis.mode(),
                  analysis.headline().code(),
                  analysis.headline().owner(),
                  analysis.headline().sentence(),
                  null);
        };
    return new Comparison.Side(worst(analyses(captures)), captures.stream().map(entry).toList());
  }
}
