package org.connectoranalyzer.diagnosis.proxy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.connector.Proxy;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Evidence;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Item;
import org.connectoranalyzer.diagnosis.Lines;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.Waiting;
import org.connectoranalyzer.exchange.ConnectExchange;
import org.connectoranalyzer.exchange.HttpFetch;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * Intranet hosts that this client asks of the proxy which lets its connector traffic through, by
 * CONNECT or absolute URI, and that the proxy never gets it to. What a published application needs
 * is to be reached directly; requests that another program plainly makes are left out.
 */
public final class BackendThroughProxy implements Detector {
  static final Diagnosis DIAGNOSIS =
      new Diagnosis("BACKEND-THROUGH-PROXY", Severity.WARNING, Owner.CONNECTOR);

  /** Revocation lists, proxy scripts, updates and management: Windows' own requests. */
  private static final Pattern OTHER_PROGRAMS =
      Pattern.compile(
          ".*\\.(crl|crt|cer|p7c|pac|dat)|/(ocsp|certenroll|clientwebservice|simpleauthwebservice"
              + "|selfupdate|reportingwebservice|ccm|ccm_system|sms_mp|wsman)(/.*)?");

  /** WSUS, and Windows remote management. */
  private static final Set<Integer> OTHER_PORTS = Set.of(8530, 8531, 5985, 5986);

  @Override
  public List<Diagnosis> diagnoses() {
    return List.of(DIAGNOSIS);
  }

  @Override
  public Examination examine(Trace trace, ConnectorView connector) {
    boolean served = false;
    List<Candidate> candidates = new ArrayList<>();
    for (Client client : connector.clients()) {
      Map<Proxy, Map<String, List<Contact>>> serving = new LinkedHashMap<>();
      for (Contact contact : connector.contacts(client)) {
        ConnectExchange connect = contact.connect();
        if (contact.vital()
            && contact.proxy() != null
            && connect != null
            && new TunnelRequest(contact, connect).letThrough()) {
          serving.putIfAbsent(contact.proxy(), new LinkedHashMap<>());
        }
      }
      served |= !serving.isEmpty();
      IntranetName intranet = IntranetName.of(connector, client);
      for (Contact contact : connector.contacts(client)) {
        Map<String, List<Contact>> hosts =
            contact.proxy() == null ? null : serving.get(contact.proxy());
        if (hosts != null && isBackend(connector, contact, intranet)) {
          hosts.computeIfAbsent(contact.host(), host -> new ArrayList<>()).add(contact);
        }
      }
      serving.forEach(
          (proxy, hosts) ->
              hosts.values().forEach(tries -> judge(connector, proxy, tries, candidates)));
    }
    return served ? Examination.of(candidates) : new Examination.NotApplicable("noProxiedService");
  }

  private static boolean isBackend(ConnectorView view, Contact contact, IntranetName intranet) {
    HttpFetch fetch = contact.fetch();
    boolean listed =
        view.endpoints().isListedName(contact.host())
            || contact.requirement() != null
            || contact.otherAgent();
    boolean proxyItself =
        view.proxies().stream().anyMatch(proxy -> contact.host().equals(proxy.name()))
            || contact.host().startsWith("wpad");
    boolean otherProgram =
        OTHER_PORTS.contains(contact.port())
            || (fetch != null
                && contact.connect() == null
                && OTHER_PROGRAMS.matcher(fetch.path().toLowerCase(Locale.ROOT)).matches());
    return !listed && !proxyItself && !otherProgram && intranet.matches(asked(contact));
  }

  /** The target as it was asked for; a contact has the name of an address where one is known. */
  private static String asked(Contact contact) {
    ConnectExchange connect = contact.connect();
    HttpFetch fetch = contact.fetch();
    return connect != null ? connect.host() : fetch != null ? fetch.host() : contact.host();
  }

  private static void judge(
      ConnectorView view, Proxy proxy, List<Contact> tries, List<Candidate> candidates) {
    List<Contact> failed = tries.stream().filter(contact -> fails(view, contact)).toList();
    boolean works = tries.stream().anyMatch(BackendThroughProxy::gotThrough);
    if (failed.isEmpty() || works) {
      return;
    }
    Contact first = failed.get(0);
    TcpConversation connection = first.connection();
    Candidate.Builder candidate =
        Candidate.of(DIAGNOSIS, Way.PROXY, first.client().address(), proxy.subject())
            .port(proxy.port())
            .host(first.host())
            .occurrences(failed.size())
            .count("requests", failed.size())
            .fact("status", status(first) > 0 ? status(first) : null)
            .fact("proxyAddresses", List.of(connection.server().toString()))
            .variant(status(first) < 0 ? "noAnswer" : status(first) / 100 == 5 ? "" : "refused")
            .confidence(Confidence.MEDIUM, "programNotSeen")
            .flow(connection.server());
    candidate.evidence(Lines.backendSwitch(view));
    for (Contact contact : failed) {
      describe(candidate, contact);
    }
    candidates.add(candidate.build());
  }

  private static int status(Contact contact) {
    ConnectExchange connect = contact.connect();
    HttpFetch fetch = contact.fetch();
    return connect != null ? connect.status() : fetch == null ? -1 : fetch.status();
  }

  /** A tunnel, or any answer that may be the application's own: 401 begins its own log-on. */
  private static boolean gotThrough(Contact contact) {
    int status = status(contact);
    return contact.connect() == null ? status > 0 && !isProxys(status) : status / 100 == 2;
  }

  /** What a proxy says that cannot or must not get there. */
  private static boolean isProxys(int status) {
    return status == 403 || status == 407 || status == 408 || (status > 501 && status < 505);
  }

  private static boolean fails(ConnectorView view, Contact contact) {
    ConnectExchange connect = contact.connect();
    int status = status(contact);
    if (connect != null) {
      boolean answered = status > 0 ? status / 100 != 2 : connect.ended();
      return answered && !mayGoOn(view, status, connect.response());
    }
    HttpFetch fetch = contact.fetch();
    return fetch != null && isProxys(status) && !mayGoOn(view, status, fetch.response());
  }

  /** A 407 in the last seconds of the recording may yet be followed by credentials. */
  private static boolean mayGoOn(ConnectorView view, int status, @Nullable FrameRef response) {
    return status == 407
        && response != null
        && response.hasTime()
        && view.endTime() - response.time() < Waiting.FOLLOW_UP;
  }

  private static void describe(Candidate.Builder candidate, Contact contact) {
    ConnectExchange connect = contact.connect();
    HttpFetch fetch = contact.fetch();
    if (connect != null) {
      candidate
          .evidence(new TunnelRequest(contact, connect).evidence())
          .explains(Item.connect(connect.id()));
    } else if (fetch != null) {
      String target = contact.host() + ":" + contact.port();
      candidate
          .evidence(Evidence.of(contact.connection(), fetch, target))
          .explains(Item.http(fetch.id()));
    }
  }
}
