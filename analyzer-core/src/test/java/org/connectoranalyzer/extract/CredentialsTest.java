package org.connectoranalyzer.extract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.extract.Copied.Extracted;
import org.connectoranalyzer.extract.Copied.Packet;
import org.connectoranalyzer.extract.ExtractOptions.Credentials;
import org.connectoranalyzer.extract.ExtractOptions.Scope;
import org.connectoranalyzer.testing.CaptureBytes;
import org.connectoranalyzer.testing.Packets;
import org.connectoranalyzer.testing.TcpScript;
import org.connectoranalyzer.testing.TraceScript;
import org.connectoranalyzer.testing.Tunnels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Credential values are nowhere in a copy, however segments cut them; all other bytes stay. */
class CredentialsTest {
  private static final ExtractOptions FULL = ExtractOptions.STANDARD.withScope(Scope.ALL);
  private static final String SECRET = "S3cr3tT0k3nZ9";
  private static final String HEAD =
      "CONNECT login.microsoftonline.com:443 HTTP/1.1\r\nHost: login.microsoftonline.com:443\r\n";

  @TempDir private Path folder = Path.of("");

  private static TcpScript proxy(TraceScript script) {
    return script.tcp("10.20.0.10:50001", "10.20.8.80:8080").handshake();
  }

  private Path written(TraceScript script) {
    Path file = folder.resolve("a.pcapng");
    script.write(file);
    return file;
  }

  private static String payloads(List<Packet> packets) {
    StringBuilder text = new StringBuilder();
    packets.forEach(packet -> text.append(new String(packet.content(), ISO_8859_1)).append('|'));
    return text.toString();
  }

  /** The copy has the same packets, but for as many "x"; no piece of the secret is left. */
  private Extracted assertOverwritten(Path capture) throws IOException {
    List<Packet> before = Copied.packets(capture);
    Extracted copy = Copied.extract(FULL, capture);
    List<Packet> after = copy.packets();
    assertThat(after).hasSameSizeAs(before);
    for (int i = 0; i < before.size(); i++) {
      assertThat(after.get(i).without()).isEqualTo(before.get(i).without());
      assertThat(after.get(i).content()).hasSameSizeAs(before.get(i).content());
    }
    assertThat(payloads(after)).doesNotContain(SECRET);
    assertThat(copy.contains(SECRET)).isFalse();
    return copy;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Proxy-Authorization: Basic |",
        "Proxy-Authorization: NTLM |",
        "Proxy-Authorization: Digest |username=\"a\", response=\"|\"",
        "Proxy-Authorization:Bearer |",
        "proxy-authorization:\tBasic\t|",
        "Proxy-Authorization: |",
        "Proxy-Authorization : Basic |",
        "Proxy-Authorization: Basic\r\n |",
        "Authorization: SharedAccessSignature |sr=a&sig=|",
        "Authorization: Unheard |",
        "Cookie: session=|",
        "Set-Cookie: a=|; Path=/",
        "ServiceBusAuthorization: |",
        "X-Ms-Proxy-Token: |",
        "Ocp-Apim-Subscription-Key: |",
        "Proxy-Authenticate: NTLM |",
        "Proxy-Authenticate: Basic realm=\"a\", Negotiate |==",
        "Location: https://user:|@portal.example/a?b=|",
        "Location: /login?state=|",
        "Location: //user:|@portal.example/a",
        "Referer: http://a.example/?|",
        "X: a\rCookie: |",
        "X: SharedAccessSignature sr=b&sig=|&se=1",
        "X: <https://u:|@example/>"
      })
  void inFieldsHoweverTheyAreCut(String form) throws IOException {
    String field = form.replace("|", SECRET);
    String request = HEAD + field + "\r\nX-Last: stays\r\n\r\n";
    for (int mss : new int[] {1460, 61, 7, 1}) {
      TraceScript script = new TraceScript();
      proxy(script).mss(mss).send(request).reply("HTTP/1.1 407 No\r\n" + field + "\r\n\r\n");
      Extracted copy = assertOverwritten(written(script));
      assertThat(stream(copy.packets()))
          .startsWith(HEAD + field.substring(0, field.indexOf(SECRET.charAt(0) == 'S' ? ':' : ' ')))
          .contains("\r\nX-Last: stays\r\n\r\n")
          .contains("xxxxxxx");
    }
  }

  /** Payload of the client's segments, headers of 54 bytes cut off. */
  private static String stream(List<Packet> packets) {
    StringBuilder text = new StringBuilder();
    for (Packet packet : packets) {
      byte[] bytes = packet.content();
      if (bytes.length > 54 && bytes[36] == 0x1F && bytes[37] == (byte) 0x90) {
        int header = 34 + (bytes[46] >> 4 & 15) * 4;
        text.append(new String(bytes, header, bytes.length - header, ISO_8859_1));
      }
    }
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CONNECT user:|@login.microsoftonline.com:443",
        "CONNECT |@login.microsoftonline.com:443",
        "CONNECT login.microsoftonline.com:443?sig=|",
        "GET http://user:|@crl.microsoft.com/a",
        "GET http://crl.microsoft.com/a?sv=1&sig=|",
        "GET /a?sb-hc-token=|",
        "GET /a#|",
        "GET /a;sig=|",
        "GET http://crl.microsoft.com?|"
      })
  void inTargets(String form) throws IOException {
    String request = form.replace("|", SECRET);
    for (int mss : new int[] {1460, 9, 1}) {
      TraceScript script = new TraceScript();
      proxy(script).mss(mss).send(request + " HTTP/1.1\r\nHost: a\r\n\r\n");
      proxy(script).mss(mss).send(request);
      proxy(script).send("CONNECT u:" + SECRET);
      proxy(script).send("CONNECT a.example:443");
      Extracted copy = assertOverwritten(written(script));
      assertThat(stream(copy.packets())).endsWith("CONNECT a.example:443");
    }
  }

  @Test
  void inRetransmittedOverlappingAndDisorderedSegments() throws IOException {
    String field = "Proxy-Authorization: Basic " + SECRET + "\r\n\r\n";
    byte[] bytes = (HEAD + field).getBytes(ISO_8859_1);
    int split = HEAD.length() + 30;
    TraceScript script = new TraceScript();
    TcpScript flow = proxy(script);
    // The end of the value before its beginning, then all of it again, cut elsewhere.
    flow.segment(Side.CLIENT, split, java.util.Arrays.copyOfRange(bytes, split, bytes.length));
    flow.segment(Side.CLIENT, 0, java.util.Arrays.copyOf(bytes, split));
    flow.segment(Side.CLIENT, 20, java.util.Arrays.copyOfRange(bytes, 20, bytes.length));
    for (int at = split - 8; at < split + 8; at++) {
      flow.segment(Side.CLIENT, at, new byte[] {bytes[at]});
    }
    Extracted copy = assertOverwritten(written(script));
    String pieces = payloads(copy.packets());
    for (int i = 0; i + 4 <= SECRET.length(); i++) {
      assertThat(pieces).doesNotContain(SECRET.substring(i, i + 4));
    }
  }

  @Test
  void whatFollowsAGapInAHeadMayBeTheEndOfAValue() throws IOException {
    String text = HEAD + "Proxy-Authorization: Negotiate " + "A".repeat(50) + SECRET;
    TraceScript script = new TraceScript();
    proxy(script)
        .send(text.substring(0, 70))
        .unseen()
        .send(text.substring(70, text.length() - SECRET.length()))
        .send(SECRET + "\r\nX-Last: stays\r\n\r\n")
        .reply("HTTP/1.1 200 OK\r\n\r\n");
    Extracted copy = assertOverwritten(written(script));
    assertThat(payloads(copy.packets()))
        .contains("x".repeat(SECRET.length()) + "\r\nX-Last: stays");
  }

  @Test
  void whatComesAfterAResetMayBeTheEndOfAValue() throws IOException {
    byte[] text = (HEAD + "Proxy-Authorization: NTLM AAAA").getBytes(ISO_8859_1);
    byte[] late = (SECRET + "\r\n\r\n").getBytes(ISO_8859_1);
    TraceScript script = new TraceScript();
    proxy(script).segment(Side.CLIENT, 0, text).serverRst().segment(Side.CLIENT, text.length, late);
    assertOverwritten(written(script));
  }

  @Test
  void behindThePacketInItsFrame() throws IOException {
    byte[] packet = Packets.ethernet(Packets.tcp(Packets.ACK).sequence(9).ip());
    byte[] trailer = ("Cookie: " + SECRET).getBytes(ISO_8859_1);
    byte[] file = CaptureBytes.pcapngEthernet().packet(1, Packets.join(packet, trailer)).bytes();
    Extracted copy = assertOverwritten(Files.write(folder.resolve("p.pcapng"), file));
    assertThat(copy.packets().get(0).content()).startsWith(packet);
  }

  @Test
  void theFirstLineOfACaptureInTheMiddleOfAHeadMayBeTheEndOfAValue() throws IOException {
    TraceScript script = new TraceScript();
    script
        .tcp("10.20.0.10:50001", "10.20.8.80:8080")
        .send(SECRET + "\r\n " + SECRET + "\r\nX-Last: stays\r\n\r\nbody\n")
        .reply("HTTP/1.1 200 OK\r\n\r\n");
    Extracted copy = assertOverwritten(written(script));
    assertThat(payloads(copy.packets()))
        .contains("x".repeat(13) + "\r\n" + "x".repeat(14) + "\r\nX-Last: stays\r\n\r\nbody\n");

    TraceScript other = new TraceScript();
    other.tcp("10.20.0.10:50001", "10.20.8.80:8080").send("plain\n text\nand more\n");
    Path capture = written(other);
    assertThat(Copied.extract(FULL, capture).packets()).isEqualTo(Copied.packets(capture));
  }

  @Test
  void inWhatTheSnapLengthLeft() throws IOException {
    TraceScript script = new TraceScript();
    script.snapLength(54 + HEAD.length() + 38);
    proxy(script).send(HEAD + "Proxy-Authorization: Basic " + SECRET + SECRET + "\r\n\r\n");
    Extracted copy = Copied.extract(FULL, written(script));
    assertThat(payloads(copy.packets())).doesNotContain("S3cr3t").contains("Basic xxxxxxxxxxx");
  }

  @Test
  void inTunnelsAndQuotesWithTheChecksumsOfAllLayers() throws IOException {
    byte[] text = (HEAD + "Cookie: " + SECRET + "\r\n\r\n").getBytes(ISO_8859_1);
    byte[] packet = Packets.tcp(Packets.ACK).sequence(9).payload(text).ip();
    byte[] vxlan = Tunnels.vxlan(Packets.ethernet(packet));
    // The outer UDP checksum over what it carries, as a card would have set it.
    byte[] udp6 = Packets.udp("2001:db8::1", 4789, "2001:db8::2", 4789, vxlanPayload(packet), 7);
    byte[] quote = Packets.icmp("10.0.0.1", "10.0.0.4", 3, 13, 0, packet);
    byte[] file =
        CaptureBytes.pcapngEthernet()
            .packet(1, Packets.ethernet(packet))
            .packet(2, Packets.ethernet(vxlan))
            .packet(3, Packets.ethernet(udp6))
            .packet(4, Packets.ethernet(quote))
            .packet(5, Packets.vlan(Packets.ethernet(packet), 0x8100, 7))
            .bytes();
    Path capture = Files.write(folder.resolve("t.pcapng"), file);
    Extracted copy = assertOverwritten(capture);
    assertThat(copy.extraction().overwritten()).isEqualTo(5);
    List<Packet> packets = copy.packets();
    byte[] plain = packets.get(0).content();
    assertThat(Internet.transportSum(plain, 14)).as("TCP").isEqualTo(0xFFFF);
    byte[] outer = packets.get(2).content();
    assertThat(Internet.transportSum(outer, 14)).as("outer UDP").isEqualTo(0xFFFF);
    byte[] icmp = packets.get(3).content();
    assertThat(Internet.sum(icmp, 34, icmp.length)).as("ICMP").isEqualTo(0xFFFF);
  }

  private static byte[] vxlanPayload(byte[] packet) {
    return Packets.join(Tunnels.hex("08000000 00002A00"), Packets.ethernet(packet));
  }

  @Test
  void aWrongChecksumStaysAsWrongAndAPartialOnePartial() throws IOException {
    byte[] text = (HEAD + "Cookie: " + SECRET + "\r\n\r\n").getBytes(ISO_8859_1);
    byte[] wrong = Packets.ethernet(Packets.tcp(Packets.ACK).sequence(9).payload(text).ip());
    wrong[14 + 20 + 16] ^= 0x12;
    byte[] partial = Packets.ethernet(Packets.tcp(Packets.ACK).sequence(9).payload(text).ip());
    int pseudo = Internet.pseudoHeader(partial, 14);
    partial[14 + 20 + 16] = (byte) (pseudo >> 8);
    partial[14 + 20 + 17] = (byte) pseudo;
    byte[] file = CaptureBytes.pcapngEthernet().packet(1, wrong).packet(2, partial).bytes();
    Path capture = Files.write(folder.resolve("c.pcapng"), file);
    List<Packet> copied = assertOverwritten(capture).packets();
    assertThat(Internet.transportSum(copied.get(0).content(), 14))
        .isEqualTo(Internet.transportSum(wrong, 14))
        .isNotEqualTo(0xFFFF);
    assertThat(copied.get(1).content())
        .contains(partial[50], org.assertj.core.data.Index.atIndex(50));
    assertThat(copied.get(1).content())
        .contains(partial[51], org.assertj.core.data.Index.atIndex(51));
  }

  @Test
  void aLaterFragmentIsOverwrittenAsAWhole() throws IOException {
    byte[] later = Packets.ip("10.0.0.4", "203.0.113.9", 6, SECRET.getBytes(ISO_8859_1), 64, 7);
    later[6] = 0;
    later[7] = 0x10;
    byte[] file = CaptureBytes.pcapngEthernet().packet(1, Packets.ethernet(later)).bytes();
    assertOverwritten(Files.write(folder.resolve("f.pcapng"), file));
  }

  @Test
  void whatIsNoCredentialStays() throws IOException {
    TraceScript script = new TraceScript();
    String request =
        HEAD
            + "User-Agent: a\r\nProxy-Connection: Keep-Alive\r\nAuthor: me\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAccept: text/html;q=1\r\n\r\n";
    proxy(script)
        .send(request)
        .reply("HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"a, b\"\r\n\r\nbody: text=1\n")
        .send("GET /path;p=1/x HTTP/1.1\r\nHost: token:443\r\nVia: 1.1 auth:8080\r\n\r\n");
    script.resolves("10.20.0.10", "10.20.0.1", "auth.token.example", "203.0.113.9");
    Path capture = written(script);
    Extracted copy = Copied.extract(FULL, capture);
    assertThat(copy.packets()).isEqualTo(Copied.packets(capture));
    assertThat(copy.extraction().overwritten()).isZero();
  }

  @Test
  void encryptedBytesStay() throws IOException {
    TraceScript script = new TraceScript();
    byte[] record = Packets.join(new byte[] {23, 3, 3, 1, 0}, "\nCookie: a\n".getBytes(ISO_8859_1));
    TcpScript flow = script.tcp("10.20.0.10", "203.0.113.9:443").handshake();
    flow.tls12("login.microsoftonline.com").send(record).send("\nCookie: b\n");
    Path capture = written(script);
    assertThat(Copied.extract(FULL, capture).packets()).isEqualTo(Copied.packets(capture));
  }

  @Test
  void aBodyThatBeginsAsTlsDoesIsNone() throws IOException {
    TraceScript script = new TraceScript();
    proxy(script)
        .send("POST / HTTP/1.1\r\nContent-Length: 6\r\n\r\n\u0016\u0003\u0001abc")
        .send("GET / HTTP/1.1\r\nAuthorization: Bearer " + SECRET + "\r\n\r\n");
    assertOverwritten(written(script));
  }

  @Test
  void areKeptWhereAskedFor() throws IOException {
    TraceScript script = new TraceScript();
    proxy(script).send(HEAD + "Cookie: " + SECRET + "\r\n\r\n");
    Path capture = written(script);
    Extracted copy = Copied.extract(FULL.withCredentials(Credentials.KEPT), capture);
    assertThat(copy.packets()).isEqualTo(Copied.packets(capture));
    assertThat(copy.latin1()).contains("Credential values are in this file");
  }

  @Test
  void thePacketSaysSo() throws IOException {
    TraceScript script = new TraceScript();
    proxy(script).send(HEAD + "Cookie: " + SECRET + "\r\n\r\n");
    assertThat(Copied.extract(FULL, written(script)).latin1())
        .contains("Credential values in this packet were overwritten with \"x\"");
  }

  @Test
  void moreSecretsThanAreKeptTakeEverythingAlong() throws IOException {
    SequenceRanges ranges = SequenceRanges.all();
    List<Integer> seen = new ArrayList<>();
    ranges.within(5, 9, (from, to) -> seen.addAll(List.of(from, to)));
    assertThat(seen).containsExactly(0, 9);
  }
}
