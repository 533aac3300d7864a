package org.connectoranalyzer.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.connectoranalyzer.connector.EndpointList;
import org.connectoranalyzer.connector.Requirement;
import org.connectoranalyzer.connector.configuration.Location;
import org.connectoranalyzer.diagnosis.Evidence;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.FrameEvidence;
import org.connectoranalyzer.diagnosis.LineEvidence;

/**
 * Entries of findings with all but their words: keys, harmless facts, proof and filters. Where the
 * words would stand are the keys of those words; {@link FindingWords} fills them in.
 */
final class FindingEntries {
  /** Of the recording; empty where there is none. */
  private final List<String> files;

  private final EndpointList endpoints;
  private final ListBounds bounds;

  FindingEntries(List<String> files, EndpointList endpoints, ListBounds bounds) {
    this.files = files;
    this.endpoints = endpoints;
    this.bounds = bounds;
  }

  FindingEntry of(Finding finding) {
    boolean recorded = !files.isEmpty();
    boolean joined = files.size() > 1;
    return new FindingEntry(
        finding.code(),
        finding.severity(),
        finding.confidence(),
        "confidence." + finding.confidenceReason(),
        finding.confidenceReason(),
        finding.way(),
        finding.owner(),
        finding.client() == null ? null : finding.client().toString(),
        SafeText.of(finding.subject()),
        bounds.keep("findings.hosts", safe(finding.hosts())),
        finding.variant(),
        finding.unfinished(),
        finding.code(),
        "",
        "",
        null,
        facts(finding),
        finding.occurrences(),
        finding.evidence().stream().map(FindingEntries::evidence).toList(),
        recorded && !joined ? DisplayFilter.of(finding.frames()) : null,
        joined ? fileFilters(finding.frames()) : null,
        recorded ? SafeText.of(finding.flowFilter()) : null,
        finding.fingerprint(),
        null);
  }

  /** The finding's own; of one whose hosts share no pattern also their endpoints. */
  private Facts facts(Finding finding) {
    Facts facts = safe(finding.facts());
    if (!finding.subject().equals("*:" + finding.port())) {
      return facts;
    }
    Set<String> subjects = new LinkedHashSet<>();
    if (finding.hosts().isEmpty()) {
      FindingWords.addresses(facts).forEach(host -> subjects.add(host + ":" + finding.port()));
    }
    for (String host : finding.hosts()) {
      Requirement row = endpoints.match(host, finding.port());
      subjects.add(SafeText.of((row == null ? host : row.pattern()) + ":" + finding.port()));
    }
    List<String> kept = bounds.keep("findings.facts.endpoints", List.copyOf(subjects));
    return kept.isEmpty() ? facts : facts.with(FindingWords.ENDPOINTS, kept);
  }

  private static FindingEntry.EvidenceEntry evidence(Evidence evidence) {
    Facts facts = safe(evidence.facts());
    String kind = evidence.kind();
    String note = "evidence." + kind;
    if (evidence instanceof FrameEvidence frame) {
      return new FindingEntry.EvidenceEntry(
          FrameNumber.of(frame.frame()),
          TrafficEntries.time(frame.frame().time()),
          SafeText.of(frame.from()),
          SafeText.of(frame.to()),
          null,
          null,
          kind,
          facts,
          note);
    }
    Location at = ((LineEvidence) evidence).at();
    String file = SafeText.of(at.file());
    return new FindingEntry.EvidenceEntry(
        null, null, null, null, file, at.line(), kind, facts, note);
  }

  private List<FindingEntry.FileFilter> fileFilters(List<FrameEvidence> evidence) {
    Map<Integer, List<FrameEvidence>> byFile =
        evidence.stream()
            .collect(
                Collectors.groupingBy(e -> e.frame().file(), TreeMap::new, Collectors.toList()));
    List<FindingEntry.FileFilter> filters = new ArrayList<>();
    byFile.forEach(
        (file, cited) ->
            filters.add(new FindingEntry.FileFilter(files.get(file), DisplayFilter.of(cited))));
    return filters;
  }

  private static List<String> safe(List<String> texts) {
    return texts.stream().map(SafeText::of).toList();
  }

  /** Facts with every string harmless. */
  static Facts safe(Facts facts) {
    Facts safe = Facts.NONE;
    for (Map.Entry<String, Object> fact : facts.asMap().entrySet()) {
      Object value = fact.getValue();
      if (value instanceof String text) {
        value = SafeText.of(text);
      } else if (value instanceof List<?> list) {
        value =
            list.stream()
                .limit(ListBounds.MOST_ENTRIES)
                .map(item -> SafeText.of(item.toString()))
                .toList();
      }
      safe = safe.with(fact.getKey(), value);
    }
    return safe;
  }
}
