package org.connectoranalyzer.conversation;

import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.conversation.SynAttempt.Answer;
import org.connectoranalyzer.conversation.SynAttempt.AnswerKind;
import org.connectoranalyzer.packet.DecodeStatus;
import org.connectoranalyzer.packet.PacketHeaders;
import org.jspecify.annotations.Nullable;

/** ICMP and ICMPv6 errors, each with the conversation whose packet it quotes. */
final class IcmpErrors {
  /** Errors kept; a scan that is answered by thousands of them tells nothing more. */
  private static final int MOST = 10_000;

  private static final int PARAMETER_PROBLEM = 12;
  private static final int PARAMETER_PROBLEM_V6 = 4;

  private final List<IcmpRejection> errors = new ArrayList<>();

  static Endpoint source(PacketHeaders headers) {
    return new Endpoint(sourceAddress(headers), headers.sourcePort());
  }

  static Endpoint destination(PacketHeaders headers) {
    IpAddress address =
        headers.ipVersion() == 6
            ? IpAddress.v6(headers.destinationHigh(), headers.destinationLow())
            : IpAddress.v4(headers.destinationLow());
    return new Endpoint(address, headers.destinationPort());
  }

  private static IpAddress sourceAddress(PacketHeaders headers) {
    return headers.ipVersion() == 6
        ? IpAddress.v6(headers.sourceHigh(), headers.sourceLow())
        : IpAddress.v4(headers.sourceLow());
  }

  /** Takes an error that is no copy. */
  void take(Frame frame, PacketHeaders icmp, ConversationTable table, Handshakes handshakes) {
    PacketHeaders quoted = icmp.quoted();
    boolean parameters =
        icmp.icmpType() == (icmp.ipVersion() == 4 ? PARAMETER_PROBLEM : PARAMETER_PROBLEM_V6);
    boolean told = quoted.status() == DecodeStatus.DECODED && (quoted.isTcp() || quoted.isUdp());
    if (parameters || !told) {
      return;
    }
    int end = ConversationTable.sourceEnd(quoted);
    ConversationBuilder latest = quoted.isTcp() ? table.find(quoted, end) : null;
    IcmpRejection error = rejection(frame, icmp, latest == null ? 0 : latest.id());
    if (errors.size() < MOST) {
      errors.add(error);
    }
    if (error.isPacketTooBig()) {
      FlowBuilder flow = latest == null ? null : latest.flow(end);
      if (flow != null) {
        flow.willSendAgain();
      }
    } else if (quoted.isTcp() && quoted.sequence() >= 0) {
      answer(frame, icmp, end, latest, error, handshakes);
    }
  }

  private static void answer(
      Frame frame,
      PacketHeaders icmp,
      int end,
      @Nullable ConversationBuilder latest,
      IcmpRejection error,
      Handshakes handshakes) {
    Answer answer =
        new Answer(
            AnswerKind.ICMP, error.frame(), error.from(), icmp.ttl(), error.type(), error.code());
    if (latest == null || !handshakes.icmp(frame, icmp, end, latest, answer)) {
      handshakes.icmpBefore(frame, icmp, answer, error.source(), error.destination());
    }
  }

  private static IcmpRejection rejection(Frame frame, PacketHeaders icmp, int connection) {
    PacketHeaders quoted = icmp.quoted();
    return new IcmpRejection(
        ConversationTracker.reference(frame),
        sourceAddress(icmp),
        icmp.ipVersion(),
        icmp.icmpType(),
        icmp.icmpCode(),
        (int) Math.min(icmp.icmpMtu(), Integer.MAX_VALUE),
        quoted.protocol(),
        source(quoted),
        destination(quoted),
        quoted.isTcp() ? quoted.sequence() : -1,
        connection);
  }

  /** All errors; those that stood before their conversation are given its id now. */
  List<IcmpRejection> build(ConversationTable table) {
    return errors.stream().map(error -> withConnection(error, table)).toList();
  }

  private static IcmpRejection withConnection(IcmpRejection error, ConversationTable table) {
    ConversationBuilder found =
        error.connection() != 0 || error.sequence() < 0
            ? null
            : table.find(error.source(), error.destination());
    return found == null
        ? error
        : new IcmpRejection(
            error.frame(),
            error.from(),
            error.version(),
            error.type(),
            error.code(),
            error.mtu(),
            error.protocol(),
            error.source(),
            error.destination(),
            error.sequence(),
            found.id());
  }
}
