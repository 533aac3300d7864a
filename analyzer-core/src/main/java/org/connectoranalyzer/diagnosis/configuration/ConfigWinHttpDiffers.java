package org.connectoranalyzer.diagnosis.configuration;

import java.util.List;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.connector.EndpointList;
import org.connectoranalyzer.connector.Proxy;
import org.connectoranalyzer.connector.Requirement;
import org.connectoranalyzer.connector.configuration.Configuration;
import org.connectoranalyzer.connector.configuration.ConfigurationFile;
import org.connectoranalyzer.connector.configuration.HostPort;
import org.connectoranalyzer.connector.configuration.ProxySetting;
import org.connectoranalyzer.connector.configuration.ProxySetting.Kind;
import org.connectoranalyzer.connector.configuration.Role;
import org.connectoranalyzer.conversation.SynAttempt;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Evidence;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Lines;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.exchange.HttpFetch;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * WinHTTP, which fetches revocation lists for the connector's TLS (KB2623724), has no proxy or
 * another one than the service. Where the capture shows which way revocation lists are asked for,
 * that is cited.
 */
public final class ConfigWinHttpDiffers implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("CONFIG-WINHTTP-DIFFERS", Severity.WARNING, Owner.CONNECTOR);

  private static final int MOST_CITED = 20;

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    Configuration configuration = connector.options().configuration();
    if (configuration.files().isEmpty()) {
      return new Examination.NotApplicable("noConfiguration");
    }
    ConfigurationFile file = configuration.file(Role.WINHTTP).orElse(null);
    ProxySetting service = configuration.inForce(Role.SERVICE);
    if (file == null || service == null) {
      return new Examination.NotApplicable("noWinHttp");
    }
    if (!Contradiction.isTold(service) || file.proxy().kind() == Kind.INVALID) {
      return new Examination.NotApplicable("settingUnknown");
    }
    String variant = variant(connector, service, file.proxy());
    return variant == null
        ? new Examination.Clear()
        : Examination.of(List.of(candidate(connector, service, file.proxy(), variant)));
  }

  /** Null where both go the same way. */
  private static @Nullable String variant(
      ConnectorView view, ProxySetting service, ProxySetting winHttp) {
    HostPort own = service.proxy();
    HostPort other = winHttp.proxy();
    if (own == null) {
      return other != null && !bypassesAll(view, winHttp) ? "extra" : null;
    }
    if (other == null || bypassesAll(view, winHttp)) {
      return "";
    }
    return Lines.isSame(view, own, other) ? null : "other";
  }

  /** Whether the bypass list leaves out all that revocation checks ask for. */
  private static boolean bypassesAll(ConnectorView view, ProxySetting winHttp) {
    EndpointList endpoints = view.endpoints();
    List<Requirement> rows =
        endpoints.requirements().stream()
            .filter(row -> row.need() == Requirement.Need.REVOCATION)
            .toList();
    return !rows.isEmpty()
        && rows.stream().allMatch(row -> winHttp.bypasses(row.pattern(), row.port()));
  }

  private static Candidate candidate(
      ConnectorView view, ProxySetting service, ProxySetting winHttp, String variant) {
    Candidate.Builder candidate =
        Lines.candidate(DIAGNOSIS, Role.WINHTTP)
            .variant(variant)
            .fact("file", Lines.name(winHttp.at()))
            .fact("line", (long) winHttp.at().line())
            .fact("serviceFile", Lines.name(service.at()))
            .fact("serviceLine", (long) service.at().line())
            .fact("configuredProxy", service.proxy() == null ? null : service.proxy().toString())
            .fact("winHttpProxy", winHttp.proxy() == null ? null : winHttp.proxy().toString())
            .evidence(Lines.of(service))
            .evidence(Lines.of(winHttp));
    HostPort own = service.proxy();
    HostPort other = winHttp.proxy();
    if (own != null && other != null && Lines.maybeSame(view, own, other)) {
      candidate.confidence(Confidence.MEDIUM, "nameNotResolved");
    }
    Client client = Programs.only(view);
    if (client != null) {
      view.contacts(client).stream()
          .filter(contact -> contact.revocation() && goesAsToldBy(view, winHttp, contact))
          .limit(MOST_CITED)
          .forEach(contact -> cite(candidate, contact));
    }
    return candidate.build();
  }

  private static boolean goesAsToldBy(ConnectorView view, ProxySetting winHttp, Contact contact) {
    Proxy asked = contact.proxy();
    HostPort told = winHttp.proxy();
    return (told == null || winHttp.bypasses(contact.host(), contact.port()))
        ? contact.direct()
        : asked != null && Lines.isSame(view, told, asked);
  }

  /** Hosts are those that fail on this way. */
  private static void cite(Candidate.Builder candidate, Contact contact) {
    boolean pending =
        contact.connection().attempts().stream()
            .anyMatch(attempt -> attempt.outcome() == SynAttempt.Outcome.STILL_TRYING);
    if (!contact.reached() && !pending) {
      candidate.host(contact.host());
    }
    HttpFetch fetch = contact.fetch();
    if (fetch != null && !contact.direct() && contact.connect() == null) {
      candidate.evidence(
          Evidence.of(contact.connection(), fetch, contact.host() + ":" + contact.port()));
    } else {
      Programs.cite(candidate, contact);
    }
  }
}
