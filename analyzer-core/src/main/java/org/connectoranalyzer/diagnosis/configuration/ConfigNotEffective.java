package org.connectoranalyzer.diagnosis.configuration;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.connector.Proxy;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.connector.configuration.Configuration;
import org.connectoranalyzer.connector.configuration.ConfigurationFile;
import org.connectoranalyzer.connector.configuration.HostPort;
import org.connectoranalyzer.connector.configuration.ProxySetting;
import org.connectoranalyzer.connector.configuration.Role;
import org.connectoranalyzer.conversation.SynAttempt;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.tcp.FailedOpening;
import org.connectoranalyzer.trace.Trace;

/**
 * The file says one thing, and the program does another: no proxy, and yet it asks one; a proxy,
 * and yet it asks another or goes directly. What fails on that way is a consequence. A program that
 * reaches the named proxy at all has read its file; what it sends elsewhere is {@code
 * PROXY-BYPASSED}.
 */
public final class ConfigNotEffective implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("CONFIG-NOT-EFFECTIVE", Severity.ERROR, Owner.CONNECTOR);

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
    List<Candidate> candidates = new ArrayList<>();
    configuration.files().stream()
        .filter(file -> file.proxy().unused() != null)
        .forEach(file -> candidates.add(switchedOff(file)));
    boolean severalClients = connector.clients().size() > 1;
    Client client = Programs.only(connector);
    if (client != null) {
      contradictions(connector, client)
          .forEach(same -> candidates.add(candidate(connector, client, same)));
    }
    return candidates.isEmpty() && severalClients
        ? new Examination.NotApplicable("severalClients")
        : Examination.of(candidates);
  }

  /** An address beside {@code enabled="false"}: it looks configured and is not. */
  private static Candidate switchedOff(ConfigurationFile file) {
    ProxySetting setting = file.proxy();
    return Lines.candidate(DIAGNOSIS, file.role())
        .severity(Severity.WARNING)
        .variant("switchedOff")
        .fact("file", Lines.name(setting.at()))
        .fact("line", (long) setting.at().line())
        .fact("configuredProxy", Objects.requireNonNull(setting.unused()).toString())
        .evidence(Lines.of(setting))
        .build();
  }

  /** Of service and updater; where both do the same against the same setting, it is one cause. */
  private static Collection<List<Judgement>> contradictions(ConnectorView view, Client client) {
    Map<List<Object>, List<Judgement>> causes = new LinkedHashMap<>();
    for (Role program : List.of(Role.SERVICE, Role.UPDATER)) {
      ProxySetting setting = view.options().configuration().inForce(program);
      if (setting != null) {
        Judgement judgement = new Judgement(view, client, program, setting);
        List<Contact> against = judgement.contradicting();
        if (!against.isEmpty()) {
          Proxy asked = Programs.asked(against.get(0));
          List<Object> cause =
              List.of(
                  setting.kind(),
                  String.valueOf(setting.proxy()),
                  asked == null ? "" : asked.subject());
          causes.computeIfAbsent(cause, c -> new ArrayList<>()).add(judgement);
        }
      }
    }
    return causes.values();
  }

  /** What one program does, held against the setting in force. */
  private record Judgement(ConnectorView view, Client client, Role program, ProxySetting setting) {

    List<Contact> contradicting() {
      List<Contact> contacts = Programs.contacts(view, client, program);
      List<Contact> asking = contacts.stream().filter(c -> Programs.asked(c) != null).toList();
      HostPort told = setting.proxy();
      if (setting.kind() == ProxySetting.Kind.NONE) {
        return asking;
      }
      if (setting.kind() != ProxySetting.Kind.FIXED || told == null || reaches(told)) {
        return List.of();
      }
      return asking.isEmpty()
          ? contacts.stream().filter(c -> c.direct() && decided(c)).toList()
          : asking;
    }

    /** Whether any connection goes to the named proxy, or to one that may be it. */
    private boolean reaches(HostPort told) {
      return view.connections(client).stream()
          .map(view::proxyOf)
          .anyMatch(
              proxy ->
                  proxy != null
                      && (Lines.isSame(view, told, proxy) || Lines.maybeSame(view, told, proxy)));
    }

    /** A host that the bypass list leaves out goes directly by configuration. */
    private boolean decided(Contact contact) {
      return !setting.bypasses(contact.host(), contact.port())
          && (contact.connection().established()
              || contact.connection().attempts().stream()
                  .filter(attempt -> attempt.outcome() != SynAttempt.Outcome.ESTABLISHED)
                  .anyMatch(a -> new FailedOpening(contact.connection(), a).ended()));
    }
  }

  private static Candidate candidate(
      ConnectorView view, Client client, List<Judgement> judgements) {
    ProxySetting setting = judgements.get(0).setting();
    List<Contact> against =
        judgements.stream().flatMap(judgement -> judgement.contradicting().stream()).toList();
    Proxy asked = Programs.asked(against.get(0));
    String variant =
        asked == null
            ? "proxyIgnored"
            : setting.kind() == ProxySetting.Kind.NONE ? "bypassIgnored" : "otherProxy";
    Candidate.Builder candidate =
        Candidate.of(DIAGNOSIS, Way.CONFIG, client.address(), Lines.subject(setting.role()))
            .variant(variant)
            .fact("file", Lines.name(setting.at()))
            .fact("line", (long) setting.at().line())
            .fact("configuredProxy", setting.proxy() == null ? null : setting.proxy().toString())
            .fact("proxy", asked == null ? null : asked.subject())
            .fact("statuses", statuses(against))
            .occurrences(against.size())
            .count("requests", against.size());
    judgements.forEach(judgement -> candidate.evidence(Lines.of(judgement.setting())));
    if (asked != null
        && view.wpad(client).told().stream().anyMatch(told -> Lines.isSame(view, told, asked))) {
      candidate.fact("discovered", asked.subject());
    }
    for (int i = 0; i < against.size(); i++) {
      Contact contact = against.get(i);
      candidate.host(contact.host());
      if (i < MOST_CITED) {
        Programs.cite(candidate, contact);
      }
    }
    view.contacts(client).stream()
        .filter(contact -> contact.vital() && contact.port() == 443)
        .filter(contact -> (Programs.asked(contact) == null) == (asked == null))
        .filter(contact -> !isMeant(view, contact))
        .forEach(contact -> Programs.explain(candidate, contact));
    if (asked != null && asked.address() != null) {
      candidate.flow(List.of(asked.address()), asked.port());
    } else {
      candidate.flow(List.of(client.address()), against.get(0).port());
    }
    return candidate.build();
  }

  /** The updater has a file of its own, and it may be in force. */
  private static boolean isMeant(ConnectorView view, Contact contact) {
    ProxySetting updater = view.options().configuration().inForce(Role.UPDATER);
    Proxy asked = Programs.asked(contact);
    if (updater == null || !view.endpoints().isUpdater(contact.host())) {
      return false;
    }
    HostPort told = updater.proxy();
    return asked == null
        ? updater.kind() != ProxySetting.Kind.FIXED
        : told == null ? updater.kind() != ProxySetting.Kind.NONE : Lines.isSame(view, told, asked);
  }

  /** What the proxy answered in place of letting them through; null where it let all through. */
  private static List<String> statuses(List<Contact> contacts) {
    TreeSet<String> statuses = new TreeSet<>();
    for (Contact contact : contacts) {
      if (contact.connect() != null && contact.connect().status() / 100 > 2) {
        statuses.add(Integer.toString(contact.connect().status()));
      }
    }
    return List.copyOf(statuses);
  }
}
