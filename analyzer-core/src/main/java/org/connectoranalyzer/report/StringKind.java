package org.connectoranalyzer.report;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a string of a report is, which decides what redaction makes of it. Whatever is not told here
 * is TEXT, and so replaced.
 */
enum StringKind {
  /** Addresses, names, ids and whatever else came from outside. */
  TEXT(
      "ClientEntry.addresses",
      "ClientEntry.mac",
      "ProxyEntry.address",
      "ProxyEntry.name",
      "Interface.name",
      "FindingEntry.client",
      "FindingEntry.hosts",
      "EvidenceEntry.from",
      "EvidenceEntry.to",
      "EndpointEntry.pattern",
      "EndpointEntry.hosts",
      "ConnectionEntry.client",
      "ConnectionEntry.server",
      "ConnectionEntry.host",
      "ConnectionEntry.tunnelTarget",
      "SynRetransmission.client",
      "SynRetransmission.server",
      "SynRetransmission.host",
      "ConnectEntry.target",
      "ConnectEntry.client",
      "ConnectEntry.proxy",
      "ConnectEntry.reason",
      "ConnectEntry.schemes",
      "TlsHandshakeEntry.client",
      "TlsHandshakeEntry.server",
      "TlsHandshakeEntry.sni",
      "TlsHandshakeEntry.alpn",
      "CertificateEntry.subject",
      "CertificateEntry.issuer",
      "CertificateEntry.names",
      "DnsLookupEntry.client",
      "DnsLookupEntry.server",
      "DnsLookupEntry.name",
      "DnsLookupEntry.answers",
      "DetectorFailure.message"),
  /** One of this program's own terms or numbers. */
  TERM(
      "CaptureReport.language",
      "Failure.code",
      "Capture.format",
      "Interface.linkType",
      "Encapsulated.name",
      "ServiceTagsEntry.cloud",
      "Headline.code",
      "FindingEntry.code",
      "FindingEntry.confidenceKey",
      "FindingEntry.variant",
      "FindingEntry.displayFilter",
      "FileFilter.filter",
      "EvidenceEntry.kind",
      "Suppression.until",
      "CheckEntry.code",
      "CheckEntry.reason",
      "CheckEntry.reasonKey",
      "ConnectionEntry.role",
      "ConnectionEntry.serviceTag",
      "SynRetransmission.cause",
      "AlertEntry.name",
      "TlsHandshakeEntry.version",
      "TlsHandshakeEntry.versionsOffered",
      "DnsLookupEntry.type",
      "DnsLookupEntry.rcode",
      "DnsLookupEntry.transport",
      "DetectorFailure.detector",
      "LimitReached.limit",
      "Analysis.truncatedLists",
      "fact.attribute",
      "fact.cause",
      "fact.causeFrom",
      "fact.causes",
      "fact.closedWith",
      "fact.cutBy",
      "fact.direction",
      "fact.element",
      "fact.encoding",
      "fact.expected",
      "fact.format",
      "fact.from",
      "fact.hiddenBy",
      "fact.hides",
      "fact.icmpMeaning",
      "fact.kind",
      "fact.library",
      "fact.limit",
      "fact.limits",
      "fact.linkTypes",
      "fact.origin",
      "fact.packing",
      "fact.parent",
      "fact.proxySource",
      "fact.rcode",
      "fact.rcodes",
      "fact.schedule",
      "fact.seen",
      "fact.serviceTags",
      "fact.source",
      "fact.tlsVersion",
      "fact.trouble",
      "fact.type",
      "fact.version",
      "fact.versionsOffered"),
  /** A term, unless it comes from a list of required endpoints of the user's own. */
  PURPOSE("EndpointEntry.use"),
  /** The O of a certificate. */
  ORGANIZATION("CertificateEntry.issuerOrganization"),
  FILE(
      "CaptureReport.files",
      "Part.file",
      "FileFilter.file",
      "ConfigurationEntry.file",
      "EvidenceEntry.file",
      "fact.file",
      "fact.serviceFile",
      "fact.updaterFile"),
  /** A Wireshark filter, in which addresses and quoted names are replaced. */
  FILTER("FindingEntry.flowFilter"),
  SUBJECT("FindingEntry.subject"),
  FINGERPRINT("FindingEntry.fingerprint"),
  /** Sentences, which are rendered anew. */
  WORDS(
      "Failure.message",
      "Failure.hint",
      "Headline.sentence",
      "Headline.nextStep",
      "FindingEntry.confidenceReason",
      "FindingEntry.title",
      "FindingEntry.summary",
      "FindingEntry.remedy",
      "FindingEntry.message",
      "EvidenceEntry.note"),
  /** What would tell the file to whoever has it, or bytes of it. */
  LEFT_OUT("Capture.sha256", "Part.sha256", "fact.firstBytes", "Suppression.reason");

  private static final Map<String, StringKind> KINDS = byPlace();

  @SuppressWarnings("ImmutableEnumChecker") // List.of
  private final List<String> places;

  StringKind(String... places) {
    this.places = List.of(places);
  }

  private static Map<String, StringKind> byPlace() {
    Map<String, StringKind> kinds = new TreeMap<>();
    for (StringKind kind : values()) {
      for (String place : kind.places) {
        kinds.put(place, kind);
      }
    }
    return kinds;
  }

  /**
   * @param place "FindingEntry.subject"; of a fact "fact.name"
   */
  static StringKind at(String place) {
    return KINDS.getOrDefault(place, TEXT);
  }

  /** Whether somebody has thought of that place. */
  static boolean isKnown(String place) {
    return KINDS.containsKey(place);
  }
}
