package org.connectoranalyzer.exchange;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.connectoranalyzer.capture.Limits;
import org.connectoranalyzer.capture.Limits.Limit;
import org.connectoranalyzer.conversation.Conversations;
import org.connectoranalyzer.conversation.Endpoint;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.conversation.TcpConversation;
import org.jspecify.annotations.Nullable;

/** The exchanges found so far, in the making; bounded, with what was left out counted. */
final class ExchangeLog {
  /** Frames kept of one exchange that repeats itself. */
  static final int MOST_FRAMES = 1_000;

  /** What a text takes up beside its characters. */
  private static final int TEXT_OVERHEAD = 48;

  private final Limits limits;
  private final int most;
  private final long mostText;
  private final List<ConnectDraft> connects = new ArrayList<>();
  private final List<TlsDraft> sessions = new ArrayList<>();
  private final List<FetchDraft> fetches = new ArrayList<>();
  private final List<DnsDissector.Lookup> lookups = new ArrayList<>();
  private final Set<IpAddress> servers = new HashSet<>();
  private final HeldBudget held;
  private @Nullable CertificateStore certificates;
  private long forgotten;
  private long text;
  private long textsOmitted;
  private int retries;
  private boolean linksForgotten;
  private long headsTooLong;

  ExchangeLog(Limits limits) {
    most = limits.size(Limit.EXCHANGES);
    mostText = limits.get(Limit.EXCHANGE_TEXT);
    this.limits = limits;
    held = new HeldBudget(limits.get(Limit.HELD_BYTES));
  }

  /** What messages that are not whole yet may hold together. */
  HeldBudget held() {
    return held;
  }

  /** A connection was given up; what it carried goes when there is something new. */
  void linkForgotten() {
    linksForgotten = true;
  }

  private void letGo() {
    if (linksForgotten) {
      linksForgotten = false;
      letGo(connects);
      letGo(sessions);
      letGo(fetches);
    }
  }

  /** What goes with its connection is counted with it. */
  private void letGo(List<? extends Draft> drafts) {
    drafts.removeIf(
        draft -> {
          boolean goes = draft.isForgotten();
          text -= goes ? draft.text() : 0;
          return goes;
        });
  }

  /** False if there is no room. */
  boolean add(ConnectDraft connect) {
    server(connect.proxy());
    return add(connects, connect);
  }

  /** An address that the recording's clients were sent to: its conversations are kept longest. */
  void server(IpAddress address) {
    if (servers.size() < most) {
      servers.add(address);
    }
  }

  boolean isServer(IpAddress address) {
    return servers.contains(address);
  }

  void add(TlsDraft session) {
    add(sessions, session);
  }

  /** False if there is no room. */
  boolean add(FetchDraft fetch) {
    return add(fetches, fetch);
  }

  /** False if there is no room. */
  boolean add(DnsDissector.Lookup lookup) {
    return add(lookups, lookup);
  }

  private <T extends Draft> boolean add(List<T> drafts, T draft) {
    letGo();
    if (drafts.size() >= most) {
      forgotten++;
      return false;
    }
    if (!keepText(draft.text())) {
      return false;
    }
    drafts.add(draft);
    return true;
  }

  /** Takes room for text of an exchange; false, and counted, if there is none. */
  boolean keepText(long size) {
    if (text + size > mostText) {
      textsOmitted++;
      return false;
    }
    text += size;
    return true;
  }

  /** Gives back room that {@link #keepText} took. */
  void releaseText(long size) {
    text -= size;
  }

  /** What texts take up, roughly. */
  static long sizeOf(Collection<String> texts) {
    long size = 0;
    for (String one : texts) {
      size += sizeOf(one);
    }
    return size;
  }

  static long sizeOf(String text) {
    return (long) TEXT_OVERHEAD + text.length();
  }

  /** Texts and exchanges left out because there was no room for more text. */
  long textsOmitted() {
    return textsOmitted;
  }

  /** A query is repeated; false if no more repetitions are kept. */
  boolean addRetry() {
    if (retries >= most) {
      forgotten++;
      return false;
    }
    retries++;
    return true;
  }

  /** Made when the first certificate comes. */
  CertificateStore certificates() {
    if (certificates == null) {
      certificates = new CertificateStore(limits);
    }
    return certificates;
  }

  long certificatesOmitted() {
    return certificates == null ? 0 : certificates.omitted();
  }

  /** A message head went beyond the limit. */
  void headTooLong() {
    headsTooLong++;
  }

  long headsTooLong() {
    return headsTooLong;
  }

  /** Makes records of them; exchanges of conversations that were forgotten are forgotten too. */
  Exchanges finish(Conversations conversations, long end) {
    Map<Integer, TcpConversation> byId = new HashMap<>();
    conversations.tcp().forEach(conversation -> byId.put(conversation.id(), conversation));
    order(connects, byId);
    order(sessions, byId);
    order(fetches, byId);
    number(lookups);
    return new Exchanges(
        connectExchanges(byId, end),
        sessions.stream().map(TlsDraft::finish).toList(),
        lookups.stream().map(lookup -> lookup.finish(end)).toList(),
        fetches.stream().map(FetchDraft::finish).toList(),
        forgotten);
  }

  private <T extends Draft> void order(List<T> drafts, Map<Integer, TcpConversation> byId) {
    int before = drafts.size();
    drafts.removeIf(draft -> !byId.containsKey(draft.connection()));
    forgotten += before - drafts.size();
    number(drafts);
  }

  private static <T extends Draft> void number(List<T> drafts) {
    drafts.sort(Comparator.comparing(Draft::start).thenComparingInt(Draft::connection));
    for (int i = 0; i < drafts.size(); i++) {
      drafts.get(i).number(i + 1);
    }
  }

  /** Which ports one proxy lets one client tunnel to. */
  private record Asking(IpAddress client, Endpoint proxy, int port) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Asking a
          && port == a.port
          && client.equals(a.client)
          && proxy.equals(a.proxy);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * client.hashCode() + proxy.hashCode()) + port;
    }
  }

  private List<ConnectExchange> connectExchanges(Map<Integer, TcpConversation> byId, long end) {
    Map<Asking, Boolean> allowed = new HashMap<>();
    List<ConnectOutcome> outcomes = new ArrayList<>();
    for (ConnectDraft connect : connects) {
      TcpConversation conversation = conversation(connect, byId);
      ConnectOutcome outcome = connect.outcome(conversation, end);
      outcomes.add(outcome);
      allowed.merge(
          asking(conversation, connect.port()),
          outcome == ConnectOutcome.ESTABLISHED,
          Boolean::logicalOr);
    }
    List<ConnectExchange> exchanges = new ArrayList<>();
    for (int i = 0; i < connects.size(); i++) {
      ConnectDraft connect = connects.get(i);
      TcpConversation conversation = conversation(connect, byId);
      boolean port = isPortNotAllowed(connect, conversation, allowed);
      exchanges.add(
          connect.finish(
              conversation, port ? ConnectOutcome.PORT_NOT_ALLOWED : outcomes.get(i), end));
    }
    return exchanges;
  }

  private static TcpConversation conversation(Draft draft, Map<Integer, TcpConversation> byId) {
    return Objects.requireNonNull(byId.get(draft.connection()));
  }

  private static Asking asking(TcpConversation conversation, int port) {
    return new Asking(conversation.client().address(), conversation.server(), port);
  }

  /**
   * 400, 403 or 405 to every CONNECT of this client to port 80 through this proxy while one to 443
   * was let through, or the reverse.
   */
  private static boolean isPortNotAllowed(
      ConnectDraft connect, TcpConversation conversation, Map<Asking, Boolean> allowed) {
    int status = connect.status();
    int port = connect.port();
    if ((status != 400 && status != 403 && status != 405) || (port != 80 && port != 443)) {
      return false;
    }
    Asking same = asking(conversation, port);
    Asking other = asking(conversation, port == 80 ? 443 : 80);
    return !allowed.getOrDefault(same, false) && allowed.getOrDefault(other, false);
  }
}
