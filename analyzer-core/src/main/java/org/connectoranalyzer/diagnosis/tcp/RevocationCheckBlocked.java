package org.connectoranalyzer.diagnosis.tcp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.connector.Proxy;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Evidence;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Lines;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.tcp.FailedOpening.Kind;
import org.connectoranalyzer.diagnosis.tcp.HttpsTraffic.Stall;
import org.connectoranalyzer.diagnosis.tcp.RevocationRequest.Trouble;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * A host of revocation or trust lists that this client reached on port 80 by no attempt and no way,
 * while port 443 of required hosts opens: SYNs dropped, refused or rejected, requests cut off, or
 * refused by a proxy. Where 443 is in error by the same trouble, the host joins that finding. A
 * client that uses a proxy for 443 and goes directly for 80 has none set for WinHTTP.
 */
public final class RevocationCheckBlocked implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("REVOCATION-CHECK-BLOCKED", Severity.ERROR, Owner.NETWORK);

  private static final String TRUST_LIST = "trustList";

  /** Codes of the same refusal on port 443. */
  private static final Map<Trouble, Set<String>> SAME_REFUSAL =
      Map.of(
          Trouble.DENIED, Set.of("PROXY-DENIED", "PROXY-PORT-NOT-ALLOWED"),
          Trouble.AUTHENTICATION, Set.of("PROXY-AUTHENTICATION-REQUIRED"),
          Trouble.UPSTREAM, Set.of("PROXY-UPSTREAM-FAILED"),
          Trouble.CUT, Set.of("PROXY-CLOSED-CONNECTION", "PROXY-NO-ANSWER"));

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    return examine(trace, connector, List.of());
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector, List<Candidate> before) {
    if (connector.contacts().stream().noneMatch(Contact::revocation)) {
      return new Examination.NotApplicable("noRevocation");
    }
    Map<Client, HttpsTraffic> https = new LinkedHashMap<>();
    connector.clients().forEach(c -> https.put(c, HttpsTraffic.of(connector, c)));
    Judgement judgement = new Judgement(connector, https, before);
    HostOpenings.revocation(connector).forEach(judgement::openings);
    for (Contact contact : connector.contacts()) {
      RevocationRequest request = RevocationRequest.of(contact, connector.endTime());
      if (request != null) {
        judgement.request(request);
      }
    }
    return Examination.of(judgement.candidates);
  }

  /** One examination: what is known, and what came of it so far. */
  private static final class Judgement {
    private final ConnectorView view;
    private final Map<Client, HttpsTraffic> https;
    private final List<Candidate> before;
    final List<Candidate> candidates = new ArrayList<>();

    Judgement(ConnectorView view, Map<Client, HttpsTraffic> https, List<Candidate> before) {
      this.view = view;
      this.https = https;
      this.before = before;
    }

    private HttpsTraffic https(Client client) {
      return Objects.requireNonNull(https.get(client));
    }

    /** SYNs to one host that came to nothing, kind by kind. */
    void openings(HostOpenings host) {
      boolean reached = view.reached(host.client(), host.host(), host.port());
      if (reached || host.opened()) {
        partly(host);
        return;
      }
      for (Kind kind : List.of(Kind.REJECTED, Kind.REFUSED, Kind.UNANSWERED)) {
        List<FailedOpening> failures = host.failures(kind);
        boolean proved =
            kind == Kind.UNANSWERED ? SynUnanswered.proves(failures) : !failures.isEmpty();
        if (proved) {
          blocked(host, failures, kind);
        }
      }
    }

    /** Other attempts get through, or the same host answers by another way. */
    private void partly(HostOpenings host) {
      Set<IpAddress> working = host.openedAddresses();
      List<FailedOpening> failures =
          host.failures().stream()
              .filter(f -> f.proves() && f.ended())
              .filter(f -> f.kind() != Kind.SYN_ACK_IGNORED)
              .filter(f -> working.isEmpty() || isOfWorkingFamily(f, working))
              .toList();
      if (!failures.isEmpty()) {
        boolean winHttp = working.isEmpty() && lacksWinHttp(host);
        candidates.add(
            described(host.contacts().get(0), OpeningCandidates.of(DIAGNOSIS, host, failures))
                .severity(Severity.WARNING)
                .variant(winHttp ? "winHttp" : "partly")
                .evidence(winHttp ? winHttpLine() : List.of())
                .owner(winHttp ? Owner.CONNECTOR : Owner.NETWORK)
                .confidence(Confidence.MEDIUM, "reachedOtherwise")
                .build());
      }
    }

    private static boolean isOfWorkingFamily(FailedOpening failure, Set<IpAddress> working) {
      return failure.address().version() == 4
          || working.stream().anyMatch(address -> address.version() == 6);
    }

    /** A proxy on 443 and none on 80; but where WinHTTP's setting was given, it says so. */
    private boolean lacksWinHttp(HostOpenings host) {
      boolean set =
          Lines.winHttp(view)
              .filter(setting -> setting.proxy() != null)
              .filter(setting -> !setting.bypasses(host.host(), host.port()))
              .isPresent();
      return https(host.client()).usesProxy() && !set;
    }

    private List<Evidence> winHttpLine() {
      return Lines.winHttp(view).map(Lines::of).stream().toList();
    }

    private void blocked(HostOpenings host, List<FailedOpening> failures, Kind kind) {
      HttpsTraffic traffic = https(host.client());
      boolean winHttp = lacksWinHttp(host);
      Contact contact = host.contacts().get(0);
      Set<String> same =
          traffic.usesProxy()
              ? Set.of()
              : switch (kind) {
                case REJECTED -> Set.of("SYN-REJECTED");
                case REFUSED -> Set.of("SYN-REFUSED");
                case UNANSWERED, SYN_ACK_IGNORED, OPENING -> Set.of("SYN-UNANSWERED");
              };
      Candidate.Builder candidate =
          described(contact, OpeningCandidates.of(DIAGNOSIS, host, failures))
              .variant(winHttp ? "winHttp" : name(kind))
              .evidence(winHttp ? winHttpLine() : List.of())
              .fact("cause", name(kind))
              .owner(winHttp ? Owner.CONNECTOR : Owner.NETWORK);
      List<FrameRef> tried = failures.stream().map(f -> f.attempt().syn()).toList();
      weigh(candidate, contact, tried, host.decided());
      offer(candidate.build(), contact, same, null);
    }

    private static String name(Kind kind) {
      return switch (kind) {
        case REJECTED -> "rejected";
        case REFUSED -> "refused";
        case UNANSWERED, SYN_ACK_IGNORED, OPENING -> "";
      };
    }

    /** A request that was sent and got no answer of the server that it was for. */
    void request(RevocationRequest request) {
      Contact contact = request.contact();
      if (view.reached(contact)) {
        return;
      }
      Proxy proxy = contact.proxy();
      Candidate.Builder candidate =
          described(contact, start(contact, proxy))
              .host(contact.host())
              .variant(variant(request.trouble(), proxy != null))
              .fact("status", request.status())
              .count("requests", 1)
              .evidence(request.evidence())
              .explains(request.item())
              .owner(proxy == null ? Owner.NETWORK : Owner.PROXY);
      boolean decided = !request.unfinished(view.endTime());
      weigh(candidate, contact, List.of(request.request()), decided);
      Set<String> same =
          proxy == null ? Set.of() : SAME_REFUSAL.getOrDefault(request.trouble(), Set.of());
      offer(candidate.build(), contact, same, proxy);
    }

    private static Candidate.Builder start(Contact contact, @Nullable Proxy proxy) {
      IpAddress client = contact.client().address();
      List<IpAddress> server = List.of(HostOpenings.address(contact));
      int port = proxy == null ? contact.port() : proxy.port();
      return (proxy == null
              ? Candidate.of(DIAGNOSIS, Way.DIRECT, client, contact.subject())
              : Candidate.of(DIAGNOSIS, Way.PROXY, client, proxy.subject()))
          .port(port)
          .flow(server, port);
    }

    private static String variant(Trouble trouble, boolean proxied) {
      if (!proxied && trouble != Trouble.CUT) {
        return "intercepted";
      }
      return switch (trouble) {
        case DENIED -> "proxyDenied";
        case AUTHENTICATION -> "proxyAuthentication";
        case UPSTREAM -> "proxyUpstream";
        case CUT -> proxied ? "proxyCut" : "cut";
      };
    }

    private Candidate.Builder described(Contact contact, Candidate.Builder candidate) {
      HttpsTraffic traffic = https(contact.client());
      boolean trustList =
          contact.requirement() != null && contact.requirement().purpose().equals(TRUST_LIST);
      Proxy proxy = contact.proxy() == null ? traffic.proxy() : contact.proxy();
      return candidate
          .fact("proxy", proxy == null ? null : proxy.subject())
          .fact("trustListHosts", trustList ? List.of(contact.host()) : null);
    }

    /** How grave, and how sure: others ask these hosts, too, but a held-up session is ours. */
    private void weigh(
        Candidate.Builder candidate, Contact contact, List<FrameRef> tried, boolean decided) {
      HttpsTraffic traffic = https(contact.client());
      candidate.fact("httpsWorks", traffic.works());
      if (!decided || traffic.pending()) {
        candidate.undecided();
        return;
      }
      candidate
          .severity(traffic.works() ? Severity.ERROR : Severity.WARNING)
          .confidence(Confidence.MEDIUM, "sharedHosts");
      Stall stall = traffic.stallDuring(tried);
      if (stall != null) {
        candidate
            .confidence(Confidence.HIGH, "sessionHeldUp")
            .fact("heldUpHosts", List.of(stall.contact().host()))
            .fact("heldUpMs", stall.lengthMs())
            .evidence(stall.evidence());
      }
    }

    /** Offers it, and joins it to the same trouble on port 443 where that is at least as grave. */
    private void offer(Candidate own, Contact contact, Set<String> same, @Nullable Proxy proxy) {
      candidates.add(own);
      for (Candidate other : before) {
        if (same.contains(other.diagnosis().code())
            && contact.client().address().equals(other.client())
            && (proxy == null || other.subject().equals(proxy.subject()))
            && !other.accompanying()
            && other.severity().compareTo(own.severity()) <= 0) {
          candidates.add(joined(own, other));
          return;
        }
      }
    }

    private static Candidate joined(Candidate own, Candidate other) {
      Candidate.Builder joined =
          Candidate.of(other.diagnosis(), other.way(), own.client(), other.subject())
              .port(other.port())
              .severity(other.severity())
              .owner(other.owner())
              .variant(other.variant())
              .confidence(other.confidence(), other.confidenceReason())
              .unfinished(other.unfinished())
              .hosts(own.hosts())
              .occurrences(own.occurrences())
              .evidence(own.evidence())
              .fact("port80Hosts", own.hosts())
              .flowFilter(own.flowFilter())
              .accompanying();
      own.explains().forEach(joined::explains);
      return joined.build();
    }
  }
}
