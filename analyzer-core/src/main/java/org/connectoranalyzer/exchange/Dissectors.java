package org.connectoranalyzer.exchange;

import org.connectoranalyzer.capture.Limits;
import org.connectoranalyzer.conversation.Conversations;
import org.connectoranalyzer.conversation.Endpoint;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.conversation.PayloadChunk;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.conversation.StreamDissector;
import org.jspecify.annotations.Nullable;

/**
 * Opens a dissector for every connection and collects what they find; made anew for each recording.
 * A new protocol is a {@link Layer} of {@link ContentDissector} and a record of its own.
 */
public final class Dissectors implements StreamDissector.Factory {
  private final Limits limits;
  private final ExchangeLog log;
  private final DnsDissector dns;

  public Dissectors(Limits limits) {
    this.limits = limits;
    log = new ExchangeLog(limits);
    dns = new DnsDissector(log);
  }

  @Override
  public StreamDissector open(
      int connection, Endpoint client, Endpoint server, StreamDissector.Beginning beginning) {
    Link link = new Link(connection, client, server, log, limits);
    Layer content =
        server.port() == DnsDissector.PORT
            ? new DnsStream(link, dns, client, server)
            : new ContentDissector(link, beginning);
    return new ConnectionDissector(link, content);
  }

  @Override
  public void datagram(Endpoint source, Endpoint destination, long sourceMac, PayloadChunk chunk) {
    if (source.port() == DnsDissector.PORT || destination.port() == DnsDissector.PORT) {
      dns.message(source, destination, "udp", sourceMac, chunk.bytes(), chunk.frameRef());
    }
  }

  /**
   * The exchanges, once all frames have been read.
   *
   * @param conversations what the tracker found; exchanges of those it forgot are forgotten too
   * @param end greatest time of the recording, ns
   */
  public Exchanges finish(Conversations conversations, long end) {
    return log.finish(conversations, end);
  }

  /** Whether DNS has named this address, or a CONNECT was sent to it, so far. */
  public boolean isServer(IpAddress address) {
    return log.isServer(address);
  }

  /** Message heads that went beyond their limit. */
  public long headsTooLong() {
    return log.headsTooLong();
  }

  /** Messages cut because those of all connections held too much. */
  public long messagesCut() {
    return log.held().cut();
  }

  /** Texts and exchanges left out because there was no room for more text. */
  public long textsOmitted() {
    return log.textsOmitted();
  }

  /** Certificates left out for lack of room. */
  public long certificatesOmitted() {
    return log.certificatesOmitted();
  }

  /** One connection: what it carries, and how it ended. */
  private record ConnectionDissector(Link link, Layer content) implements StreamDissector {
    @Override
    public void data(Side from, PayloadChunk chunk) {
      content.data(from, chunk.bytes(), chunk);
    }

    @Override
    public void gap(Side from, long bytes) {
      content.gap(from, bytes);
    }

    @Override
    public void closed(Side from, boolean reset, FrameRef frame) {
      link.closed(from, reset, frame);
    }

    @Override
    public boolean wants(Side from) {
      return content.wants(from);
    }

    @Override
    public void forgotten() {
      link.forget();
    }

    @Override
    public @Nullable Side client() {
      return content.client();
    }
  }
}
