package org.connectoranalyzer.diagnosis.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
      List<TunnelRequest> challenges = challenges(node, nodes);
      for (TunnelTarget target : node.targets()) {
        if (target.vital()) {
          target.requests().stream()
              .filter(TunnelRequest::letThrough)
              .filter(opened -> authenticated(opened, target, challenges, framesCut))
              .map(opened -> candidate(node, target, opened, challenges))
              .forEach(candidates::add);
        }
      }
    }
    return Examination.of(candidates);
  }

  /** Every 407 that this client got from the node, or from another address of its name. */
  private static List<TunnelRequest> challenges(ProxyNode node, List<ProxyNode> nodes) {
    List<ProxyNode> asking = new ArrayList<>(node.siblings(nodes));
    asking.add(node);
    return asking.stream()
        .flatMap(one -> one.targets().stream())
        .flatMap(target -> target.requests().stream())
        .filter(ProxyAuthenticationUsed::challenged)
        .toList();
  }

  private static boolean challenged(TunnelRequest request) {
    return request.ended(ConnectOutcome.AUTHENTICATION_REQUIRED)
        || request.ended(ConnectOutcome.AUTHENTICATION_CONTINUED);
  }

  private static boolean authenticated(
      TunnelRequest opened,
      TunnelTarget target,
      List<TunnelRequest> challenges,
      boolean framesCut) {
    if (challenges.stream().noneMatch(challenge -> precedes(challenge, opened))) {
      return false;
    }
    boolean shown = scheme(opened, target) != null;
    boolean hidden = framesCut && challenges.stream().anyMatch(c -> sameExchange(c, opened));
    return shown || hidden;
  }

  private static boolean precedes(TunnelRequest earlier, TunnelRequest later) {
    return earlier.connect().request().compareTo(later.connect().request()) < 0;
  }

  private static boolean sameExchange(TunnelRequest challenge, TunnelRequest opened) {
    return challenge.connect().connection() == opened.connect().connection()
        && precedes(challenge, opened);
  }

  /** Scheme of the credentials that opened it: its own, or of an earlier leg; null if none. */
  private static @Nullable String scheme(TunnelRequest opened, TunnelTarget target) {
    String own = opened.connect().credentials();
    return own != null
        ? own
        : target.requests().stream()
            .filter(leg -> sameExchange(leg, opened))
            .map(leg -> leg.connect().credentials())
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
  }

  private static Candidate candidate(
      ProxyNode node, TunnelTarget target, TunnelRequest opened, List<TunnelRequest> challenges) {
    String scheme = scheme(opened, target);
    List<TunnelRequest> before =
        challenges.stream()
            .filter(challenge -> precedes(challenge, opened))
            .filter(challenge -> target.requests().contains(challenge))
            .toList();
    List<String> offered =
        challenges.stream()
            .flatMap(challenge -> challenge.connect().schemes().stream())
            .distinct()
            .toList();
    Candidate.Builder candidate =
        node.candidate(DIAGNOSIS)
            .host(target.host())
            .fact("status", opened.connect().status())
            .fact("scheme", scheme)
            .fact("schemes", offered)
            .count("tunnels", 1)
            .count("challenges", before.size())
            .evidence(opened.evidence())
            .explains(Item.connect(opened.connect().id()));
    for (TunnelRequest challenge : before) {
      candidate.evidence(challenge.evidence()).explains(Item.connect(challenge.connect().id()));
    }
    if (scheme == null) {
      candidate.variant("hidden").confidence(Confidence.MEDIUM, "credentialsHidden");
    }
    return candidate.build();
  }
}
