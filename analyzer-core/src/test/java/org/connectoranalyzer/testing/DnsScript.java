package org.connectoranalyzer.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.connectoranalyzer.conversation.Endpoint;
import org.connectoranalyzer.conversation.IpAddress;

/** One DNS question of a {@link TraceScript}; the query is sent when it is made. */
public final class DnsScript {
  private static final Map<String, Integer> TYPES =
      Map.of("A", 1, "CNAME", 5, "PTR", 12, "TXT", 16, "AAAA", 28, "SRV", 33, "HTTPS", 65);
  private static final Map<String, Integer> RCODES =
      Map.of("NOERROR", 0, "FORMERR", 1, "SERVFAIL", 2, "NXDOMAIN", 3, "NOTIMP", 4, "REFUSED", 5);

  private final TraceScript script;
  private final Endpoint client;
  private final Endpoint resolver;
  private final String type;
  private final String name;
  private final int id;
  private final List<String> aliases = new ArrayList<>();

  DnsScript(TraceScript script, Endpoint client, Endpoint resolver, String type, String name) {
    this.script = script;
    this.client = client;
    this.resolver = resolver;
    this.type = type;
    this.name = name;
    this.id = client.port() * 31 & 0xFFFF;
    retry();
  }

  /** Sends the query again, same port and id. */
  public DnsScript retry() {
    script.udp(client, resolver, message(0x0100, 0, new byte[0]));
    return this;
  }

  /** See {@link TraceScript#after}. */
  public DnsScript after(Duration duration) {
    script.after(duration);
    return this;
  }

  /** The answer will name these aliases (CNAME chain) before the addresses. */
  public DnsScript aliases(String... names) {
    aliases.addAll(List.of(names));
    return this;
  }

  /** NOERROR with the aliases and these addresses; none: no such record. */
  public TraceScript answers(String... addresses) {
    return respond(answer("NOERROR", addresses));
  }

  /** An answer with this code and no record but the aliases: "NXDOMAIN", "SERVFAIL", "REFUSED" … */
  public TraceScript fails(String rcode) {
    return respond(answer(rcode));
  }

  /** The last frame so far. */
  public long lastFrame() {
    return script.lastFrame();
  }

  /** Any datagram in the place of an answer. */
  public TraceScript respond(byte[] message) {
    return script.udp(resolver, client, message);
  }

  /** The bytes of an answer, for tests that damage them. */
  public byte[] answer(String rcode, String... addresses) {
    Bytes records = new Bytes();
    String owner = name;
    for (String alias : aliases) {
      record(records, owner, 5, name(alias));
      owner = alias;
    }
    for (String text : addresses) {
      IpAddress address = TraceScript.address(text);
      record(records, owner, address.version() == 4 ? 1 : 28, Packets.address(text));
    }
    return message(
        0x8180 | Objects.requireNonNull(RCODES.get(rcode)),
        aliases.size() + addresses.length,
        records.array());
  }

  /** The query's bytes. */
  public byte[] query() {
    return message(0x0100, 0, new byte[0]);
  }

  private static void record(Bytes records, String owner, int type, byte[] data) {
    records.raw(name(owner)).u16(type).u16(1).u32(60).u16(data.length).raw(data);
  }

  private byte[] message(int flags, int answers, byte[] records) {
    return new Bytes()
        .u16(id)
        .u16(flags)
        .u16(1)
        .u16(answers)
        .u32(0)
        .raw(name(name))
        .u16(TYPES.getOrDefault(type, 0))
        .u16(1)
        .raw(records)
        .array();
  }

  private static byte[] name(String name) {
    Bytes bytes = new Bytes();
    for (String label : name.split("\\.", -1)) {
      bytes.u8(label.length()).raw(label.getBytes(ISO_8859_1));
    }
    return bytes.u8(0).array();
  }
}
