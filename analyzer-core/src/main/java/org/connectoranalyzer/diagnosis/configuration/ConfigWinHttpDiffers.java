package org.connectoranalyzer.diagnosis.configuration;

import java.util.List;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.connector.EndpointList;
import org.connectoranalyzer.connector.Requirement;
import org.connectoranalyzer.connector.configuration.Configuration;
import org.connectoranalyzer.connector.configuration.ConfigurationFile;
import org.connectoranalyzer.connector.configuration.HostPort;
import org.connectoranalyzer.connector.configuration.ProxySetting;
import org.connectoranalyzer.connector.configuration.ProxySetting.Kind;
import org.connectoranalyzer.connector.configuration.Role;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * WinHTTP, which fetches revocation lists for the connector's TLS (KB2623724), has no proxy or
 * another one than the service. Where the capture shows port 80 tried directly in vain, that is
 * cited.
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
    String variant = variant(connector, service, file.proxy());
    return variant == null
        ? new Examination.Clear()
        : Examination.of(List.of(candidate(connector, service, file.proxy(), variant)));
  }

  /** Null where both go the same way, or one of them cannot be told. */
  private static @Nullable String variant(
      ConnectorView view, ProxySetting service, ProxySetting winHttp) {
    HostPort own = service.proxy();
    HostPort other = winHttp.proxy();
    if (service.kind() == Kind.NONE) {
      return other != null && !bypassesAll(view, winHttp) ? "extra" : null;
    }
    if (own == null || winHttp.kind() == Kind.INVALID) {
      return null;
    }
    if (other == null || bypassesAll(view, winHttp)) {
      return "";
    }
    return Lines.isSame(view, own, other) ? null : "other";
  }

  /** Whether the bypass list leaves out all that revocation checks ask for. */
  private static boolean bypassesAll(ConnectorView view, ProxySetting winHttp) {
    EndpointList endpoints = view.endpoints();
    return endpoints.requirements().stream()
        .filter(row -> row.need() == Requirement.Need.REVOCATION)
        .allMatch(row -> winHttp.bypasses(row.pattern(), row.port()));
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
    Client client = Programs.only(view);
    if (client != null && variant.isEmpty()) {
      view.contacts(client).stream()
          .filter(c -> c.revocation() && c.direct() && !c.connection().established())
          .limit(MOST_CITED)
          .forEach(contact -> cite(candidate, contact));
    }
    return candidate.build();
  }

  private static void cite(Candidate.Builder candidate, Contact contact) {
    candidate.host(contact.host());
    Programs.cite(candidate, contact);
  }
}
