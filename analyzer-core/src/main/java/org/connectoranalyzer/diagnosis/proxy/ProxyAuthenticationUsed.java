package org.connectoranalyzer.diagnosis.proxy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Item;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.exchange.ConnectOutcome;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * The proxy asked for authentication (407), this client sent credentials, and a tunnel to a
 * required host was opened with them. Credentials that nobody asked for prove nothing; where the
 * recording cuts heads short, a tunnel on the very connection of the 407 is taken as authenticated.
 */
public final class ProxyAuthenticationUsed implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("PROXY-AUTHENTICATION-USED", Severity.WARNING, Owner.PROXY);

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    List<ProxyNode> nodes = ProxyNode.of(connector);
    if (ProxyNode.noneAsked(nodes)) {
      return new Examination.NotApplicable("noConnect");
    }
    boolean framesCut = trace.health().truncatedFrames() > 0;
    List<Candidate> candidates = new ArrayList<>();
    for (ProxyNode node : nodes) {
      Challenges challenges = new Challenges(node);
      for (TunnelTarget target : node.targets()) {
        if (target.vital()) {
          Credentials credentials = new Credentials(target);
          List<TunnelRequest> opened =
              target.requests().stream()
                  .filter(TunnelRequest::letThrough)
                  .filter(challenges::precede)
                  .filter(
                      request ->
                          credentials.scheme(request) != null
                              || (framesCut && challenges.ofExchange(request)))
                  .toList();
          if (!opened.isEmpty()) {
            candidates.add(candidate(node, target, opened, credentials, challenges));
          }
        }
      }
    }
    return Examination.of(candidates);
  }

  private static boolean challenged(TunnelRequest request) {
    return request.ended(ConnectOutcome.AUTHENTICATION_REQUIRED)
        || request.ended(ConnectOutcome.AUTHENTICATION_CONTINUED);
  }

  /** Every 407 that this client got from the node, or from another address of its name. */
  private static final class Challenges {
    private final Map<Integer, TunnelRequest> firstOfConnection = new LinkedHashMap<>();
    private final Set<String> schemes = new LinkedHashSet<>();
    private @Nullable TunnelRequest first;

    Challenges(ProxyNode node) {
      Stream.concat(node.siblings().stream(), Stream.of(node))
          .flatMap(one -> one.targets().stream())
          .flatMap(target -> target.requests().stream())
          .filter(ProxyAuthenticationUsed::challenged)
          .forEach(this::add);
    }

    private void add(TunnelRequest request) {
      first = earlier(first, request);
      firstOfConnection.merge(
          request.connect().connection(), request, (a, b) -> a.precedes(b) ? a : b);
      schemes.addAll(request.connect().schemes());
    }

    private static TunnelRequest earlier(@Nullable TunnelRequest a, TunnelRequest b) {
      return a != null && a.precedes(b) ? a : b;
    }

    boolean precede(TunnelRequest opened) {
      return first != null && first.precedes(opened);
    }

    /** Whether one of them came on the very connection, before. */
    boolean ofExchange(TunnelRequest opened) {
      TunnelRequest own = firstOfConnection.get(opened.connect().connection());
      return own != null && own.precedes(opened);
    }
  }

  /** The credentials that the requests for one target carried. */
  private static final class Credentials {
    private final Map<Integer, TunnelRequest> firstOfConnection = new LinkedHashMap<>();

    Credentials(TunnelTarget target) {
      for (TunnelRequest request : target.requests()) {
        if (request.connect().credentials() != null) {
          firstOfConnection.putIfAbsent(request.connect().connection(), request);
        }
      }
    }

    /** Scheme of the credentials that opened it: its own, or of an earlier leg; null if none. */
    @Nullable String scheme(TunnelRequest opened) {
      String own = opened.connect().credentials();
      TunnelRequest leg = firstOfConnection.get(opened.connect().connection());
      return own != null
          ? own
          : leg != null && leg.precedes(opened) ? leg.connect().credentials() : null;
    }
  }

  private static Candidate candidate(
      ProxyNode node,
      TunnelTarget target,
      List<TunnelRequest> opened,
      Credentials credentials,
      Challenges challenges) {
    TunnelRequest first = opened.get(0);
    TunnelRequest last = opened.get(opened.size() - 1);
    String scheme =
        opened.stream().map(credentials::scheme).filter(Objects::nonNull).findFirst().orElse(null);
    List<TunnelRequest> before =
        target.requests().stream()
            .filter(ProxyAuthenticationUsed::challenged)
            .filter(challenge -> challenge.precedes(last))
            .toList();
    Candidate.Builder candidate =
        node.candidate(DIAGNOSIS)
            .host(target.host())
            .occurrences(opened.size())
            .fact("status", first.connect().status())
            .fact("scheme", scheme)
            .fact("schemes", List.copyOf(challenges.schemes))
            .count("tunnels", opened.size())
            .count("challenges", before.size());
    for (TunnelRequest request : opened) {
      candidate.evidence(request.evidence()).explains(Item.connect(request.connect().id()));
    }
    for (TunnelRequest challenge : before) {
      candidate.evidence(challenge.evidence()).explains(Item.connect(challenge.connect().id()));
    }
    if (scheme == null) {
      candidate.variant("hidden").confidence(Confidence.MEDIUM, "credentialsHidden");
    }
    return candidate.build();
  }
}
