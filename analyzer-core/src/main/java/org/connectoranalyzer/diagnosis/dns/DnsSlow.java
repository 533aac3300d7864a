package org.connectoranalyzer.diagnosis.dns;

import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.exchange.DnsLookup;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * A name that the client must resolve itself (a required host on the direct way, or its proxy's
 * name) was answered only after the question had been repeated, to the same resolver or another
 * one, and at least half a second late. Or one address family of a name that resolves is never
 * answered, which Windows waits for too. What no resolver ever answers is another code's.
 */
public final class DnsSlow implements Detector {
  static final Diagnosis DIAGNOSIS = new Diagnosis("DNS-SLOW", Severity.WARNING, Owner.DNS);

  /** Two programs that ask at the same time repeat a question sooner; a resolver's client waits. */
  private static final long SLOW = 500_000_000L;

  private static final long GIVEN_UP = 5_000_000_000L;

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    if (trace.dns().isEmpty()) {
      return new Examination.NotApplicable("noDns");
    }
    List<Candidate> candidates = new ArrayList<>();
    for (Client client : connector.clients()) {
      List<HostLookups> names = new ArrayList<>(HostLookups.proxies(connector, client));
      if (!HostLookups.usesProxy(connector, client)) {
        names.addAll(HostLookups.required(connector, client));
      }
      for (HostLookups name : names) {
        for (Asking asking : Asking.of(name.lookups())) {
          Candidate candidate = judge(name, asking);
          if (candidate != null) {
            candidates.add(candidate);
          }
        }
      }
    }
    return Examination.of(candidates);
  }

  private static @Nullable Candidate judge(HostLookups name, Asking asking) {
    FrameRef answer = asking.answer();
    FrameRef until = answer == null ? asking.lastQuery() : answer;
    long waited = asking.firstQuery().distance(until);
    if (!asking.repeated() || waited < SLOW || (answer == null && !lacksFamily(name, asking))) {
      return null;
    }
    DnsLookup answered = asking.answered();
    List<DnsLookup> failed = asking.failed();
    return name.candidate(DIAGNOSIS, asking.lookups(), false)
        .fact("waitedMs", waited / 1_000_000)
        .fact("type", asking.lookups().get(0).type())
        .fact("answeredBy", answered == null ? null : HostLookups.servers(List.of(answered)))
        .fact("failing", failed.isEmpty() ? null : HostLookups.servers(failed))
        .fact("rcodes", rcodes(failed))
        .variant(variant(answered, failed))
        .build();
  }

  /** The name has an address of the other family, and the silence was waited for. */
  private static boolean lacksFamily(HostLookups name, Asking asking) {
    return name.hasAddress()
        && asking.lookups().stream().allMatch(lookup -> lookup.response() == null)
        && name.silenceAfter(asking.lastQuery()) >= GIVEN_UP;
  }

  private static @Nullable List<String> rcodes(List<DnsLookup> failed) {
    List<String> rcodes = new ArrayList<>();
    for (DnsLookup lookup : failed) {
      if (lookup.rcode() != null && !rcodes.contains(lookup.rcode())) {
        rcodes.add(lookup.rcode());
      }
    }
    return rcodes.isEmpty() ? null : rcodes;
  }

  private static String variant(@Nullable DnsLookup answered, List<DnsLookup> failed) {
    if (answered == null) {
      return "oneFamily";
    }
    if (failed.stream().anyMatch(lookup -> lookup.rcode() != null)) {
      return "afterError";
    }
    boolean another = failed.stream().anyMatch(l -> !l.server().equals(answered.server()));
    return another ? "anotherServer" : "";
  }
}
