package org.connectoranalyzer.exchange;

import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.conversation.Endpoint;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * One question to one resolver, its retries (same client, name, type; new or same port and id; each
 * within 30 s of the one before) and its answer (RFC 1035). A retry to another resolver, or by TCP,
 * is a lookup of its own.
 *
 * @param id 1-based in order of the queries
 * @param clientMac source MAC of the query as a 48-bit number; {@link #NO_MAC} unknown (by TCP, or
 *     only the answer is in view)
 * @param transport "udp" or "tcp"
 * @param name lower-case, no final dot
 * @param type "A", "AAAA", "HTTPS", or "TYPE65"-like
 * @param rcode "NOERROR", "NXDOMAIN", "SERVFAIL", "REFUSED" …; null without an answer
 * @param aliases CNAME chain of the answer, in order, without {@code name}
 * @param addresses A and AAAA of the answer, in order
 * @param end time of the recording's end, ns: how long silence was observed
 */
public record DnsLookup(
    int id,
    FrameRef query,
    List<FrameRef> retries,
    @Nullable FrameRef response,
    Endpoint client,
    long clientMac,
    Endpoint server,
    String transport,
    String name,
    String type,
    @Nullable String rcode,
    List<String> aliases,
    List<IpAddress> addresses,
    DnsOutcome outcome,
    long end) {

  /** In the place of a MAC. */
  static final long NO_MAC = -1;

  /** What came of it. */
  public enum DnsOutcome {
    /** NOERROR with at least one address or other record asked for, if only cut out of view. */
    ANSWERED,
    /** NOERROR without such a record (AAAA of an IPv4-only host). */
    NO_RECORDS,
    /** NOERROR that did not fit and holds no such record: the client asks again by TCP. */
    TRUNCATED,
    NAME_NOT_FOUND,
    /** SERVFAIL, REFUSED and any other error code. */
    SERVER_FAILURE,
    UNANSWERED
  }

  public DnsLookup {
    retries = List.copyOf(retries);
    aliases = List.copyOf(aliases);
    addresses = List.copyOf(addresses);
  }

  /** The query and its retries, in order. */
  public List<FrameRef> queries() {
    List<FrameRef> queries = new ArrayList<>(1 + retries.size());
    queries.add(query);
    queries.addAll(retries);
    return queries;
  }

  /** The query or its last retry. */
  public FrameRef lastQuery() {
    return retries.isEmpty() ? query : retries.get(retries.size() - 1);
  }
}
