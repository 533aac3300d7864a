package org.connectoranalyzer.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.connectoranalyzer.exchange.ConnectExchange;
import org.connectoranalyzer.exchange.DnsLookup;
import org.connectoranalyzer.exchange.Exchanges;
import org.connectoranalyzer.exchange.HttpFetch;
import org.connectoranalyzer.exchange.TlsHandshake;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is found in a connection does not depend on how its bytes were cut into segments: as they
 * came, byte by byte, or all that a side says at once. Behind a gap it does: where no message
 * begins in view, the beginning of a segment is where one is looked for.
 */
class SegmentationTest {
  private static final int LONGEST = 32 << 10;
  private static final int UDP = 0x10000;

  /** The dialogues of all samples by the port of the server, TCP alone. */
  private static final List<Map.Entry<Integer, Dialogue>> DIALOGUES = new ArrayList<>();

  @BeforeAll
  static void readSamples() throws IOException {
    for (Path sample : Seeds.captures()) {
      for (Map.Entry<Integer, List<Dialogue>> all : Dialogue.of(sample).entrySet()) {
        all.getValue().stream()
            .filter(
                dialogue -> all.getKey() < UDP && dialogue.bytes() < LONGEST && !dialogue.hasGap())
            .forEach(dialogue -> DIALOGUES.add(Map.entry(all.getKey(), dialogue)));
      }
    }
    assertThat(DIALOGUES).hasSizeGreaterThan(200);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 64})
  void inPiecesTheSameIsFoundInTheSameFrames(int piece) {
    int found = 0;
    for (Map.Entry<Integer, Dialogue> entry : DIALOGUES) {
      Exchanges whole = entry.getValue().exchanges(entry.getKey());
      assertThat(entry.getValue().exchanges(entry.getKey(), piece)).isEqualTo(whole);
      found += whole.connects().size() + whole.tls().size() + whole.http().size();
    }
    assertThat(found).isGreaterThan(200);
  }

  @Test
  void allThatASideSaysAtOnceIsFoundAsWell() {
    for (Map.Entry<Integer, Dialogue> entry : DIALOGUES) {
      Exchanges whole = entry.getValue().exchanges(entry.getKey());
      assertThat(said(entry.getValue().joined().exchanges(entry.getKey()))).isEqualTo(said(whole));
    }
  }

  /** All but the frames and what is measured by them. */
  private static List<Object> said(Exchanges found) {
    List<Object> said = new ArrayList<>();
    for (ConnectExchange one : found.connects()) {
      said.add(List.of(one.target(), one.status(), one.schemes(), one.banners(), one.outcome()));
    }
    for (TlsHandshake one : found.tls()) {
      said.add(
          List.of(one.connect(), String.valueOf(one.sni()), one.alpn(), one.versionsOffered()));
      said.add(List.of(String.valueOf(one.version()), one.resumed(), one.certificates()));
      said.add(List.of(one.chainCut(), one.clientCertificate(), one.clientCertificates()));
      said.add(List.of(one.alerts().size(), one.established(), one.outcome()));
    }
    for (HttpFetch one : found.http()) {
      said.add(List.of(one.method(), one.host(), one.path(), one.status(), one.script()));
    }
    for (DnsLookup one : found.dns()) {
      said.add(List.of(one.name(), one.type(), one.aliases(), one.addresses(), one.outcome()));
    }
    return said;
  }
}
