package org.connectoranalyzer.diagnosis.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Evidence;
import org.connectoranalyzer.diagnosis.Item;
import org.connectoranalyzer.diagnosis.Severity;
import org.jspecify.annotations.Nullable;

/**
 * The CONNECTs for one target that failed in one way at one node, and how grave that is. A target
 * that got through all the same, or was reached by another way, is a warning; one whose end was not
 * seen is a warning that never makes "problem"; one that another address of the same proxy name
 * serves is left to {@link ProxyNodeFailing}.
 *
 * @param requests the failed ones, in order, at least one
 * @param reachedOtherwise the client got to the target by another try
 * @param unfinished the capture ended before it was decided
 */
record TunnelFailure(
    ProxyNode node,
    TunnelTarget target,
    List<TunnelRequest> requests,
    boolean reachedOtherwise,
    boolean unfinished) {

  /** How often an unfinished exchange must have ended the same way before it counts as ended. */
  private static final int ENOUGH = 3;

  /** What a detector counts as a failed request, and what of it as not decided yet. */
  record Rule(Predicate<TunnelRequest> failed, Predicate<TunnelRequest> undecided, Excuse excuse) {}

  /** What takes the edge off a failure. */
  enum Excuse {
    /** The client got there by any try, before or after, by any way. */
    ANY_SUCCESS,
    /** Only a later success at the same node, which leaves nothing to tell. */
    LATER_SUCCESS
  }

  /**
   * Failures of the targets that the connector cannot do without; where one of a node's is an
   * error, also the failures of listed hosts on port 80 there, which have the same cause.
   */
  static List<TunnelFailure> find(ConnectorView view, List<ProxyNode> nodes, Rule rule) {
    List<TunnelFailure> found = new ArrayList<>();
    for (ProxyNode node : nodes) {
      boolean error = false;
      for (TunnelTarget target : node.targets()) {
        if (target.vital() && node.servers(target).isEmpty()) {
          TunnelFailure failure = judge(view, node, target, rule);
          if (failure != null) {
            found.add(failure);
            error |= failure.severity() == Severity.ERROR;
          }
        }
      }
      for (TunnelTarget target : node.targets()) {
        if (error && target.listedOnPort80(view) && !target.letThrough()) {
          List<TunnelRequest> failed = failed(target, rule);
          if (!failed.isEmpty()) {
            found.add(new TunnelFailure(node, target, failed, false, false));
          }
        }
      }
    }
    return found;
  }

  private static List<TunnelRequest> failed(TunnelTarget target, Rule rule) {
    TunnelRequest opened = rule.excuse == Excuse.LATER_SUCCESS ? target.lastLetThrough() : null;
    return target.requests().stream()
        .filter(request -> rule.failed.test(request))
        .filter(request -> opened == null || !request.precedes(opened))
        .toList();
  }

  private static @Nullable TunnelFailure judge(
      ConnectorView view, ProxyNode node, TunnelTarget target, Rule rule) {
    List<TunnelRequest> failed = failed(target, rule);
    if (failed.isEmpty()) {
      return null;
    }
    boolean reached =
        target.letThrough() || view.reached(node.client(), target.host(), target.port());
    long ended = failed.stream().filter(request -> request.connect().ended()).count();
    boolean undecided = ended < ENOUGH && failed.stream().allMatch(rule.undecided);
    if (undecided && reached) {
      return null;
    }
    return new TunnelFailure(
        node, target, failed, reached && rule.excuse == Excuse.ANY_SUCCESS, undecided);
  }

  /** What ends up in one finding: same client, same proxy by name or address. */
  List<Object> trouble() {
    return List.of(node.client(), node.proxy().subject());
  }

  Severity severity() {
    return reachedOtherwise || unfinished ? Severity.WARNING : Severity.ERROR;
  }

  TunnelRequest last() {
    return requests.get(requests.size() - 1);
  }

  /** Starts the finding: whom it concerns, how often, the frames, what the last answer said. */
  Candidate.Builder candidate(Diagnosis diagnosis) {
    Candidate.Builder candidate =
        node.candidate(diagnosis)
            .severity(severity())
            .unfinished(unfinished)
            .hosts(target.hidden() ? List.of() : List.of(target.host()))
            .occurrences(requests.size())
            .count("attempts", requests.size())
            .count("targets", 1)
            .fact("targetPorts", target.hidden() ? null : List.of(target.port()))
            .fact("cutTargets", target.hidden() ? List.of(target.host() + "…") : null);
    if (unfinished) {
      candidate.confidence(Confidence.LOW, "captureEnded");
    } else if (reachedOtherwise) {
      candidate.confidence(Confidence.MEDIUM, "reachedOtherwise");
    } else if (target.hidden()) {
      candidate.confidence(Confidence.MEDIUM, "targetCut");
    }
    for (TunnelRequest request : requests) {
      List<Evidence> frames = request.evidence();
      candidate.evidence(frames).explains(Item.connect(request.connect().id()));
    }
    return candidate;
  }

  /** Adds what the answers said: statuses, and who answered by its own account. */
  Candidate.Builder answered(Diagnosis diagnosis) {
    List<String> squidErrors =
        requests.stream()
            .map(request -> request.banner("x-squid-error"))
            .filter(Objects::nonNull)
            .distinct()
            .toList();
    return candidate(diagnosis)
        .fact("status", last().connect().status() > 0 ? last().connect().status() : null)
        .fact("reason", last().connect().reason())
        .fact("answers", answers())
        .fact("server", banner("server"))
        .fact("via", banner("via"))
        .fact("proxyAgent", banner("proxy-agent"))
        .fact("xSquidErrors", squidErrors.isEmpty() ? null : squidErrors)
        .fact("waitedMs", waitedMs());
  }

  /** "503 Service Unavailable" and the like, each once. */
  private List<String> answers() {
    return requests.stream()
        .map(TunnelRequest::connect)
        .filter(connect -> connect.status() > 0)
        .map(connect -> (connect.status() + " " + orEmpty(connect.reason())).strip())
        .distinct()
        .toList();
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  @Nullable String banner(String name) {
    return requests.stream()
        .map(request -> request.banner(name))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  long waitedMs() {
    return requests.stream().mapToLong(TunnelRequest::waitedMs).max().orElse(0);
  }
}
