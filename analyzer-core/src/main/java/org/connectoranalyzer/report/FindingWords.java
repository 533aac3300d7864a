package org.connectoranalyzer.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.connector.Mode;
import org.connectoranalyzer.connector.Proxy;
import org.connectoranalyzer.connector.Requirement;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.connector.configuration.Location;
import org.connectoranalyzer.diagnosis.Diagnosed;
import org.connectoranalyzer.diagnosis.Evidence;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.FrameEvidence;
import org.connectoranalyzer.diagnosis.LineEvidence;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Renders findings: their page's sections with the holes filled, notes of evidence, filters, and
 * the headline. A page or hole that is missing is shown as it is and noted in {@code faults}.
 */
final class FindingWords {
  /** Of the recording; empty where there is none. */
  private final List<String> files;

  private final ConnectorView connector;
  private final Messages words;
  private final ListBounds bounds;
  private final Set<String> faults;

  FindingWords(
      List<String> files,
      ConnectorView connector,
      Messages words,
      ListBounds bounds,
      Set<String> faults) {
    this.files = files;
    this.connector = connector;
    this.words = words;
    this.bounds = bounds;
    this.faults = faults;
  }

  FindingEntry entry(Finding finding) {
    Page page = page(finding.code());
    Facts facts = safe(finding.facts());
    Facts holes = holes(finding);
    String variant = finding.variant();
    boolean recorded = !files.isEmpty();
    boolean joined = files.size() > 1;
    return new FindingEntry(
        finding.code(),
        finding.severity(),
        finding.confidence(),
        message("confidence." + finding.confidenceReason(), holes),
        finding.confidenceReason(),
        finding.way(),
        finding.owner(),
        finding.client() == null ? null : finding.client().toString(),
        SafeText.of(finding.subject()),
        bounds.keep("findings.hosts", safe(finding.hosts())),
        variant,
        finding.unfinished(),
        page == null ? finding.code() : fill(finding.code(), page.title(), holes),
        page == null ? "" : withDrops(fill(finding.code(), page.summary(variant), holes), facts),
        page == null ? "" : fill(finding.code(), page.remedy(variant), holes),
        mail(page, holes),
        facts,
        finding.occurrences(),
        finding.evidence().stream().map(this::evidence).toList(),
        recorded && !joined ? DisplayFilter.of(finding.frames()) : null,
        joined ? fileFilters(finding.frames()) : null,
        recorded ? SafeText.of(finding.flowFilter()) : null,
        finding.fingerprint());
  }

  /** Every page can have it: what the recording machine dropped is no other cause's doing. */
  private String withDrops(String summary, Facts facts) {
    Object dropped = facts.get("droppedByHost");
    return dropped == null
        ? summary
        : words.text(
            "text.droppedByHost", Facts.of("summary", summary).with("droppedByHost", dropped));
  }

  private @Nullable String mail(@Nullable Page page, Facts holes) {
    String text = page == null ? null : page.message();
    return page == null || text == null ? null : fill(page.code(), text, holes);
  }

  private FindingEntry.EvidenceEntry evidence(Evidence evidence) {
    Facts facts = safe(evidence.facts());
    String kind = evidence.kind();
    if (evidence instanceof FrameEvidence frame) {
      Facts holes = Facts.of("from", frame.from()).with("to", frame.to()).merge(facts);
      return new FindingEntry.EvidenceEntry(
          FrameNumber.of(frame.frame()),
          TrafficEntries.time(frame.frame().time()),
          SafeText.of(frame.from()),
          SafeText.of(frame.to()),
          null,
          null,
          kind,
          facts,
          message("evidence." + kind, holes));
    }
    Location at = ((LineEvidence) evidence).at();
    return new FindingEntry.EvidenceEntry(
        null,
        null,
        null,
        null,
        SafeText.of(at.file()),
        at.line(),
        kind,
        facts,
        message("evidence." + kind, facts));
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

  /** What to read first: from the finding that stands for the whole, or the words of health. */
  Analysis.Headline headline(Diagnosed diagnosed, Mode mode) {
    String code = diagnosed.headlineCode();
    Finding finding = diagnosed.headline();
    Page page = finding == null ? words.page(code) : page(code);
    String sentence;
    String nextStep;
    if (page == null) {
      Facts holes = healthFacts();
      sentence = words.text("headline.healthy." + JsonNames.of(mode), holes);
      nextStep = words.text("headline.healthy.next", holes);
    } else {
      Facts holes = finding == null ? Facts.NONE : holes(finding);
      String variant = finding == null ? "" : finding.variant();
      sentence = words.text("headline.finding", Facts.of("title", fill(code, page.title(), holes)));
      nextStep = fill(code, page.nextStep(variant), holes);
    }
    if (diagnosed.verdict() == Verdict.INCONCLUSIVE) {
      sentence = words.text("headline.inconclusive", Facts.of("sentence", sentence));
    }
    long more = others(diagnosed);
    if (more > 0) {
      String key =
          switch (diagnosed.verdict()) {
            case PROBLEM -> "headline.moreErrors";
            case INCONCLUSIVE -> "headline.moreWarnings";
            case HEALTHY -> "headline.warnings";
          };
      sentence = words.text(key, Facts.of("sentence", sentence).with("count", more));
    }
    return new Analysis.Headline(code, diagnosed.headlineOwner(), sentence, nextStep);
  }

  /** Other findings that deserve a word beside the headline: errors of a problem, else warnings. */
  private static long others(Diagnosed diagnosed) {
    Severity least = diagnosed.verdict() == Verdict.PROBLEM ? Severity.ERROR : Severity.WARNING;
    int others = 0;
    for (Finding finding : diagnosed.findings()) {
      others += finding.severity().compareTo(least) <= 0 ? 1 : 0;
    }
    Finding headline = diagnosed.headline();
    return headline != null && headline.severity().compareTo(least) <= 0 ? others - 1 : others;
  }

  private Facts healthFacts() {
    Set<String> reached = new TreeSet<>();
    for (Contact contact : connector.contacts()) {
      if (contact.vital() && contact.reached()) {
        reached.add(SafeText.of(contact.host()));
      }
    }
    String proxy = proxy(null);
    return Facts.of("hosts", List.copyOf(reached)).withIfKnown("proxy", proxy);
  }

  /** The standard holes, then the finding's own facts. */
  private Facts holes(Finding finding) {
    List<String> hosts = hosts(finding);
    Facts holes =
        Facts.of("subject", endpoints(finding))
            .with("hosts", hosts)
            .with("names", finding.hosts())
            .with("host", hosts.isEmpty() ? finding.subject() : hosts.get(0))
            .with("hostCount", hosts.size())
            .with("occurrences", finding.occurrences())
            .with("port", finding.port())
            .withIfKnown("client", finding.client() == null ? null : finding.client().toString())
            .withIfKnown("proxy", proxy(finding));
    for (Map.Entry<String, Object> fact : finding.facts().asMap().entrySet()) {
      holes = holes.with(fact.getKey(), fact.getValue());
    }
    return safe(holes);
  }

  /**
   * The subject; where its hosts share no pattern, all their patterns, or the addresses of unnamed
   * ones: nobody opens "*:443".
   */
  private Object endpoints(Finding finding) {
    if (!isWide(finding)) {
      return finding.subject();
    }
    Set<String> endpoints = new LinkedHashSet<>();
    if (finding.hosts().isEmpty()) {
      unnamed(finding).forEach(address -> endpoints.add(address + ":" + finding.port()));
    }
    for (String host : finding.hosts()) {
      Requirement row = connector.endpoints().match(host, finding.port());
      endpoints.add((row == null ? host : row.pattern()) + ":" + finding.port());
    }
    return endpoints.isEmpty() ? finding.subject() : List.copyOf(endpoints);
  }

  /** Whether its hosts share no pattern: "*:443". */
  private static boolean isWide(Finding finding) {
    return finding.subject().equals("*:" + finding.port());
  }

  /** The addresses that it is about, IPv6 ones in brackets; empty if it gives none. */
  private static List<String> unnamed(Finding finding) {
    return finding.facts().get("addresses") instanceof List<?> addresses
        ? addresses.stream()
            .map(String::valueOf)
            .map(address -> address.indexOf(':') < 0 ? address : "[" + address + "]")
            .toList()
        : List.of();
  }

  /**
   * Whom it is about: names, else what a short snap length leaves of them, else the subject (or its
   * addresses), unless that is the capture itself.
   */
  private static List<String> hosts(Finding finding) {
    if (!finding.hosts().isEmpty() || finding.way() == Way.CAPTURE) {
      return finding.hosts();
    }
    return finding.facts().get("cutTargets") instanceof List<?> cut
        ? cut.stream().map(String::valueOf).toList()
        : isWide(finding) && !unnamed(finding).isEmpty()
            ? unnamed(finding)
            : List.of(finding.subject());
  }

  /**
   * The proxy that a finding is about; of the others the one in use; null if there is none. What
   * goes directly passes none: where one matters all the same, the finding's own facts name it.
   */
  private @Nullable String proxy(@Nullable Finding finding) {
    if (finding != null && finding.way() == Way.DIRECT) {
      return null;
    }
    if (finding != null && finding.way() == Way.PROXY) {
      return finding.subject();
    }
    return connector.proxies().isEmpty()
        ? null
        : connector.proxies().stream().map(Proxy::subject).findFirst().orElse(null);
  }

  private @Nullable Page page(String code) {
    Page page = words.page(code);
    if (page == null) {
      faults.add(code + ".md");
    }
    return page;
  }

  private String fill(String code, String text, Facts holes) {
    Set<String> missing = new TreeSet<>();
    String filled = words.fill(text, holes, missing);
    missing.forEach(hole -> faults.add(code + ".md {" + hole + "}"));
    return filled;
  }

  private String message(String key, Facts holes) {
    if (!words.has(key)) {
      faults.add(key);
      return key;
    }
    Set<String> missing = new TreeSet<>();
    String filled = words.fill(words.template(key), holes, missing);
    missing.forEach(hole -> faults.add(key + " {" + hole + "}"));
    return filled;
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
