package org.connectoranalyzer.report;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.Cloud;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.connector.Mode;
import org.connectoranalyzer.connector.Proxy;
import org.connectoranalyzer.connector.ServiceTags;
import org.connectoranalyzer.connector.configuration.Configuration;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.diagnosis.Check;
import org.connectoranalyzer.diagnosis.Diagnosed;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.Verdict;
import org.connectoranalyzer.trace.CaptureHealth;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * Builds the report of one capture from all that was read and decided, and renders its words. The
 * façade calls it once a capture. Nothing here decides; strings of the capture become harmless
 * here.
 */
public final class ReportAssembler {
  private final Trace trace;
  private final ConnectorView connector;
  private final Diagnosed diagnosed;
  private final Messages words;
  private final List<String> files;
  private final ListBounds bounds = new ListBounds();

  private ReportAssembler(
      Trace trace, ConnectorView connector, Diagnosed diagnosed, Messages words) {
    this.trace = trace;
    this.connector = connector;
    this.diagnosed = diagnosed;
    this.words = words;
    files = trace.health().files().stream().map(file -> SafeText.of(file.name())).toList();
  }

  /** The report of a capture that was analyzed, in the language of the words. */
  public static CaptureReport analyzed(
      Trace trace, ConnectorView connector, Diagnosed diagnosed, Messages words) {
    ReportAssembler assembler = new ReportAssembler(trace, connector, diagnosed, words);
    return new CaptureReport(assembler.files, words.language(), null, assembler.analysis());
  }

  /**
   * The report of what cannot be read.
   *
   * @param files as given, at least one
   * @param kind what it is: key of {@code error.<kind>} and {@code error.<kind>.hint}
   * @param facts fill the holes of both, beside the name of the first file
   */
  public static CaptureReport unreadable(
      List<String> files, String kind, Facts facts, Messages words) {
    List<String> names = files.stream().map(SafeText::of).toList();
    CaptureReport.Failure failure = failure(kind, names.get(0), FindingEntries.safe(facts), words);
    return new CaptureReport(names, words.language(), failure, null);
  }

  /** What is wrong with a file, in words; {@code facts} are harmless. */
  static CaptureReport.Failure failure(String kind, String file, Facts facts, Messages words) {
    Facts holes = facts.merge(Facts.of("file", file));
    String key = "error." + (words.has("error." + kind) ? kind : "unknown");
    return new CaptureReport.Failure(
        kind,
        words.text(key, holes),
        words.text(key + ".hint", holes),
        facts.isEmpty() ? null : facts);
  }

  private Analysis analysis() {
    Set<String> wordFaults = new TreeSet<>();
    List<Analysis.ProxyEntry> proxies =
        bounds.keep("proxies", connector.proxies()).stream().map(ReportAssembler::proxy).toList();
    FindingWords findingWords = new FindingWords(words, proxies, wordFaults);
    FindingEntries entries = new FindingEntries(files, connector.endpoints(), bounds);
    TrafficEntries traffic = new TrafficEntries(trace, connector, bounds);
    List<FindingEntry> findings =
        bounds.keep("findings", diagnosed.findings()).stream()
            .map(entries::of)
            .map(findingWords::worded)
            .toList();
    Analysis.Headline headline =
        new HeadlineWords(words, findingWords)
            .worded(headline(), diagnosed.verdict(), connector.mode(), findings);
    Mode intended = connector.intendedMode();
    return new Analysis(
        capture(trace.health()),
        diagnosed.verdict(),
        connector.mode(),
        intended == Mode.UNKNOWN ? null : intended,
        configuration(connector.options().configuration()),
        serviceTags(),
        headline,
        bounds.keep("clients", connector.clients()).stream().map(this::client).toList(),
        proxies,
        findings,
        diagnosed.checks().stream().map(this::check).toList(),
        bounds.keep("endpoints", EndpointTable.of(connector, bounds)),
        traffic.connections(),
        traffic.synRetransmissions(),
        traffic.connects(),
        traffic.tlsHandshakes(),
        traffic.dnsLookups(),
        bounds.keep("detectorFailures", failures(diagnosed, wordFaults)),
        limitsReached(trace.health()),
        bounds.truncated(),
        0);
  }

  /** Without words. */
  private Analysis.Headline headline() {
    Facts facts = diagnosed.verdict() == Verdict.HEALTHY ? healthFacts() : Facts.NONE;
    long more = others();
    if (more > 0) {
      facts = facts.with("more", more);
    }
    return new Analysis.Headline(
        diagnosed.headlineCode(),
        diagnosed.headlineOwner(),
        "",
        "",
        facts.isEmpty() ? null : facts);
  }

  private Facts healthFacts() {
    Set<String> reached = new TreeSet<>();
    for (Contact contact : connector.contacts()) {
      if (contact.vital() && contact.reached()) {
        reached.add(contact.host());
      }
    }
    return Facts.of("hosts", reached.size())
        .withIfKnown(
            "proxy",
            connector.proxies().stream()
                .findFirst()
                .map(proxy -> SafeText.of(proxy.subject()))
                .orElse(null));
  }

  /** Other findings that deserve a word beside the headline: errors of a problem, else warnings. */
  private long others() {
    Severity least = diagnosed.verdict() == Verdict.PROBLEM ? Severity.ERROR : Severity.WARNING;
    long worth =
        diagnosed.findings().stream().filter(f -> f.severity().compareTo(least) <= 0).count();
    Finding headline = diagnosed.headline();
    return headline != null && headline.severity().compareTo(least) <= 0 ? worth - 1 : worth;
  }

  private static @Nullable List<Analysis.ConfigurationEntry> configuration(
      Configuration configuration) {
    return configuration.files().isEmpty()
        ? null
        : configuration.files().stream()
            .map(
                file ->
                    new Analysis.ConfigurationEntry(
                        SafeText.of(file.name()), file.role(), file.recognizedBy()))
            .toList();
  }

  private Analysis.@Nullable ServiceTagsEntry serviceTags() {
    ServiceTags tags = connector.options().serviceTags();
    Cloud required = connector.endpoints().cloud();
    return tags == null
        ? null
        : new Analysis.ServiceTagsEntry(
            SafeText.of(tags.header().cloud()),
            tags.header().changeNumber(),
            required,
            tags.isOf(required),
            tags.header().unreadable());
  }

  private Analysis.Capture capture(CaptureHealth health) {
    List<Analysis.Part> parts = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      CaptureHealth.CapturedFile file = health.files().get(i);
      parts.add(new Analysis.Part(files.get(i), file.sha256(), file.frames()));
    }
    List<Analysis.Interface> interfaces =
        bounds.keep("capture.interfaces", health.interfaces()).stream()
            .map(
                i ->
                    new Analysis.Interface(
                        SafeText.of(i.name()), i.linkType(), i.frames(), i.dropped()))
            .toList();
    return new Analysis.Capture(
        health.format(),
        parts.size() == 1 ? parts.get(0).sha256() : null,
        health.frames(),
        health.capturedBytes(),
        TrafficEntries.time(health.firstFrameTime()),
        TrafficEntries.time(health.lastFrameTime()),
        health.duration() / 1_000_000,
        parts,
        interfaces,
        encapsulations(health),
        health.duplicateFrames(),
        health.truncatedFrames(),
        health.undecodedFrames(),
        health.cutShort(),
        health.localTime() ? Analysis.Clock.LOCAL : null);
  }

  private static @Nullable List<Analysis.Encapsulated> encapsulations(CaptureHealth health) {
    List<Analysis.Encapsulated> found = new ArrayList<>();
    health.encapsulations().forEach((name, n) -> found.add(new Analysis.Encapsulated(name, n)));
    return found.isEmpty() ? null : found;
  }

  private Analysis.ClientEntry client(Client client) {
    return new Analysis.ClientEntry(
        client.addresses().stream().map(IpAddress::toString).toList(),
        mac(client.mac()),
        connector.mode(client),
        diagnosed.clients().getOrDefault(client, Verdict.INCONCLUSIVE));
  }

  private static @Nullable String mac(long address) {
    if (address < 0) {
      return null;
    }
    StringJoiner octets = new StringJoiner(":");
    for (int shift = 40; shift >= 0; shift -= 8) {
      octets.add(HexFormat.of().toHexDigits((byte) (address >> shift)));
    }
    return octets.toString();
  }

  static Analysis.ProxyEntry proxy(Proxy proxy) {
    return new Analysis.ProxyEntry(
        proxy.address() == null ? null : proxy.address().toString(),
        proxy.port(),
        proxy.name() == null ? null : SafeText.of(proxy.name()),
        proxy.source());
  }

  private Analysis.CheckEntry check(Check check) {
    if (check.reason().isEmpty()) {
      return new Analysis.CheckEntry(check.code(), check.result(), null, null);
    }
    String reason = words.text("notApplicable." + check.reason());
    return new Analysis.CheckEntry(check.code(), check.result(), reason, check.reason());
  }

  /** Detectors that broke off, and words that are missing. */
  static List<Analysis.DetectorFailure> failures(Diagnosed diagnosed, Set<String> wordFaults) {
    List<Analysis.DetectorFailure> failures = new ArrayList<>();
    diagnosed
        .failures()
        .forEach(
            failure ->
                failures.add(
                    new Analysis.DetectorFailure(
                        SafeText.of(failure.detector()), SafeText.of(failure.error()))));
    wordFaults.forEach(fault -> failures.add(new Analysis.DetectorFailure("words", fault)));
    return failures;
  }

  private List<Analysis.LimitReached> limitsReached(CaptureHealth health) {
    List<Analysis.LimitReached> reached = new ArrayList<>();
    health.limitsReached().forEach((n, count) -> reached.add(new Analysis.LimitReached(n, count)));
    return reached;
  }
}
