package org.connectoranalyzer.exchange;

import org.connectoranalyzer.capture.ByteView;
import org.connectoranalyzer.conversation.Endpoint;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.PayloadChunk;
import org.connectoranalyzer.conversation.Side;
import org.jspecify.annotations.Nullable;

/** DNS over TCP: messages behind a length of two bytes (RFC 1035 §4.2.2), on port 53. */
final class DnsStream implements Layer {
  private static final int LENGTH = 2;

  private final DnsDissector dns;
  private final Endpoint client;
  private final Endpoint server;
  private final BySide<HeldBytes> held;
  private boolean lost;

  DnsStream(Link link, DnsDissector dns, Endpoint client, Endpoint server) {
    this.dns = dns;
    this.client = client;
    this.server = server;
    held = new BySide<>(link.hold(), link.hold());
  }

  @Override
  public void data(Side from, ByteView bytes, PayloadChunk by) {
    HeldBytes message = held.of(from);
    int at = 0;
    while (at < bytes.length() && !lost) {
      int wanted = message.length() < LENGTH ? LENGTH : LENGTH + message.view().u16(0);
      int count = Math.min(wanted - message.length(), bytes.length() - at);
      int taken = message.append(bytes, at, count, by);
      at += taken;
      lost = taken < count;
      if (message.length() >= LENGTH && message.length() == LENGTH + message.view().u16(0)) {
        ByteView body = new ByteView().wrapSlice(message.view(), LENGTH, message.length() - LENGTH);
        FrameRef whole = message.greatestFrame(message.length());
        boolean asks = from == Side.CLIENT;
        dns.message(
            asks ? client : server, asks ? server : client, "tcp", DnsLookup.NO_MAC, body, whole);
        message.clear();
      }
    }
  }

  @Override
  public void gap(Side from, long bytes) {
    lost = true;
  }

  @Override
  public boolean wants(Side from) {
    return !lost;
  }

  @Override
  public @Nullable Side client() {
    return null;
  }
}
