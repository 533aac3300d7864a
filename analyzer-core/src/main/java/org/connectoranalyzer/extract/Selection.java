package org.connectoranalyzer.extract;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.conversation.Endpoint;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.packet.PacketHeaders;
import org.connectoranalyzer.trace.Trace;

/**
 * Which frames of a recording belong to an extract: those of TCP conversations, single frames with
 * the datagrams between the same ends, ICMP errors about any of them, later fragments between their
 * addresses, and the first and last of the recording. Asked for one frame after the other.
 */
final class Selection {
  /** A conversation's share of its five-tuple: until another one takes that over. */
  private static final class Span {
    private final FrameRef first;
    private final FrameRef last;
    private long wanted;

    /**
     * @param wanted so many frames, from its first on
     */
    Span(FrameRef first, FrameRef last, long wanted) {
      this.first = first;
      this.last = last;
      this.wanted = wanted;
    }

    boolean take() {
      return wanted > 0 && wanted-- > 0;
    }
  }

  private record Addresses(IpAddress one, IpAddress other) {}

  private final Map<FlowKey, List<Span>> conversations = new HashMap<>();
  private final Set<FlowKey> datagrams = new HashSet<>();
  private final Set<Addresses> pairs = new HashSet<>();
  private final Set<Long> frames = new HashSet<>();
  private final BitSet ports = new BitSet();

  /** How long silence was observed depends on it, and it need not be the last frame's. */
  private final long endTime;

  private final boolean all;
  private boolean begun;
  private boolean endSeen;

  private Selection(Trace trace, boolean all) {
    endTime = trace.health().endTime();
    this.all = all;
    last(trace);
  }

  /** The last frame of each file: whichever is the recording's. */
  private void last(Trace trace) {
    for (int file = trace.health().files().size() - 1; file >= 0; file--) {
      long count = trace.health().files().get(file).frames();
      if (count > 0) {
        frames.add(place(file, count));
        return;
      }
    }
  }

  static Selection all(Trace trace) {
    return new Selection(trace, true);
  }

  /**
   * Of these conversations and frames.
   *
   * @param conversations how many frames of each, by their ids
   */
  static Selection of(Trace trace, Map<Integer, Long> conversations, List<FrameRef> frames) {
    Selection selection = new Selection(trace, false);
    Set<FlowKey> wanted = new HashSet<>();
    for (TcpConversation conversation : trace.conversations()) {
      if (conversations.containsKey(conversation.id())) {
        wanted.add(key(conversation));
        selection.between(conversation.client(), conversation.server());
      }
    }
    for (TcpConversation conversation : trace.conversations()) {
      FlowKey key = key(conversation);
      if (wanted.contains(key)) {
        long own = conversations.getOrDefault(conversation.id(), 0L);
        selection
            .conversations
            .computeIfAbsent(key, any -> new ArrayList<>())
            .add(new Span(conversation.firstFrame(), conversation.lastFrame(), own));
      }
    }
    frames.forEach(frame -> selection.frames.add(place(frame.file(), frame.number())));
    return selection;
  }

  private static FlowKey key(TcpConversation conversation) {
    return FlowKey.of(conversation.client(), conversation.server());
  }

  private static long place(int file, long number) {
    return (long) file << 44 | number;
  }

  private void between(Endpoint one, Endpoint other) {
    ports.set(one.port());
    pairs.add(new Addresses(one.address(), other.address()));
    pairs.add(new Addresses(other.address(), one.address()));
  }

  boolean isAll() {
    return all;
  }

  /** Both ends of all conversations. */
  Set<IpAddress> addresses() {
    Set<IpAddress> addresses = new HashSet<>();
    pairs.forEach(pair -> addresses.add(pair.one()));
    return addresses;
  }

  /** Whether the frame belongs to the extract. */
  boolean takes(Frame frame, PacketHeaders headers) {
    boolean first = !begun;
    begun = true;
    boolean end = !endSeen && frame.hasTime() && frame.time() == endTime;
    endSeen |= end;
    boolean single = frames.contains(place(frame.file(), frame.number()));
    if (single && headers.isUdp()) {
      follow(headers);
    }
    return all || first || end || single || isOfFlow(frame, headers);
  }

  private void follow(PacketHeaders headers) {
    datagrams.add(FlowKey.of(headers));
    between(FlowKey.source(headers), FlowKey.destination(headers));
  }

  private boolean isOfFlow(Frame frame, PacketHeaders headers) {
    if (frame.packetless() || headers.ipVersion() == 0) {
      return false;
    }
    if (headers.laterFragment()) {
      IpAddress source = FlowKey.source(headers).address();
      return pairs.contains(new Addresses(source, FlowKey.destination(headers).address()));
    }
    PacketHeaders about = headers.isIcmpError() ? headers.quoted() : headers;
    return isOfConversation(frame, about) || (about.isUdp() && isDatagram(about));
  }

  private boolean isDatagram(PacketHeaders headers) {
    return isPort(headers) && datagrams.contains(FlowKey.of(headers));
  }

  private boolean isPort(PacketHeaders headers) {
    return headers.sourcePort() >= 0
        && (ports.get(headers.sourcePort()) || ports.get(headers.destinationPort()));
  }

  /** Whether it is a packet of a wanted TCP conversation; of an ICMP error the packet quoted. */
  boolean isOfConversation(Frame frame, PacketHeaders headers) {
    if (!headers.isTcp() || !isPort(headers)) {
      return false;
    }
    List<Span> spans = conversations.get(FlowKey.of(headers));
    if (spans == null) {
      return false;
    }
    Span latest = spans.get(0);
    for (Span span : spans) {
      if (isBefore(frame, span.first)) {
        break;
      }
      latest = span;
      if (span.wanted > 0 && !isBefore(span.last, frame)) {
        break;
      }
    }
    return latest.take();
  }

  private static boolean isBefore(Frame frame, FrameRef other) {
    return frame.file() != other.file()
        ? frame.file() < other.file()
        : frame.number() < other.number();
  }

  private static boolean isBefore(FrameRef frame, Frame other) {
    return frame.file() != other.file()
        ? frame.file() < other.file()
        : frame.number() < other.number();
  }
}
