package org.connectoranalyzer.exchange;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.connectoranalyzer.capture.ByteView;
import org.connectoranalyzer.conversation.Endpoint;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.exchange.DnsLookup.DnsOutcome;
import org.jspecify.annotations.Nullable;

/**
 * Pairs DNS queries to port 53 with their answers. A query for the same name and type from the same
 * client to the same resolver is a retry as long as no answer came, but not 30 s later: no resolver
 * of a client is so patient, so that is a new question. An answer whose query is not in the capture
 * is a lookup too, asked in the answer's frame; a query that stands right behind its answer (same
 * port and id, within 5 s) is that lookup's.
 */
final class DnsDissector {
  static final int PORT = 53;

  /** How far files that are out of order put a query behind its answer. */
  private static final long OUT_OF_ORDER = 5_000_000_000L;

  /** Windows repeats a query for 12 s in all, others wait up to 30 s (resolv.conf(5)). */
  private static final long RETRY = 30_000_000_000L;

  private final ExchangeLog log;
  private final Map<Question, Lookup> open = new HashMap<>();

  /** Frames may stand in any order: whose query, or answer, each message is. */
  private final Map<Message, Lookup> messages = new HashMap<>();

  /** Comparable, and so are messages: hashes of a capture's making may all be the same. */
  private record Question(
      IpAddress client, Endpoint resolver, String transport, String name, int type)
      implements Comparable<Question> {
    private static final Comparator<Question> ORDER =
        Comparator.comparing(Question::name)
            .thenComparingInt(Question::type)
            .thenComparing(Question::client)
            .thenComparing(Question::resolver)
            .thenComparing(Question::transport);

    @Override
    public int compareTo(Question other) {
      return ORDER.compare(this, other);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Question q
          && type == q.type
          && client.equals(q.client)
          && resolver.equals(q.resolver)
          && transport.equals(q.transport)
          && name.equals(q.name);
    }

    @Override
    public int hashCode() {
      return 31
              * (31 * (31 * (31 * client.hashCode() + resolver.hashCode()) + transport.hashCode())
                  + name.hashCode())
          + type;
    }
  }

  /** Port and id of one query; an answer bears both. */
  private record Transaction(int port, int id) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Transaction t && port == t.port && id == t.id;
    }

    @Override
    public int hashCode() {
      return 31 * port + id;
    }
  }

  private record Message(Question question, Transaction transaction)
      implements Comparable<Message> {
    private static final Comparator<Message> ORDER =
        Comparator.comparing(Message::question)
            .thenComparingInt(message -> message.transaction.port)
            .thenComparingInt(message -> message.transaction.id);

    @Override
    public int compareTo(Message other) {
      return ORDER.compare(this, other);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Message m
          && question.equals(m.question)
          && transaction.equals(m.transaction);
    }

    @Override
    public int hashCode() {
      return 31 * question.hashCode() + transaction.hashCode();
    }
  }

  /** A lookup in the making. */
  static final class Lookup implements Draft {
    private final ExchangeLog log;
    private final Endpoint client;
    private long clientMac;
    private final Question question;
    private FrameRef query;
    private final List<FrameRef> retries = new ArrayList<>(0);
    private @Nullable FrameRef response;
    private @Nullable Reply answer;
    private long answerSize;
    private final String type;
    private int id;

    private Lookup(
        ExchangeLog log,
        Endpoint client,
        long clientMac,
        Question question,
        DnsMessage message,
        FrameRef query) {
      this.log = log;
      this.client = client;
      this.clientMac = clientMac;
      this.question = question;
      this.query = query;
      this.type = message.typeName();
    }

    /** Whether its answer is in view and this query, which follows it, belongs to it. */
    private boolean isAskedLate(FrameRef frame) {
      return query.equals(response) && frame.distance(query) <= OUT_OF_ORDER;
    }

    /** Whether an answer is its own, though the question was asked anew in the meantime. */
    private boolean isAnsweredLate(FrameRef frame) {
      return answer == null && frame.distance(query) <= RETRY;
    }

    private boolean isRepeatedBy(FrameRef frame) {
      FrameRef last = retries.isEmpty() ? query : retries.get(retries.size() - 1);
      return answer == null && frame.distance(last) <= RETRY;
    }

    private void answered(Reply reply, FrameRef frame) {
      if (answer == null
          || (answer.outcome != DnsOutcome.ANSWERED && reply.outcome == DnsOutcome.ANSWERED)) {
        long size = reply.size();
        log.releaseText(answerSize);
        boolean room = log.keepText(size);
        answerSize = room ? size : 0;
        answer = room ? reply : reply.cut();
        response = frame;
      }
    }

    @Override
    public FrameRef start() {
      return query;
    }

    @Override
    public int connection() {
      return 0;
    }

    @Override
    public long text() {
      return ExchangeLog.sizeOf(question.name()) + answerSize;
    }

    @Override
    public void number(int number) {
      id = number;
    }

    DnsLookup finish(long end) {
      return new DnsLookup(
          id,
          query,
          retries,
          response,
          client,
          clientMac,
          question.resolver(),
          question.transport(),
          question.name(),
          type,
          answer == null ? null : answer.rcode,
          answer == null ? List.of() : answer.aliases,
          answer == null ? List.of() : answer.addresses,
          answer == null ? DnsOutcome.UNANSWERED : answer.outcome,
          end);
    }
  }

  DnsDissector(ExchangeLog log) {
    this.log = log;
  }

  /** One message, by UDP or TCP; {@code sourceMac} as in {@link DnsLookup#clientMac}. */
  void message(
      Endpoint source,
      Endpoint destination,
      String transport,
      long sourceMac,
      ByteView bytes,
      FrameRef frame) {
    boolean asks = destination.port() == PORT && source.port() != PORT;
    boolean answers = source.port() == PORT && destination.port() != PORT;
    DnsMessage message = asks || answers ? DnsMessage.read(bytes) : null;
    if (message == null || message.response() != answers) {
      return;
    }
    Endpoint client = asks ? source : destination;
    Endpoint resolver = asks ? destination : source;
    Question question =
        new Question(client.address(), resolver, transport, message.name(), message.type());
    Transaction transaction = new Transaction(client.port(), message.id());
    if (asks) {
      asked(client, sourceMac, question, transaction, message, frame);
    } else {
      answered(client, question, transaction, message, frame);
    }
  }

  private void asked(
      Endpoint client,
      long clientMac,
      Question question,
      Transaction transaction,
      DnsMessage message,
      FrameRef frame) {
    Lookup early = messages.get(new Message(question, transaction));
    if (early != null && early.isAskedLate(frame)) {
      early.query = frame;
      early.clientMac = clientMac;
      return;
    }
    Lookup lookup = open.get(question);
    if (lookup != null && lookup.isRepeatedBy(frame)) {
      if (lookup.retries.size() < ExchangeLog.MOST_FRAMES && log.addRetry()) {
        lookup.retries.add(frame);
        messages.put(new Message(question, transaction), lookup);
      }
      return;
    }
    Lookup asked = new Lookup(log, client, clientMac, question, message, frame);
    if (log.add(asked)) {
      open.put(question, asked);
      messages.put(new Message(question, transaction), asked);
    }
  }

  private void answered(
      Endpoint client,
      Question question,
      Transaction transaction,
      DnsMessage message,
      FrameRef frame) {
    Reply reply = Reply.of(message);
    reply.addresses.forEach(log::server);
    Lookup lookup = open.get(question);
    Lookup asked = messages.get(new Message(question, transaction));
    if (asked != null && (asked.equals(lookup) || asked.isAnsweredLate(frame))) {
      asked.answered(reply, frame);
    } else {
      Lookup unasked = new Lookup(log, client, DnsLookup.NO_MAC, question, message, frame);
      boolean waits = lookup != null && lookup.answer == null;
      if (log.add(unasked)) {
        unasked.answered(reply, frame);
        messages.put(new Message(question, transaction), unasked);
        if (!waits) {
          open.put(question, unasked);
        }
      }
    }
  }

  /** What is kept of an answer. */
  private record Reply(
      String rcode, DnsOutcome outcome, List<String> aliases, List<IpAddress> addresses) {
    private static final int ADDRESS_SIZE = 48;

    static Reply of(DnsMessage message) {
      List<String> aliases = message.aliases();
      return new Reply(
          message.rcodeName(), outcomeOf(message), aliases, message.addresses(aliases));
    }

    private static DnsOutcome outcomeOf(DnsMessage message) {
      return switch (message.rcode()) {
        case 0 ->
            message.answersQuestion() || (message.cut() && !message.truncated())
                ? DnsOutcome.ANSWERED
                : message.truncated() ? DnsOutcome.TRUNCATED : DnsOutcome.NO_RECORDS;
        case 3 -> DnsOutcome.NAME_NOT_FOUND;
        default -> DnsOutcome.SERVER_FAILURE;
      };
    }

    long size() {
      return ExchangeLog.sizeOf(aliases) + (long) ADDRESS_SIZE * addresses.size();
    }

    /** Without its lists but the first address, which must have room. */
    Reply cut() {
      List<IpAddress> first = addresses.isEmpty() ? addresses : List.of(addresses.get(0));
      return new Reply(rcode, outcome, List.of(), first);
    }
  }
}
