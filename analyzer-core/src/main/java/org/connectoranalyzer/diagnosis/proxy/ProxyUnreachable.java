package org.connectoranalyzer.diagnosis.proxy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.connector.Proxy;
import org.connectoranalyzer.connector.Wpad;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.conversation.SynAttempt;
import org.connectoranalyzer.conversation.SynAttempt.Answer;
import org.connectoranalyzer.conversation.SynAttempt.AnswerKind;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Lines;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.tcp.FailedOpening;
import org.connectoranalyzer.diagnosis.tcp.FailedOpening.Kind;
import org.connectoranalyzer.diagnosis.tcp.OpeningCandidates;
import org.connectoranalyzer.exchange.DnsLookup;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * Connections to a proxy do not open: SYNs unanswered (at least one repeated), refused by RST,
 * rejected by ICMP, or a SYN-ACK that the client does not take. The proxy was told, took CONNECTs
 * for the connector, or is a candidate or another client's proxy where no other way to the cloud
 * was tried. One that this client opened all the same, or replaced by another proxy, is a warning;
 * so is one that automatic discovery named beside "DIRECT", and the direct way works.
 */
public final class ProxyUnreachable implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("PROXY-UNREACHABLE", Severity.ERROR, Owner.PROXY);

  /** What proxies usually listen on; any other port of a candidate says less. */
  private static final Set<Integer> USUAL_PORTS = Set.of(8080, 3128);

  /** How often an unfinished attempt must have ended the same way before it counts as ended. */
  private static final int ENOUGH = 3;

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    List<ProxyNode> nodes = ProxyNode.of(connector);
    if (nodes.isEmpty()) {
      return new Examination.NotApplicable("noProxy");
    }
    Map<Client, Surroundings> clients = new LinkedHashMap<>();
    List<Candidate> candidates = new ArrayList<>();
    for (ProxyNode node : nodes) {
      List<FailedOpening> failures = failures(node.connections());
      boolean ours =
          node.proxy().source() != Proxy.Source.CONNECT
              || usedForConnector(node)
              || isOnlyWay(connector, node);
      if (ours && proves(failures) && node.replacements().isEmpty()) {
        Surroundings around =
            clients.computeIfAbsent(node.client(), client -> Surroundings.of(connector, client));
        Candidate candidate = candidate(connector, node, around, failures);
        boolean nothingLost = candidate.unfinished() && node.opened();
        if (!nothingLost) {
          candidates.add(candidate);
        }
      }
    }
    return Examination.of(candidates);
  }

  /** Every attempt to open these connections that came to nothing, or has not yet. */
  static List<FailedOpening> failures(List<TcpConversation> connections) {
    List<FailedOpening> failures = new ArrayList<>();
    for (TcpConversation connection : connections) {
      for (SynAttempt attempt : connection.attempts()) {
        FailedOpening failure = new FailedOpening(connection, attempt);
        if (attempt.outcome() != SynAttempt.Outcome.ESTABLISHED && failure.kind() != Kind.OPENING) {
          failures.add(failure);
        }
      }
    }
    return failures;
  }

  /** A lone SYN without an answer proves nothing. */
  static boolean proves(List<FailedOpening> failures) {
    return failures.stream().anyMatch(failure -> !failure.lone())
        || failures.stream().filter(FailedOpening::ended).count() >= 2;
  }

  private static boolean usedForConnector(ProxyNode node) {
    return Stream.concat(Stream.of(node), node.siblings().stream())
        .flatMap(one -> one.targets().stream())
        .anyMatch(TunnelTarget::vital);
  }

  /** Others use it for CONNECTs, and this client tried no other way to the cloud. */
  private static boolean isOnlyWay(ConnectorView view, ProxyNode node) {
    return !node.opened()
        && view.contacts(node.client()).stream().noneMatch(contact -> !contact.otherAgent());
  }

  private static Candidate candidate(
      ConnectorView view, ProxyNode node, Surroundings around, List<FailedOpening> failures) {
    Kind kind = kind(failures);
    boolean found = node.proxy().source() == Proxy.Source.WPAD;
    boolean works =
        node.opened()
            || around.servedByAnotherThan(node.proxy())
            || (found && around.reachesDirectly());
    long ended = failures.stream().filter(FailedOpening::ended).count();
    boolean unfinished = ended == 0 || (ended < ENOUGH && mayBeReplaced(node, around));
    Candidate.Builder candidate =
        node.candidate(DIAGNOSIS)
            .severity(works || unfinished ? Severity.WARNING : Severity.ERROR)
            .unfinished(unfinished)
            .occurrences(failures.size())
            .fact("cause", name(kind))
            .fact("source", name(node.proxy().source()))
            .fact("script", found ? around.scriptUrl() : null)
            .variant(name(kind))
            .evidence(Lines.naming(view, node.proxy()));
    OpeningCandidates.describe(candidate, failures);
    if (kind == Kind.UNANSWERED && failures.stream().allMatch(FailedOpening::droppedLocally)) {
      candidate.droppedLocally();
    }
    if (kind == Kind.REJECTED) {
      rejectedBy(candidate, failures);
    }
    confidence(candidate, node, works, unfinished);
    return candidate.build();
  }

  /** Routers limit the rate of ICMP errors, so one of them speaks for the silent attempts too. */
  private static Kind kind(List<FailedOpening> failures) {
    return failures.stream().map(FailedOpening::kind).min(PREFERENCE).orElse(Kind.UNANSWERED);
  }

  private static final Comparator<Kind> PREFERENCE =
      Comparator.comparingInt(
          List.of(Kind.REJECTED, Kind.SYN_ACK_IGNORED, Kind.REFUSED, Kind.UNANSWERED)::indexOf);

  static String cause(List<FailedOpening> failures) {
    return name(kind(failures));
  }

  private static String name(Kind kind) {
    return switch (kind) {
      case REJECTED -> "rejected";
      case SYN_ACK_IGNORED -> "synAckIgnored";
      case REFUSED -> "refused";
      case UNANSWERED, OPENING -> "unanswered";
    };
  }

  private static String name(Proxy.Source source) {
    return switch (source) {
      case CONNECT -> "connect";
      case OPTION -> "option";
      case CONFIG -> "config";
      case WPAD -> "wpad";
      case CANDIDATE -> "candidate";
    };
  }

  /** Whether the client may yet get through another address of the proxy's name. */
  private static boolean mayBeReplaced(ProxyNode node, Surroundings around) {
    return node.siblings().stream().anyMatch(ProxyNode::isPending)
        || around.hasUntriedAddressBeside(node.endpoint().address())
        || (node.proxy().source() == Proxy.Source.WPAD && around.mayGoOn());
  }

  /**
   * What else a client did, as far as it excuses a proxy; read once for all its proxies.
   *
   * @param serving proxies through which it reached what it cannot do without
   * @param names what it asked DNS for, by the addresses that it got
   * @param untried names with an address that it has not tried yet
   * @param reachesDirectly whether it reached what it cannot do without past any proxy
   * @param mayGoOn whether its automatic discovery names more ways, and it may be going on to them
   * @param scriptUrl where the script of automatic discovery came from
   */
  private record Surroundings(
      Set<Proxy> serving,
      Map<IpAddress, Set<String>> names,
      Set<String> untried,
      boolean reachesDirectly,
      boolean mayGoOn,
      @Nullable String scriptUrl) {

    static Surroundings of(ConnectorView view, Client client) {
      Set<Proxy> serving = new LinkedHashSet<>();
      for (Contact contact : view.contacts(client)) {
        if (contact.vital() && contact.reached() && contact.proxy() != null) {
          serving.add(contact.proxy());
        }
      }
      Set<IpAddress> tried = new TreeSet<>();
      view.connections(client).forEach(opened -> tried.add(opened.server().address()));
      boolean usesV6 = tried.stream().anyMatch(address -> address.version() == 6);
      Map<IpAddress, Set<String>> names = new TreeMap<>();
      Set<String> untried = new TreeSet<>();
      for (DnsLookup lookup : view.lookups(client)) {
        for (IpAddress address : lookup.addresses()) {
          names.computeIfAbsent(address, a -> new TreeSet<>()).add(lookup.name());
          if (!tried.contains(address) && (address.version() == 4 || usesV6)) {
            untried.add(lookup.name());
          }
        }
      }
      boolean directly =
          view.contacts(client).stream().anyMatch(c -> c.direct() && c.vital() && c.reached());
      Wpad wpad = view.wpad(client);
      return new Surroundings(
          serving, names, untried, directly, ScriptWays.mayGoOn(view, client), wpad.scriptUrl());
    }

    boolean servedByAnotherThan(Proxy proxy) {
      return serving.size() > (serving.contains(proxy) ? 1 : 0);
    }

    /** Whether DNS gave this client further addresses beside this one that it has not tried yet. */
    boolean hasUntriedAddressBeside(IpAddress address) {
      return names.getOrDefault(address, Set.of()).stream().anyMatch(untried::contains);
    }
  }

  private static void rejectedBy(Candidate.Builder candidate, List<FailedOpening> failures) {
    List<Answer> errors =
        failures.stream()
            .flatMap(failure -> failure.attempt().answers().stream())
            .filter(answer -> answer.kind() == AnswerKind.ICMP)
            .toList();
    if (!errors.isEmpty()) {
      candidate
          .fact("icmpFrom", errors.stream().map(e -> e.from().toString()).distinct().toList())
          .fact("icmpType", errors.get(0).icmpType())
          .fact("icmpCode", errors.get(0).icmpCode());
    }
  }

  private static void confidence(
      Candidate.Builder candidate, ProxyNode node, boolean works, boolean unfinished) {
    if (unfinished) {
      candidate.confidence(Confidence.LOW, "captureEnded");
    } else if (node.proxy().source() == Proxy.Source.CANDIDATE) {
      boolean usual = USUAL_PORTS.contains(node.endpoint().port());
      candidate.confidence(usual ? Confidence.MEDIUM : Confidence.LOW, "proxyCandidate");
    } else if (works) {
      candidate.confidence(Confidence.MEDIUM, "reachedOtherwise");
    } else if (node.proxy().source() == Proxy.Source.CONNECT && node.targets().isEmpty()) {
      candidate.confidence(Confidence.MEDIUM, "usedByOthers");
    }
  }
}
