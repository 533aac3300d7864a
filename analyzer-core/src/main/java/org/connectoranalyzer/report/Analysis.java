package org.connectoranalyzer.report;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.connectoranalyzer.connector.Cloud;
import org.connectoranalyzer.connector.Furthest;
import org.connectoranalyzer.connector.Mode;
import org.connectoranalyzer.connector.Proxy;
import org.connectoranalyzer.connector.Requirement;
import org.connectoranalyzer.connector.configuration.ConfigurationFile.RecognizedBy;
import org.connectoranalyzer.connector.configuration.Role;
import org.connectoranalyzer.diagnosis.Check;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * All that was found out of one readable capture. The components of this record and of those below
 * it are the keys of the JSON form, in this order; meanings are those of its schema.
 *
 * @param mode as observed, {@code intendedMode} as told, null if not told
 * @param configuration files that were held against the traffic; null where none was given
 * @param serviceTags the list that names the services of addresses; null where none was given
 * @param findings most severe first
 * @param truncatedLists lists that were cut to 10,000 entries, by name, with their true length
 * @param suppressed findings that a baseline knows: hidden, or shown with their suppression
 */
public record Analysis(
    Capture capture,
    Verdict verdict,
    Mode mode,
    @Nullable Mode intendedMode,
    @OmitNull @Nullable List<ConfigurationEntry> configuration,
    @OmitNull @Nullable ServiceTagsEntry serviceTags,
    Headline headline,
    List<ClientEntry> clients,
    List<ProxyEntry> proxies,
    List<FindingEntry> findings,
    List<CheckEntry> checks,
    List<EndpointEntry> endpoints,
    List<ConnectionEntry> connections,
    List<SynRetransmission> synRetransmissions,
    List<ConnectEntry> connects,
    List<TlsHandshakeEntry> tlsHandshakes,
    List<DnsLookupEntry> dnsLookups,
    List<DetectorFailure> detectorFailures,
    List<LimitReached> limitsReached,
    Map<String, Long> truncatedLists,
    long suppressed) {

  /**
   * The recording itself.
   *
   * @param sha256 of the file; null for a joined recording, whose {@code parts} have one each, and
   *     where it was not computed
   * @param firstFrameTime of frame 1, null if it has none
   * @param durationMs between the least and the greatest time
   * @param encapsulations what packets were inside of and taken out; null where of nothing
   * @param cutShort whether a file ends inside a packet
   * @param clock null where times are in UTC
   */
  public record Capture(
      String format,
      @Nullable String sha256,
      long frames,
      long capturedBytes,
      @Nullable Instant firstFrameTime,
      @Nullable Instant lastFrameTime,
      long durationMs,
      List<Part> parts,
      List<Interface> interfaces,
      @OmitNull @Nullable List<Encapsulated> encapsulations,
      long duplicateFrames,
      long truncatedFrames,
      long undecodedFrames,
      boolean cutShort,
      @OmitNull @Nullable Clock clock) {}

  /** Whose times the recording has, where they are not in UTC. */
  public enum Clock {
    /** The recording computer's, in a zone that a file does not name; taken as if it were UTC. */
    LOCAL
  }

  /** One file of the recording. */
  public record Part(String file, @OmitNull @Nullable String sha256, long frames) {}

  /** One interface; {@code dropped} as the recording says. */
  public record Interface(String name, String linkType, long frames, long dropped) {}

  /** A protocol that carries packets ("VXLAN"), and the frames that it was in. */
  public record Encapsulated(String name, long frames) {}

  /** A configuration file of the connector: whose settings, and how that is known. */
  public record ConfigurationEntry(String file, Role role, RecognizedBy recognizedBy) {}

  /**
   * Microsoft's list of service tags, as given.
   *
   * @param cloud which the list says it is of ("Public"), {@code requiredCloud} that of the
   *     required endpoints; where the two differ, no required host is told from a tag
   * @param unreadableRanges that were passed over
   */
  public record ServiceTagsEntry(
      String cloud,
      long changeNumber,
      Cloud requiredCloud,
      boolean ofRequiredCloud,
      long unreadableRanges) {}

  /**
   * What to read first.
   *
   * @param code of the finding that leads, or {@code HEALTHY}
   * @param facts that the sentence needs beside those of the finding; null where it needs none
   */
  public record Headline(
      String code,
      Owner owner,
      String sentence,
      String nextStep,
      @OmitNull @Nullable Facts facts) {}

  /** One machine with connector traffic; {@code mac} null where it is not known or not unique. */
  public record ClientEntry(
      List<String> addresses, @Nullable String mac, Mode mode, Verdict verdict) {}

  /** One proxy node; {@code address} null where a told name never resolved. */
  public record ProxyEntry(
      @Nullable String address, int port, @Nullable String name, Proxy.Source source) {

    /** "proxy.contoso.local:8080", or with the address. */
    String label() {
      String host = name != null ? name : address == null ? "*" : address;
      return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    }
  }

  /**
   * What was looked for.
   *
   * @param reason why it could not be told, null if it could; {@code reasonKey} its words' key
   */
  public record CheckEntry(
      String code, Check.Result result, @Nullable String reason, @Nullable String reasonKey) {}

  /**
   * One row of the required-endpoint list.
   *
   * @param purpose what misses without it, {@code use} what it is for (key of the words)
   * @param furthest how far the best try came; null if not observed
   * @param via the way of that try
   */
  public record EndpointEntry(
      String pattern,
      int port,
      Requirement.Need purpose,
      String use,
      Status status,
      @Nullable Furthest furthest,
      @Nullable Mode via,
      List<String> hosts) {

    /** Reached: application data in both directions. */
    public enum Status {
      REACHED,
      FAILED,
      NOT_OBSERVED
    }
  }

  /** A detector that broke off; its codes were not examined. */
  public record DetectorFailure(String detector, String message) {}

  /** A resource limit and how often it was hit. */
  public record LimitReached(String limit, long count) {}

  public Analysis {
    configuration = configuration == null ? null : List.copyOf(configuration);
    clients = List.copyOf(clients);
    proxies = List.copyOf(proxies);
    findings = List.copyOf(findings);
    checks = List.copyOf(checks);
    endpoints = List.copyOf(endpoints);
    connections = List.copyOf(connections);
    synRetransmissions = List.copyOf(synRetransmissions);
    connects = List.copyOf(connects);
    tlsHandshakes = List.copyOf(tlsHandshakes);
    dnsLookups = List.copyOf(dnsLookups);
    detectorFailures = List.copyOf(detectorFailures);
    limitsReached = List.copyOf(limitsReached);
    truncatedLists = Collections.unmodifiableMap(new TreeMap<>(truncatedLists));
  }

  /** With other words: all that a language changes. */
  Analysis withWords(Headline told, List<FindingEntry> findings, List<CheckEntry> checks) {
    return with(told, findings, checks, suppressed);
  }

  /** With findings that a baseline knows marked or taken out. */
  Analysis withKnown(Headline told, List<FindingEntry> findings, long known) {
    return with(told, findings, checks, known);
  }

  private Analysis with(
      Headline told, List<FindingEntry> findings, List<CheckEntry> checks, long suppressed) {
    return new Analysis(
        capture,
        verdict,
        mode,
        intendedMode,
        configuration,
        serviceTags,
        told,
        clients,
        proxies,
        findings,
        checks,
        endpoints,
        connections,
        synRetransmissions,
        connects,
        tlsHandshakes,
        dnsLookups,
        detectorFailures,
        limitsReached,
        truncatedLists,
        suppressed);
  }
}
