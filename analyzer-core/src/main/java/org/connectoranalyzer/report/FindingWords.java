package org.connectoranalyzer.report;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.report.FindingEntry.EvidenceEntry;
import org.jspecify.annotations.Nullable;

/**
 * The words of findings, rendered from the keys and facts of their entries alone, so that a saved
 * report can be told in another language: sections of the page with the holes filled, reason of the
 * confidence, notes of evidence. A page or hole that is missing is noted in {@code faults}.
 */
final class FindingWords {
  /** The fact that has the endpoints of a finding whose hosts share no pattern. */
  static final String ENDPOINTS = "endpoints";

  private final Messages words;
  private final @Nullable String proxy;
  private final Set<String> faults;

  /**
   * @param proxies of the recording; the first is what findings are about that pass one
   */
  FindingWords(Messages words, List<Analysis.ProxyEntry> proxies, Set<String> faults) {
    this.words = words;
    this.faults = faults;
    proxy = proxies.isEmpty() ? null : proxies.get(0).label();
  }

  /** The entry in these words; of a code without a page the code and nothing else. */
  FindingEntry worded(FindingEntry entry) {
    Page page = page(entry.code());
    Facts holes = holes(entry);
    String variant = entry.variant();
    return new FindingEntry(
        entry.code(),
        entry.severity(),
        entry.confidence(),
        message("confidence." + entry.confidenceKey(), holes),
        entry.confidenceKey(),
        entry.way(),
        entry.owner(),
        entry.client(),
        entry.subject(),
        entry.hosts(),
        variant,
        entry.unfinished(),
        page == null ? entry.code() : fill(entry.code(), page.title(), holes),
        page == null ? "" : withDrops(fill(entry.code(), page.summary(variant), holes), entry),
        page == null ? "" : fill(entry.code(), page.remedy(variant), holes),
        mail(page, holes),
        entry.facts(),
        entry.occurrences(),
        entry.evidence().stream().map(this::worded).toList(),
        entry.displayFilter(),
        entry.displayFilters(),
        entry.flowFilter(),
        entry.fingerprint(),
        entry.suppression());
  }

  /** Every page can have it: what the recording machine dropped is no other cause's doing. */
  private String withDrops(String summary, FindingEntry entry) {
    Object dropped = entry.facts().get("droppedByHost");
    return dropped == null
        ? summary
        : words.text(
            "text.droppedByHost", Facts.of("summary", summary).with("droppedByHost", dropped));
  }

  private @Nullable String mail(@Nullable Page page, Facts holes) {
    String text = page == null ? null : page.message();
    return page == null || text == null ? null : fill(page.code(), text, holes);
  }

  private EvidenceEntry worded(EvidenceEntry entry) {
    Facts holes =
        Facts.NONE
            .withIfKnown("from", entry.from())
            .withIfKnown("to", entry.to())
            .merge(entry.facts());
    return new EvidenceEntry(
        entry.frame(),
        entry.time(),
        entry.from(),
        entry.to(),
        entry.file(),
        entry.line(),
        entry.kind(),
        entry.facts(),
        message("evidence." + entry.kind(), holes));
  }

  /** The first words of the headline that a finding leads. */
  String title(FindingEntry entry) {
    Page page = page(entry.code());
    return page == null ? entry.code() : fill(entry.code(), page.title(), holes(entry));
  }

  /** What to do first about a finding; empty where its page is missing. */
  String nextStep(FindingEntry entry) {
    Page page = page(entry.code());
    return page == null ? "" : fill(entry.code(), page.nextStep(entry.variant()), holes(entry));
  }

  /** The standard holes, then the finding's own facts. */
  private Facts holes(FindingEntry entry) {
    List<String> hosts = hosts(entry);
    Object endpoints = entry.facts().get(ENDPOINTS);
    Facts holes =
        Facts.of("subject", endpoints == null ? entry.subject() : endpoints)
            .with("hosts", hosts)
            .with("names", entry.hosts())
            .with("host", hosts.isEmpty() ? entry.subject() : hosts.get(0))
            .with("hostCount", hosts.size())
            .with("occurrences", entry.occurrences())
            .with("port", port(entry.subject()))
            .withIfKnown("client", entry.client())
            .withIfKnown("proxy", proxy(entry));
    for (var fact : entry.facts().asMap().entrySet()) {
      holes = holes.with(fact.getKey(), fact.getValue());
    }
    return holes;
  }

  /** The number behind the subject's last colon; 0 if there is none. */
  private static long port(String subject) {
    String digits = subject.substring(subject.lastIndexOf(':') + 1);
    return digits.matches("[0-9]{1,5}") && digits.length() < subject.length()
        ? Long.parseLong(digits)
        : 0;
  }

  /**
   * Whom it is about: names, else what a short snap length leaves of them, else the subject (or,
   * where that is no one host, its addresses), unless that is the capture itself.
   */
  private static List<String> hosts(FindingEntry entry) {
    if (!entry.hosts().isEmpty() || entry.way() == Way.CAPTURE) {
      return entry.hosts();
    }
    if (entry.facts().get("cutTargets") instanceof List<?> cut) {
      return cut.stream().map(String::valueOf).toList();
    }
    boolean wide = entry.subject().startsWith("*:");
    List<String> addresses = wide ? addresses(entry.facts()) : List.of();
    return addresses.isEmpty() ? List.of(entry.subject()) : addresses;
  }

  /** The addresses that a finding is about, IPv6 ones in brackets; empty if it gives none. */
  static List<String> addresses(Facts facts) {
    return facts.get("addresses") instanceof List<?> addresses
        ? addresses.stream()
            .map(String::valueOf)
            .map(address -> address.indexOf(':') < 0 ? address : "[" + address + "]")
            .toList()
        : List.of();
  }

  /**
   * The proxy that a finding is about; of the others the one in use; null if there is none. What
   * goes directly passes none: where one matters all the same, the finding's own facts name it.
   */
  private @Nullable String proxy(FindingEntry entry) {
    return switch (entry.way()) {
      case DIRECT -> null;
      case PROXY -> entry.subject();
      default -> proxy;
    };
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
}
