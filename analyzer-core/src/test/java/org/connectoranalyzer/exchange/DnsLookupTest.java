package org.connectoranalyzer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.TraceScript.number;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.connectoranalyzer.capture.ByteView;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.exchange.DnsLookup.DnsOutcome;
import org.connectoranalyzer.testing.DnsScript;
import org.connectoranalyzer.testing.Packets;
import org.connectoranalyzer.testing.TcpScript;
import org.connectoranalyzer.testing.TraceScript;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnsLookupTest {
  private static final String CLIENT = "10.20.0.10";
  private static final String RESOLVER = "10.20.0.53";
  private static final String HOST = "x.bootstrap.msappproxy.net";

  private final TraceScript script = new TraceScript();

  private DnsScript ask(String type, String name) {
    return script.dns(CLIENT, RESOLVER, type, name);
  }

  private DnsLookup only() {
    List<DnsLookup> lookups = script.trace().dns();
    assertThat(lookups).hasSize(1);
    return lookups.get(0);
  }

  private static List<String> addresses(DnsLookup lookup) {
    return lookup.addresses().stream().map(IpAddress::toString).toList();
  }

  @Test
  void anAnswerNamesAddressesOverAliases() {
    DnsScript query = ask("A", "X.Bootstrap.MSAppProxy.net");
    long asked = query.lastFrame();
    long answered =
        query
            .aliases("b.trafficmanager.net", "c.cloudapp.azure.com")
            .answers("203.0.113.9", "203.0.113.10")
            .lastFrame();

    DnsLookup lookup = only();
    assertThat(lookup.query().number()).isEqualTo(asked);
    assertThat(number(lookup.response())).isEqualTo(answered);
    assertThat(lookup.name()).isEqualTo(HOST);
    assertThat(lookup.type()).isEqualTo("A");
    assertThat(lookup.rcode()).isEqualTo("NOERROR");
    assertThat(lookup.transport()).isEqualTo("udp");
    assertThat(lookup.server().toString()).isEqualTo("10.20.0.53:53");
    assertThat(lookup.aliases()).containsExactly("b.trafficmanager.net", "c.cloudapp.azure.com");
    assertThat(addresses(lookup)).containsExactly("203.0.113.9", "203.0.113.10");
    assertThat(lookup.outcome()).isEqualTo(DnsOutcome.ANSWERED);
  }

  @Test
  void anAnswerThatDoesNotFitIsNoneUnlessItHoldsAnAddress() {
    DnsScript query = ask("A", HOST);
    byte[] cut = query.answer("NOERROR");
    cut[2] |= 2;
    query.respond(cut);
    DnsScript other = ask("A", "y.bootstrap.msappproxy.net");
    byte[] some = other.answer("NOERROR", "203.0.113.9");
    some[2] |= 2;
    other.respond(some);

    assertThat(script.trace().dns())
        .extracting(DnsLookup::outcome)
        .containsExactly(DnsOutcome.TRUNCATED, DnsOutcome.ANSWERED);
  }

  @Test
  void answersFindTheirQueriesInAnyOrder() {
    DnsScript first = ask("A", HOST);
    DnsScript second = script.after(Duration.ofSeconds(40)).dns(CLIENT, RESOLVER, "A", HOST);
    first.after(Duration.ofSeconds(-39)).answers("203.0.113.9");
    second.after(Duration.ofSeconds(40)).answers("203.0.113.10");

    assertThat(script.trace().dns())
        .extracting(DnsLookupTest::addresses)
        .containsExactly(List.of("203.0.113.9"), List.of("203.0.113.10"));
    assertThat(script.trace().dns()).allMatch(lookup -> lookup.retries().isEmpty());
  }

  @Test
  void aQuestionRepeatedLongAfterIsANewLookup() {
    ask("A", HOST).after(Duration.ofSeconds(20)).retry().after(Duration.ofSeconds(31)).retry();

    assertThat(script.trace().dns()).hasSize(2);
    assertThat(script.trace().dns().get(0).retries()).hasSize(1);
    assertThat(script.trace().dns().get(0).lastQuery().number()).isEqualTo(2);
  }

  @Test
  void addressesOfBothFamilies() {
    script.dns("2001:db8::10", "2001:db8::53", "AAAA", HOST).answers("2001:db8::9");
    assertThat(addresses(only())).containsExactly("2001:db8::9");
  }

  @ParameterizedTest
  @CsvSource({
    "NXDOMAIN, NAME_NOT_FOUND",
    "SERVFAIL, SERVER_FAILURE",
    "REFUSED, SERVER_FAILURE",
    "NOTIMP, SERVER_FAILURE",
    "NOERROR, NO_RECORDS"
  })
  void aCodeDecidesTheOutcome(String rcode, DnsOutcome outcome) {
    ask("AAAA", HOST).fails(rcode);
    assertThat(only().rcode()).isEqualTo(rcode);
    assertThat(only().outcome()).isEqualTo(outcome);
  }

  @Test
  void aliasesWithoutAnAddressAreNoRecords() {
    ask("AAAA", HOST).aliases("b.trafficmanager.net").answers();
    assertThat(only().outcome()).isEqualTo(DnsOutcome.NO_RECORDS);
  }

  @Test
  void retriesBelongToTheFirstQueryAndALateAnswerToAnyOfThem() {
    DnsScript query = ask("A", HOST);
    query.after(Duration.ofSeconds(1)).retry().after(Duration.ofSeconds(2)).retry();
    query.after(Duration.ofSeconds(4)).answers("203.0.113.9");

    assertThat(only().retries()).extracting(FrameRef::number).containsExactly(2L, 3L);
    assertThat(only().outcome()).isEqualTo(DnsOutcome.ANSWERED);
  }

  @Test
  void aRetryFromAnotherPortIsARetryButAnotherResolverAnotherLookup() {
    ask("A", HOST).after(Duration.ofSeconds(1));
    ask("A", HOST);
    script.dns(CLIENT, "10.20.0.54", "A", HOST);
    ask("AAAA", HOST);

    assertThat(script.trace().dns()).hasSize(3);
    assertThat(script.trace().dns().get(0).retries()).hasSize(1);
    assertThat(script.trace().dns()).allMatch(lookup -> lookup.outcome() == DnsOutcome.UNANSWERED);
    assertThat(script.trace().dns()).allMatch(lookup -> lookup.rcode() == null);
  }

  @Test
  void aQuestionAskedAgainAfterItsAnswerIsANewLookup() {
    ask("A", HOST).fails("SERVFAIL");
    ask("A", HOST).answers("203.0.113.9");

    assertThat(script.trace().dns())
        .extracting(DnsLookup::outcome)
        .containsExactly(DnsOutcome.SERVER_FAILURE, DnsOutcome.ANSWERED);
  }

  @Test
  void aBetterAnswerToARetryCounts() {
    DnsScript query = ask("A", HOST).after(Duration.ofSeconds(1)).retry();
    query.fails("SERVFAIL");
    query.answers("203.0.113.9");

    assertThat(only().outcome()).isEqualTo(DnsOutcome.ANSWERED);
  }

  @Test
  void anAnswerWithoutItsQueryIsALookup() {
    byte[] answer =
        new TraceScript().dns(CLIENT, RESOLVER, "A", HOST).answer("NOERROR", "203.0.113.9");
    script.udp("10.20.0.53:53", "10.20.0.10:50000", answer);

    assertThat(number(only().response())).isEqualTo(only().query().number());
    assertThat(addresses(only())).containsExactly("203.0.113.9");
  }

  @Test
  void anAnswerToAnotherQuestionIsNotTaken() {
    DnsScript query = ask("A", HOST);
    byte[] other = new TraceScript().dns(CLIENT, RESOLVER, "A", "other.example").answer("NXDOMAIN");
    query.respond(other);

    assertThat(script.trace().dns())
        .extracting(DnsLookup::outcome)
        .containsExactly(DnsOutcome.UNANSWERED, DnsOutcome.NAME_NOT_FOUND);
  }

  @Test
  void otherPortsAndServersAmongThemselvesAreIgnored() {
    byte[] query = new TraceScript().dns(CLIENT, RESOLVER, "A", HOST).query();
    script.udp("10.20.0.10:5353", "224.0.0.251:5353", query);
    script.udp("10.20.0.53:53", "10.20.0.54:53", query);
    script.udp("10.20.0.53:53", "10.20.0.10:50000", query);

    assertThat(script.trace().dns()).isEmpty();
  }

  @Test
  void overTcpMessagesMayBeSplitAnywhere() {
    DnsScript source = new TraceScript().dns(CLIENT, RESOLVER, "A", HOST);
    byte[] query = source.query();
    byte[] answer = source.answer("NOERROR", "203.0.113.9");
    TcpScript flow = script.tcp(CLIENT, RESOLVER + ":53").handshake().mss(1);
    flow.send(Packets.join(new byte[] {0, (byte) query.length}, query));
    flow.reply(Packets.join(new byte[] {0, (byte) answer.length}, answer));

    assertThat(only().transport()).isEqualTo("tcp");
    assertThat(addresses(only())).containsExactly("203.0.113.9");
  }

  @Test
  void pointersThatDoNotLeadBackAreMalformed() {
    byte[] message = new TraceScript().dns(CLIENT, RESOLVER, "A", "a.example").query();
    byte[] itself = message.clone();
    itself[12] = (byte) 0xC0;
    itself[13] = 12;
    byte[] forward = message.clone();
    forward[12] = (byte) 0xC0;
    forward[13] = 20;

    assertThat(DnsMessage.read(new ByteView().wrap(message))).isNotNull();
    assertThat(DnsMessage.read(new ByteView().wrap(itself))).isNull();
    assertThat(DnsMessage.read(new ByteView().wrap(forward))).isNull();
  }

  @Test
  void compressedNamesAreRead() {
    byte[] plain =
        new TraceScript().dns(CLIENT, RESOLVER, "A", "a.example").answer("NOERROR", "203.0.113.9");
    int question = 12 + "a.example".length() + 2 + 4;
    byte[] head = Arrays.copyOf(plain, question);
    byte[] rest = Arrays.copyOfRange(plain, question + "a.example".length() + 2, plain.length);
    byte[] compressed = Packets.join(head, new byte[] {(byte) 0xC0, 12}, rest);

    DnsMessage message = DnsMessage.read(new ByteView().wrap(compressed));
    assertThat(message).isNotNull();
    assertThat(message.addresses(message.aliases())).containsExactly(IpAddress.v4(0xCB007109L));
  }

  @Test
  void everyCutOfAnAnswerIsReadOrRefused() {
    byte[] answer = ask("A", HOST).aliases("b.example").answer("NOERROR", "203.0.113.9");
    for (int length = 0; length <= answer.length; length++) {
      DnsMessage message = DnsMessage.read(new ByteView().wrap(answer, 0, length));
      if (message != null) {
        assertThat(message.name()).isEqualTo(HOST);
      }
    }
  }

  @Test
  void oddCharactersInANameDoNotPass() {
    ask("A", "a\u001b[1m" + new String(new byte[] {7}, StandardCharsets.ISO_8859_1) + ".example");
    assertThat(only().name()).isEqualTo("a?[1m?.example");
  }

  @Test
  void aQueryBehindItsAnswerInTheFileIsPairedAllTheSame() {
    DnsScript dns = new TraceScript().dns(CLIENT + ":51000", RESOLVER, "A", HOST);
    script.udp(RESOLVER + ":53", CLIENT + ":51000", dns.answer("NOERROR", "203.0.113.9"));
    script.after(Duration.ofMillis(-20)).udp(CLIENT + ":51000", RESOLVER + ":53", dns.query());

    assertThat(only().query().number()).isEqualTo(2);
    assertThat(number(only().response())).isEqualTo(1);
    assertThat(only().outcome()).isEqualTo(DnsOutcome.ANSWERED);
  }

  @Test
  void aQueryLongAfterAnAnswerIsANewOne() {
    DnsScript dns = new TraceScript().dns(CLIENT + ":51000", RESOLVER, "A", HOST);
    script.udp(RESOLVER + ":53", CLIENT + ":51000", dns.answer("NOERROR", "203.0.113.9"));
    script.after(Duration.ofSeconds(60)).udp(CLIENT + ":51000", RESOLVER + ":53", dns.query());

    assertThat(script.trace().dns())
        .extracting(DnsLookup::outcome)
        .containsExactly(DnsOutcome.ANSWERED, DnsOutcome.UNANSWERED);
  }
}
