package org.connectoranalyzer.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.exchange.ConnectExchange;
import org.connectoranalyzer.exchange.DnsLookup;
import org.connectoranalyzer.exchange.Exchanges;
import org.connectoranalyzer.exchange.HttpFetch;
import org.connectoranalyzer.exchange.TlsHandshake;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Dialogue} of one protocol: what is found is numbered, bounded, of frames that there are,
 * and the same where the bytes come one by one.
 */
record DialogueTarget(String name) implements FuzzTarget {
  private static final int LONGEST_TEXT = 4_096;
  private static final int SEEDS_OF_A_SAMPLE = 2;

  private int port() {
    return switch (name) {
      case "http" -> 8080;
      case "tls" -> 443;
      case "dns" -> 53;
      default -> throw new IllegalStateException(name);
    };
  }

  @Override
  public Stream<byte[]> seeds() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    for (Path sample : Seeds.captures()) {
      Map<Integer, List<Dialogue>> all = Dialogue.of(sample);
      for (int port : ports()) {
        all.getOrDefault(port, List.of()).stream()
            .map(Dialogue::script)
            .filter(script -> script.length <= Seeds.EXCERPT)
            .limit(SEEDS_OF_A_SAMPLE)
            .forEach(seeds::add);
      }
    }
    return seeds.stream();
  }

  private List<Integer> ports() {
    return switch (name) {
      case "http" -> List.of(80, 8080, 3128);
      case "tls" -> List.of(443);
      default -> List.of(53, 0x10000 + 53);
    };
  }

  @Override
  public void run(byte[] input) {
    Dialogue dialogue = Dialogue.of(input);
    Exchanges whole = dialogue.exchanges(port());
    check(whole, dialogue.frames());
    if (name.equals("dns")) {
      check(dialogue.datagrams(), dialogue.frames());
      assertThat(dialogue.exchanges(port(), 1)).isEqualTo(whole);
    }
    check(dialogue.exchanges(port(), 1), dialogue.frames());
  }

  /** Holds of any exchanges of a recording of so many frames. */
  static void check(Exchanges found, int frames) {
    int number = 0;
    for (ConnectExchange connect : found.connects()) {
      assertThat(connect.id()).isEqualTo(++number);
      inOrder(frames, connect.requestFirst(), connect.request(), connect.response());
      assertThat(connect.waited()).isNotNegative();
      assertThat(connect.status()).isBetween(-1, 999);
      assertThat(connect.port()).isBetween(-1, 65535);
      isText(connect.target(), connect.host(), connect.credentials(), connect.reason());
      connect.schemes().forEach(DialogueTarget::isText);
      connect.banners().values().forEach(DialogueTarget::isText);
    }
    number = 0;
    for (HttpFetch fetch : found.http()) {
      assertThat(fetch.id()).isEqualTo(++number);
      inOrder(frames, fetch.request(), fetch.response());
      assertThat(fetch.status()).isBetween(-1, 999);
      assertThat(fetch.connect()).isBetween(0, found.connects().size());
      isText(fetch.method(), fetch.host(), fetch.path());
      assertThat(fetch.path().length()).isLessThanOrEqualTo(256);
      assertThat(fetch.script()).hasSizeLessThanOrEqualTo(16);
      fetch.script().forEach(DialogueTarget::isText);
    }
    number = 0;
    for (TlsHandshake session : found.tls()) {
      assertThat(session.id()).isEqualTo(++number);
      check(session, found, frames);
    }
    number = 0;
    for (DnsLookup lookup : found.dns()) {
      assertThat(lookup.id()).isEqualTo(++number);
      inOrder(frames, lookup.query());
      inOrder(frames, lookup.lastQuery());
      inOrder(frames, lookup.response());
      isText(lookup.name(), lookup.type());
      lookup.aliases().forEach(DialogueTarget::isText);
      assertThat(lookup.aliases()).doesNotHaveDuplicates().doesNotContain(lookup.name());
      assertThat(lookup.addresses()).doesNotHaveDuplicates();
    }
  }

  private static void check(TlsHandshake session, Exchanges found, int frames) {
    assertThat(session.connect()).isBetween(0, found.connects().size());
    inOrder(frames, session.clientHello());
    inOrder(frames, session.serverHello(), session.certificateFrame());
    inOrder(frames, session.dataFromClient());
    inOrder(frames, session.dataFromServer());
    inOrder(frames, session.lastServerRecord());
    session.alerts().forEach(alert -> inOrder(frames, alert.frame()));
    isText(session.sni(), session.version());
    session.alpn().forEach(DialogueTarget::isText);
    session.certificates().forEach(DialogueTarget::check);
    session.clientCertificates().forEach(DialogueTarget::check);
    assertThat(session.established())
        .isEqualTo(session.dataFromClient() != null && session.dataFromServer() != null);
  }

  private static void check(TlsHandshake.Certificate certificate) {
    isText(certificate.subject(), certificate.issuer(), certificate.issuerOrganization());
    certificate.names().forEach(DialogueTarget::isText);
  }

  /** Frames of the recording, none before the one that is named before it; null is passed over. */
  private static void inOrder(int frames, @Nullable FrameRef... given) {
    long before = 1;
    for (FrameRef frame : given) {
      if (frame != null) {
        assertThat(frame.number()).isBetween(before, (long) frames);
        before = frame.number();
      }
    }
  }

  private static void isText(@Nullable String... texts) {
    for (String text : texts) {
      if (text != null) {
        assertThat(text.length()).isLessThanOrEqualTo(LONGEST_TEXT);
      }
    }
  }
}
