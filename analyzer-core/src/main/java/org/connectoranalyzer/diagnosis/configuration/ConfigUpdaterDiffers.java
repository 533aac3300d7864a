package org.connectoranalyzer.diagnosis.configuration;

import java.util.List;
import java.util.Objects;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.connector.configuration.Configuration;
import org.connectoranalyzer.connector.configuration.ConfigurationFile;
import org.connectoranalyzer.connector.configuration.HostPort;
import org.connectoranalyzer.connector.configuration.ProxySetting;
import org.connectoranalyzer.connector.configuration.ProxySetting.Kind;
import org.connectoranalyzer.connector.configuration.Role;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Lines;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * The files of service and updater send the two different ways. Where the capture shows the updater
 * on its own way, it is cited. Settings that no file tells (Windows' own, a module) are not
 * compared with each other.
 */
public final class ConfigUpdaterDiffers implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("CONFIG-UPDATER-DIFFERS", Severity.WARNING, Owner.CONNECTOR);

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
    ConfigurationFile service = configuration.file(Role.SERVICE).orElse(null);
    ConfigurationFile updater = configuration.file(Role.UPDATER).orElse(null);
    if (service == null || updater == null) {
      return new Examination.NotApplicable("notBothFiles");
    }
    ProxySetting ofService = inForce(configuration, service);
    ProxySetting ofUpdater = inForce(configuration, updater);
    if (isHidden(ofService) || isHidden(ofUpdater)) {
      return new Examination.NotApplicable("settingUnknown");
    }
    return differ(connector, ofService, ofUpdater)
        ? Examination.of(List.of(candidate(connector, ofService, ofUpdater)))
        : new Examination.Clear();
  }

  /** Where the file is silent and machine.config is not at hand, the silence itself. */
  private static ProxySetting inForce(Configuration configuration, ConfigurationFile own) {
    ProxySetting setting = configuration.inForce(own.role());
    return setting == null ? own.proxy() : setting;
  }

  /** In error, or somewhere else. */
  private static boolean isHidden(ProxySetting setting) {
    return setting.kind() == Kind.INVALID || setting.kind() == Kind.ELSEWHERE;
  }

  private static boolean differ(ConnectorView view, ProxySetting service, ProxySetting updater) {
    if (kind(service) != kind(updater) || !Objects.equals(service.script(), updater.script())) {
      return true;
    }
    HostPort one = service.proxy();
    HostPort other = updater.proxy();
    return one != null && other != null && !Lines.isSame(view, one, other);
  }

  /** Without any setting it is Windows' own. */
  private static Kind kind(ProxySetting setting) {
    return setting.kind() == Kind.ABSENT ? Kind.SYSTEM : setting.kind();
  }

  private static Candidate candidate(
      ConnectorView view, ProxySetting service, ProxySetting updater) {
    boolean silent = updater.kind() == Kind.ABSENT || service.kind() == Kind.ABSENT;
    ProxySetting model = service.kind() == Kind.ABSENT ? updater : service;
    Candidate.Builder candidate =
        Lines.candidate(DIAGNOSIS, Role.UPDATER)
            .variant(variant(service, updater))
            .fact("serviceFile", Lines.name(service.at()))
            .fact("serviceLine", (long) service.at().line())
            .fact("updaterFile", Lines.name(updater.at()))
            .fact("updaterLine", (long) updater.at().line())
            .fact("serviceProxy", text(service.proxy()))
            .fact("updaterProxy", text(updater.proxy()))
            .fact("configuredProxy", text(model.proxy()))
            .evidence(Lines.of(service))
            .evidence(Lines.of(updater));
    HostPort one = service.proxy();
    HostPort other = updater.proxy();
    if (silent && view.options().configuration().file(Role.MACHINE).isEmpty()) {
      candidate.confidence(Confidence.MEDIUM, "machineNotGiven");
    } else if (one != null && other != null && Lines.maybeSame(view, one, other)) {
      candidate.confidence(Confidence.MEDIUM, "nameNotResolved");
    }
    Client client = Programs.only(view);
    if (client != null) {
      for (Contact contact : onItsOwnWay(view, client, service)) {
        Programs.cite(candidate, contact);
        Programs.explain(candidate, contact);
        candidate.host(contact.host());
      }
    }
    return candidate.build();
  }

  private static String variant(ProxySetting service, ProxySetting updater) {
    if (service.kind() == Kind.ABSENT) {
      return switch (updater.kind()) {
        case FIXED -> "serviceSilent";
        case NONE -> "serviceSilentBypass";
        default -> "serviceSilentWay";
      };
    }
    if (updater.kind() == Kind.ABSENT) {
      return switch (service.kind()) {
        case FIXED -> "updaterSilent";
        case NONE -> "updaterSilentBypass";
        default -> "updaterSilentWay";
      };
    }
    return switch (service.kind()) {
      case FIXED -> updater.kind() == Kind.FIXED ? "otherProxy" : "";
      case NONE -> "bypass";
      default -> "ways";
    };
  }

  private static @Nullable String text(@Nullable HostPort proxy) {
    return proxy == null ? null : proxy.toString();
  }

  /** The updater's contacts that leave otherwise than the service is told to, or is seen to. */
  private static List<Contact> onItsOwnWay(
      ConnectorView view, Client client, ProxySetting service) {
    List<Contact> ofService = Programs.contacts(view, client, Role.SERVICE);
    boolean told = Contradiction.isTold(service);
    if (!told && ofService.isEmpty()) {
      return List.of();
    }
    boolean directly =
        told ? service.proxy() == null : ofService.stream().allMatch(Contact::direct);
    return Programs.contacts(view, client, Role.UPDATER).stream()
        .filter(contact -> contact.direct() != directly)
        .toList();
  }
}
