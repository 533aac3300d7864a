package org.connectoranalyzer.diagnosis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * Runs detectors over one trace and decides: findings, verdict, headline, what was checked. A
 * detector that throws is noted, and the others go on. Stateless but for its list of detectors.
 */
public final class Engine {
  /** Of the headline of a healthy capture. */
  public static final String HEALTHY = "HEALTHY";

  /** Says that the start is not whole; only where nothing else says why the verdict is open. */
  public static final String START_INCOMPLETE = "CAPTURE-START-INCOMPLETE";

  /** Capture-quality codes that can leave a verdict open, the first present one is the headline. */
  private static final List<String> HIDING =
      List.of(
          "CAPTURE-NO-CONNECTOR-TRAFFIC",
          "CAPTURE-LIMIT-REACHED",
          "CAPTURE-ENDED-EARLY",
          "CAPTURE-FILE-CUT-SHORT",
          "CAPTURE-CORRUPT",
          "CAPTURE-PACKETS-TRUNCATED",
          "CAPTURE-ONE-WAY",
          "CAPTURE-STARTED-LATE",
          "CAPTURE-PACKETS-DROPPED",
          "CAPTURE-LINK-TYPE-UNKNOWN",
          START_INCOMPLETE);

  private final List<Detector> detectors;

  public Engine(List<Detector> detectors) {
    this.detectors = List.copyOf(detectors);
  }

  public Diagnosed examine(Trace trace, ConnectorView connector) {
    List<Candidate> candidates = new ArrayList<>();
    List<DetectorFailure> failures = new ArrayList<>();
    Map<String, Check> checks = new LinkedHashMap<>();
    HostDropped dropped = new HostDropped(trace);
    for (Detector detector : detectors) {
      try {
        Examination examination =
            detector.examine(trace, connector, Collections.unmodifiableList(candidates));
        if (examination instanceof Examination.Found found) {
          candidates.addAll(dropped.told(found.candidates()));
        }
        detector.diagnoses().forEach(d -> checks.put(d.code(), check(d.code(), examination)));
      } catch (RuntimeException | StackOverflowError e) {
        failures.add(new DetectorFailure(detector.getClass().getSimpleName(), e.toString()));
        detector
            .diagnoses()
            .forEach(
                d ->
                    checks.put(
                        d.code(),
                        new Check(d.code(), Check.Result.NOT_APPLICABLE, "detectorFailed")));
      }
    }
    List<Finding> findings = Causes.findings(candidates);
    Map<Client, Verdict> clients = new LinkedHashMap<>();
    Verdict verdict = connector.clients().isEmpty() ? Verdict.INCONCLUSIVE : Verdict.HEALTHY;
    Set<IpAddress> accused = new TreeSet<>();
    boolean allAccused = false;
    for (Finding finding : findings) {
      if (finding.severity() == Severity.ERROR && finding.client() != null) {
        accused.add(finding.client());
      }
      allAccused |= finding.severity() == Severity.ERROR && finding.client() == null;
    }
    // A file's fault is one connector's: of several it is not known whose.
    boolean eachAccused = allAccused && connector.clients().size() == 1;
    for (Client client : connector.clients()) {
      boolean fails = eachAccused || client.addresses().stream().anyMatch(accused::contains);
      Verdict own = fails ? Verdict.PROBLEM : verdict(client, trace, connector);
      clients.put(client, own);
      verdict = verdict.and(own);
    }
    if (allAccused || !accused.isEmpty()) {
      verdict = Verdict.PROBLEM;
    }
    return conclude(findings, candidates, checks, verdict, clients, failures);
  }

  private static Check check(String code, Examination examination) {
    if (examination instanceof Examination.NotApplicable unknown) {
      return new Check(code, Check.Result.NOT_APPLICABLE, unknown.reason());
    }
    return new Check(code, Check.Result.CLEAR, "");
  }

  /** Of a client that no error finding concerns. */
  private static Verdict verdict(Client client, Trace trace, ConnectorView connector) {
    boolean bootstrap = false;
    boolean beyond = false;
    for (Contact contact : connector.contacts(client)) {
      if (contact.reached() && contact.named() && contact.port() == 443) {
        bootstrap |= connector.endpoints().isBootstrap(contact.host());
        beyond |= connector.endpoints().isRuntimeBeyondBootstrap(contact.host());
      }
    }
    boolean whole = trace.health().forgottenConnectorPorts() == 0;
    return bootstrap && beyond && whole ? Verdict.HEALTHY : Verdict.INCONCLUSIVE;
  }

  private static Diagnosed conclude(
      List<Finding> merged,
      List<Candidate> candidates,
      Map<String, Check> checks,
      Verdict verdict,
      Map<Client, Verdict> clients,
      List<DetectorFailure> failures) {
    List<Finding> findings = weighed(merged, verdict);
    Set<String> found = new TreeSet<>();
    findings.forEach(finding -> found.add(finding.code()));
    for (Candidate candidate : candidates) {
      String code = candidate.diagnosis().code();
      checks.put(
          code,
          found.contains(code)
              ? new Check(code, Check.Result.FOUND, "")
              : new Check(code, Check.Result.NOT_APPLICABLE, "explained"));
    }
    Finding headline =
        verdict == Verdict.HEALTHY
            ? null
            : verdict == Verdict.PROBLEM ? findings.get(0) : openReason(findings);
    return new Diagnosed(
        findings,
        List.copyOf(checks.values()),
        verdict,
        clients,
        headline != null
            ? headline.code()
            : verdict == Verdict.HEALTHY ? HEALTHY : START_INCOMPLETE,
        headline != null
            ? headline.owner()
            : verdict == Verdict.HEALTHY ? Owner.NONE : Owner.CAPTURE,
        headline,
        failures);
  }

  /**
   * Findings about the recording are warnings where they leave the verdict open. That the start is
   * incomplete is worth saying only there, and only where nothing else says why.
   */
  private static List<Finding> weighed(List<Finding> merged, Verdict verdict) {
    Finding reason = verdict == Verdict.INCONCLUSIVE ? openReason(merged) : null;
    List<Finding> weighed = new ArrayList<>();
    for (Finding finding : merged) {
      if (reason != null && HIDING.contains(finding.code())) {
        if (!finding.code().equals(START_INCOMPLETE) || reason.code().equals(START_INCOMPLETE)) {
          weighed.add(finding.withSeverity(Severity.WARNING));
        }
      } else if (!finding.code().equals(START_INCOMPLETE)) {
        weighed.add(finding);
      }
    }
    weighed.sort(Causes.BY_WEIGHT);
    return weighed;
  }

  private static @Nullable Finding openReason(List<Finding> findings) {
    return HIDING.stream()
        .map(code -> findings.stream().filter(f -> f.code().equals(code)).findFirst().orElse(null))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }
}
