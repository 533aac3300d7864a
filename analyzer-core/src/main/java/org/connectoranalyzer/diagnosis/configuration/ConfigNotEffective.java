package org.connectoranalyzer.diagnosis.configuration;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Item;
import org.connectoranalyzer.diagnosis.Lines;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.tcp.FailedOpening;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

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
    Set<Role> contradicted = EnumSet.noneOf(Role.class);
    Client client = Programs.only(connector);
    if (client != null) {
      for (List<Contradiction> same : contradictions(connector, client)) {
        candidates.add(candidate(connector, client, same));
        same.forEach(contradiction -> contradicted.add(contradiction.setting().role()));
      }
      Candidate tried = candidates.isEmpty() ? triedProxy(connector, client) : null;
      if (tried != null) {
        candidates.add(tried);
        contradicted.add(Role.SERVICE);
      }
    }
    configuration.files().stream()
        .filter(file -> file.proxy().unused() != null && !contradicted.contains(file.role()))
        .forEach(file -> candidates.add(switchedOff(file)));
    String reason = candidates.isEmpty() ? untold(connector, client) : null;
    return reason == null ? Examination.of(candidates) : new Examination.NotApplicable(reason);
  }

  /** Why nothing can be held together; null where something can. */
  private static @Nullable String untold(ConnectorView view, @Nullable Client client) {
    if (client == null) {
      return view.clients().isEmpty() ? "noOwnTraffic" : "severalClients";
    }
    List<Role> told =
        Programs.ALL.stream()
            .filter(p -> Contradiction.isTold(view.options().configuration().inForce(p)))
            .toList();
    boolean seen = told.stream().anyMatch(p -> !Programs.contacts(view, client, p).isEmpty());
    return told.isEmpty() ? "settingUnknown" : seen ? null : "noOwnTraffic";
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

  /**
   * Nothing leaves but vain tries to open what may be a proxy, and it is none that the file names:
   * the setting of yesterday. Null where that is not so.
   */
  private static @Nullable Candidate triedProxy(ConnectorView view, Client client) {
    ProxySetting setting = view.options().configuration().inForce(Role.SERVICE);
    if (setting == null
        || !Contradiction.isTold(setting)
        || Contradiction.isAtFault(view, setting)
        || view.contacts(client).stream().anyMatch(contact -> !contact.otherAgent())) {
      return null;
    }
    HostPort told = setting.proxy();
    List<TcpConversation> tries =
        view.connections(client).stream()
            .filter(connection -> !connection.established() && view.proxyOf(connection) != null)
            .toList();
    if (tries.isEmpty()
        || (told != null && Contradiction.reaches(view, client, Role.SERVICE, told))) {
      return null;
    }
    Proxy proxy = Objects.requireNonNull(view.proxyOf(tries.get(0)));
    Candidate.Builder candidate =
        Candidate.of(DIAGNOSIS, Way.CONFIG, client.address(), Lines.subject(setting.role()))
            .variant(told == null ? "triedNone" : "triedProxy")
            .confidence(Confidence.MEDIUM, "proxyCandidate")
            .fact("file", Lines.name(setting.at()))
            .fact("line", (long) setting.at().line())
            .fact("configuredProxy", told == null ? null : told.toString())
            .fact("proxy", proxy.subject())
            .occurrences(tries.size())
            .evidence(Lines.of(setting));
    for (TcpConversation connection : tries) {
      candidate.explains(Item.connection(connection.id()));
      for (SynAttempt attempt : connection.attempts()) {
        candidate.evidence(FailedOpening.evidence(connection, attempt));
      }
    }
    candidate.flow(tries.get(0).server());
    boolean ended = tries.stream().anyMatch(FailedOpening::anyEnded);
    return (ended ? candidate : candidate.undecided()).build();
  }

  /** Of service and updater; where both do the same against the same setting, it is one cause. */
  private static Collection<List<Contradiction>> contradictions(ConnectorView view, Client client) {
    Map<List<Object>, List<Contradiction>> causes = new LinkedHashMap<>();
    for (Role program : Programs.ALL) {
      Contradiction contradiction = Contradiction.of(view, client, program);
      if (contradiction != null) {
        ProxySetting setting = contradiction.setting();
        Proxy asked = contradiction.asked();
        List<Object> cause =
            List.of(
                setting.kind(),
                String.valueOf(setting.proxy()),
                asked == null ? "" : asked.subject());
        causes.computeIfAbsent(cause, c -> new ArrayList<>()).add(contradiction);
      }
    }
    return causes.values();
  }

  private static Candidate candidate(ConnectorView view, Client client, List<Contradiction> same) {
    Contradiction first = same.get(0);
    ProxySetting setting = first.setting();
    Proxy asked = first.asked();
    List<Contact> against = same.stream().flatMap(c -> c.contacts().stream()).toList();
    Candidate.Builder candidate =
        Candidate.of(DIAGNOSIS, Way.CONFIG, client.address(), Lines.subject(setting.role()))
            .variant(variant(first))
            .fact("file", Lines.name(setting.at()))
            .fact("line", (long) setting.at().line())
            .fact("configuredProxy", setting.proxy() == null ? null : setting.proxy().toString())
            .fact("proxy", asked == null ? null : asked.subject())
            .fact("statuses", statuses(against))
            .occurrences(against.size())
            .count("requests", against.size());
    same.forEach(contradiction -> candidate.evidence(Lines.of(contradiction.setting())));
    if (asked != null
        && view.wpad(client).told().stream().anyMatch(told -> Lines.isSame(view, told, asked))) {
      candidate.fact("discovered", asked.subject());
    }
    against.forEach(contact -> candidate.host(contact.host()));
    against.stream().limit(MOST_CITED).forEach(contact -> Programs.cite(candidate, contact));
    for (Contact contact : view.contacts(client)) {
      if (first.explains(contact)) {
        Programs.explain(candidate, contact);
      }
    }
    view.connections(client).stream()
        .filter(connection -> first.explains(connection))
        .forEach(connection -> candidate.explains(Item.connection(connection.id())));
    if (asked != null && asked.address() != null) {
      candidate.flow(List.of(asked.address()), asked.port());
    } else {
      candidate.flow(List.of(client.address()), against.get(0).port());
    }
    return weighed(candidate, same).build();
  }

  private static String variant(Contradiction contradiction) {
    if (contradiction.asked() == null) {
      return "proxyIgnored";
    }
    return contradiction.setting().proxy() == null ? "bypassIgnored" : "otherProxy";
  }

  /** A browser may ask for the updater's download as well: an error only where it fails, too. */
  private static Candidate.Builder weighed(Candidate.Builder candidate, List<Contradiction> same) {
    if (same.stream().noneMatch(Contradiction::decided)) {
      return candidate.undecided();
    }
    if (same.get(0).program() == Role.SERVICE) {
      return candidate;
    }
    return candidate
        .severity(same.get(0).fails() ? Severity.ERROR : Severity.WARNING)
        .confidence(Confidence.MEDIUM, "programByHost");
  }

  /** What the proxy answered in place of letting them through; null where it let all through. */
  private static @Nullable List<String> statuses(List<Contact> contacts) {
    TreeSet<String> statuses = new TreeSet<>();
    for (Contact contact : contacts) {
      if (contact.connect() != null && contact.connect().status() / 100 > 2) {
        statuses.add(Integer.toString(contact.connect().status()));
      }
    }
    return statuses.isEmpty() ? null : List.copyOf(statuses);
  }
}
