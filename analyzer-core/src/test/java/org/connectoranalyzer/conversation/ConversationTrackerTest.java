package org.connectoranalyzer.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.connectoranalyzer.conversation.Tracked.track;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.capture.Recording;
import org.connectoranalyzer.packet.HeaderDecoder;
import org.connectoranalyzer.testing.CaptureBytes;
import org.connectoranalyzer.testing.Packets;
import org.connectoranalyzer.testing.TcpScript;
import org.connectoranalyzer.testing.TraceScript;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Roles, counters, ends and bounds of conversations. */
class ConversationTrackerTest {
  private final TraceScript script = new TraceScript();

  private static TrackerOptions options() {
    return TrackerOptions.defaults();
  }

  @Test
  void theSenderOfTheSynIsTheClientWhateverThePorts() {
    script.tcp("10.0.0.4:443", "203.0.113.9:50000").handshake();

    TcpConversation conversation = track(script).tcp().get(0);
    assertThat(conversation.client()).hasToString("10.0.0.4:443");
    assertThat(conversation.rolesKnown()).isTrue();
  }

  @Test
  void withoutHandshakeThePortTellsTheServer() {
    assertThat(midStreamClient("10.0.0.4:50000", "203.0.113.9:443")).startsWith("10.0.0.4:");
    assertThat(midStreamClient("203.0.113.9:443", "10.0.0.4:50000")).startsWith("10.0.0.4:");
    assertThat(midStreamClient("203.0.113.9:9352", "10.0.0.4:5000")).startsWith("10.0.0.4:");
    assertThat(midStreamClient("203.0.113.9:2000", "10.0.0.4:5000")).startsWith("10.0.0.4:");
  }

  private static String midStreamClient(String sender, String receiver) {
    TraceScript late = new TraceScript();
    late.tcp(sender, receiver).send("x");
    TcpConversation conversation = track(late).tcp().get(0);
    assertThat(conversation.rolesKnown()).isFalse();
    return conversation.client().toString();
  }

  @Test
  void aToldProxyPortIsTheServers() {
    TraceScript late = new TraceScript();
    late.tcp("10.0.0.4:5000", "10.0.0.8:9999").send("x");
    TrackerOptions told = options().withProxyPorts(Set.of(9999));

    TcpConversation conversation = track(late.pcapng(), told, new Dialogues()).tcp().get(0);
    assertThat(conversation.server()).hasToString("10.0.0.8:9999");
  }

  @Test
  void contentTellsTheClientWhereNoHandshakeDoes() {
    script.tcp("10.0.0.4:5000", "10.0.0.8:9999").send("x");
    Dialogues reversed = new Dialogues().whoseClientIs(Side.SERVER);

    TcpConversation conversation = track(script.pcapng(), options(), reversed).tcp().get(0);
    assertThat(reversed.opened()).containsExactly("1 10.0.0.8:9999 10.0.0.4:5000");
    assertThat(conversation.client()).hasToString("10.0.0.4:5000");
    assertThat(conversation.rolesKnown()).isTrue();
    assertThat(conversation.fromClient().payloadBytes()).isEqualTo(1);
  }

  @Test
  void contentNeverContradictsAHandshake() {
    script.tcp("10.0.0.4:5000", "10.0.0.8:9999").handshake().send("x");
    Dialogues reversed = new Dialogues().whoseClientIs(Side.SERVER);

    TcpConversation conversation = track(script.pcapng(), options(), reversed).tcp().get(0);
    assertThat(conversation.client()).hasToString("10.0.0.4:5000");
  }

  @Test
  void aFlowTellsWhatWentThrough() {
    TcpScript tcp = script.tcp("10.0.0.4:5000", "203.0.113.9:443").hops(57);
    tcp.handshake().send("abc").reply("defg").ack().fin().serverFin().ack();

    TcpConversation conversation = track(script).tcp().get(0);
    TcpConversation.Flow client = conversation.fromClient();
    assertThat(client.frames()).isEqualTo(6);
    assertThat(client.payloadBytes()).isEqualTo(3);
    assertThat(client.missingBytes()).isZero();
    assertThat(client.acknowledged()).isTrue();
    assertThat(client.ttl()).isEqualTo(57);
    assertThat(client.firstData()).isEqualTo(new FrameRef(0, 4, script.time(4)));
    assertThat(client.fin()).isEqualTo(new FrameRef(0, 7, script.time(7)));
    assertThat(conversation.fromServer().missingBytes()).isZero();
    assertThat(conversation.ending())
        .isEqualTo(
            new TcpConversation.Ending(
                Side.CLIENT,
                false,
                new FrameRef(0, 7, script.time(7)),
                57,
                new FrameRef(0, 4, script.time(4)),
                new FrameRef(0, 5, script.time(5))));
    assertThat(conversation.clientMac()).isEqualTo(0x0200_0A00_0004L);
    assertThat(conversation.startTime()).isEqualTo(script.time(1));
    assertThat(conversation.endTime()).isEqualTo(script.time(9));
  }

  /** Payload behind the first FIN is not the last before it; a pause lasts a second at least. */
  @Test
  void aFlowTellsItsLastPauseAndWhatCameBeforeTheEnd() {
    TcpScript tcp = script.tcp("10.0.0.4:5000", "203.0.113.9:443").handshake();
    tcp.send("abc").reply("defg").after(Duration.ofSeconds(30)).send("hi").retransmit();
    tcp.after(Duration.ofSeconds(5)).retransmit().serverFin().send("bye").fin();

    TcpConversation conversation = track(script).tcp().get(0);
    assertThat(conversation.fromClient().pause())
        .as("from the first sending, not the repetitions")
        .isEqualTo(new TcpConversation.Pause(script.time(6), script.time(10)));
    assertThat(conversation.fromServer().pause()).isNull();
    TcpConversation.Ending ending = Objects.requireNonNull(conversation.ending());
    assertThat(TraceScript.number(ending.lastFromClient())).isEqualTo(8);
    assertThat(TraceScript.number(ending.lastFromServer())).isEqualTo(5);
    assertThat(TraceScript.number(conversation.fromClient().lastData())).isEqualTo(10);
  }

  @Test
  void dataThatNobodyAcknowledgedIsSaidSo() {
    script.tcp("10.0.0.4:5000", "203.0.113.9:443").handshake().send("abc");

    assertThat(track(script).tcp().get(0).fromClient().acknowledged()).isFalse();
  }

  @Test
  void framesWithoutIpAndUnknownLinkTypesAreCounted() {
    byte[] capture =
        CaptureBytes.pcapng()
            .section()
            .networkInterface(147, 0, CaptureBytes.option(9, (byte) 9))
            .packet(0, new byte[60])
            .bytes();
    Conversations unknown = track(capture);
    assertThat(unknown.undecodedFrames()).isEqualTo(1);
    assertThat(unknown.unknownLinkTypes()).containsExactly("LINKTYPE_147");

    script.goesOn(Duration.ofSeconds(1));
    Conversations arp = track(script);
    assertThat(arp.otherFrames()).isEqualTo(1);
    assertThat(arp.undecodedFrames()).isZero();
  }

  @Test
  void aClockThatGoesBackByAMillisecondOrLessIsNone() {
    TcpScript tcp = script.tcp("10.0.0.4:5000", "203.0.113.9:443");
    tcp.syn().after(Duration.ofMillis(-1)).synAck().after(Duration.ofMillis(-2)).ack();

    assertThat(track(script).clockWentBack()).isEqualTo(1);
  }

  @Test
  void clocksOfSeveralInterfacesAreSeveral() {
    TcpScript tcp = script.tcp("10.0.0.4:5000", "203.0.113.9:443");
    tcp.syn();
    script.onInterface(1);
    tcp.after(Duration.ofSeconds(-5)).synAck();

    assertThat(track(script).clockWentBack()).isZero();
  }

  @Test
  void limitsBelowOneAreRefused() {
    assertThatThrownBy(() -> options().withConversations(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> options().withStreams(0)).isInstanceOf(IllegalArgumentException.class);
  }

  /** {@code count} SYNs from as many sources to one port. */
  private static CaptureBytes flood(CaptureBytes file, int count, int port, long time) {
    for (int i = 0; i < count; i++) {
      String source = "10." + (1 + i / 65536) + "." + i / 256 % 256 + "." + i % 256;
      byte[] syn =
          Packets.tcp(Packets.SYN)
              .from(source, 1000)
              .to("192.0.2.1", port)
              .id(1 + i % 60000)
              .sequence(i)
              .ethernet();
      file.packet(time + i * 1000L, syn);
    }
    return file;
  }

  @Test
  void aFloodPushesOutItselfFirst() {
    CaptureBytes file = CaptureBytes.pcapngEthernet();
    byte[] syn = Packets.tcp(Packets.SYN).from("10.0.0.4", 5000).sequence(7).id(1).ethernet();
    byte[] again = Packets.tcp(Packets.SYN).from("10.0.0.4", 5000).sequence(7).id(2).ethernet();
    byte[] asked =
        Packets.tcp(Packets.SYN).from("10.0.0.4", 5001).to("198.51.100.1", 443).ethernet();
    byte[] data = Packets.tcp(Packets.ACK).from("10.0.0.4", 5002).payload((byte) 'x').ethernet();
    file.packet(0, syn).packet(1_000_000_000L, again).packet(1_000_001_000L, asked);
    file.packet(1_000_002_000L, data);
    flood(file, 5000, 23, 2_000_000_000L);
    TrackerOptions few =
        options()
            .withConversations(64)
            .withImportant(address -> address.toString().equals("198.51.100.1"));

    Conversations found = track(file.bytes(), few, new Dialogues());
    assertThat(found.tcp()).hasSizeLessThanOrEqualTo(64);
    assertThat(found.tcp()).extracting(one -> one.client().port()).contains(5000, 5001, 5002);
    assertThat(found.forgotten()).isEqualTo(5003 - found.tcp().size());
    assertThat(found.forgottenConnectorPorts()).isZero();
    assertThat(found.tcp().get(found.tcp().size() - 1).id()).isEqualTo(5003);
  }

  /** {@code count} connections of one client to a port, each with a byte of payload. */
  private static void talk(CaptureBytes file, int count, int firstPort, String server, long time) {
    for (int i = 0; i < count; i++) {
      byte[] data =
          Packets.tcp(Packets.ACK)
              .from("10.0.0.4", firstPort + i)
              .to(server, 8080)
              .payload((byte) 'x')
              .ethernet();
      file.packet(time + i * 1000L, data);
    }
  }

  @Test
  void whereTooManyTalkTheOldestOfThemGoAndTheSilentStay() {
    CaptureBytes file = CaptureBytes.pcapngEthernet();
    talk(file, 1, 1_000, "198.51.100.1", 0);
    flood(file, 100, 443, 1_000_000_000L);
    talk(file, 40, 2_000, "192.0.2.7", 2_000_000_000L);
    TrackerOptions few =
        options()
            .withStreams(16)
            .withImportant(address -> address.toString().equals("198.51.100.1"));

    Conversations found = track(file.bytes(), few, new Dialogues());
    List<Integer> talking =
        found.tcp().stream()
            .filter(one -> one.attempts().isEmpty())
            .map(one -> one.client().port())
            .toList();
    // A quarter of 16 goes each time that a seventeenth talks.
    assertThat(talking)
        .containsExactly(
            1_000, 2_028, 2_029, 2_030, 2_031, 2_032, 2_033, 2_034, 2_035, 2_036, 2_037, 2_038,
            2_039);
    assertThat(found.tcp()).hasSize(100 + talking.size());
    assertThat(found.forgotten()).isEqualTo(28);
    assertThat(found.forgottenStreams()).isEqualTo(28);
  }

  @Test
  void forgottenConversationsOnConnectorPortsAreToldApart() {
    byte[] capture = flood(CaptureBytes.pcapngEthernet(), 100, 443, 0).bytes();

    Conversations found = track(capture, options().withConversations(10), new Dialogues());
    assertThat(found.forgotten()).isEqualTo(100 - found.tcp().size());
    assertThat(found.forgottenConnectorPorts()).isEqualTo(found.forgotten());
  }

  @Test
  void evenImportantConversationsAreForgottenWhenThereAreNoOthers() {
    byte[] capture = flood(CaptureBytes.pcapngEthernet(), 100, 443, 0).bytes();
    TrackerOptions few = options().withConversations(8).withImportant(address -> true);

    assertThat(track(capture, few, new Dialogues()).tcp()).hasSizeLessThanOrEqualTo(8);
  }

  @Test
  void aPortReusedAgainAndAgainStaysBounded() {
    CaptureBytes file = CaptureBytes.pcapngEthernet();
    for (int i = 0; i < 3000; i++) {
      byte[] syn = Packets.tcp(Packets.SYN).sequence(i * 7L).id(1 + i).ethernet();
      file.packet(i * 1_000_000L, syn);
    }
    List<TcpConversation> found =
        track(file.bytes(), options().withConversations(10), new Dialogues()).tcp();

    assertThat(found).hasSizeLessThanOrEqualTo(10);
    assertThat(found).allMatch(one -> one.attempts().size() <= 64);
  }

  @Test
  void oneSynRepeatedForEverStaysBounded() {
    CaptureBytes file = CaptureBytes.pcapngEthernet();
    for (int i = 0; i < 5000; i++) {
      file.packet(i * 1_000_000L, Packets.tcp(Packets.SYN).sequence(7).id(1 + i).ethernet());
    }

    assertThat(track(file.bytes()).tcp().get(0).attempts().get(0).retransmissions()).hasSize(1000);
  }

  @Test
  void holesOfManyConversationsStayBoundedTogether() {
    CaptureBytes file = CaptureBytes.pcapngEthernet();
    byte[] kilobyte = new byte[1000];
    for (int i = 0; i < 2000; i++) {
      Packets.Tcp syn = Packets.tcp(Packets.SYN).from("10.0.0.4", 1000 + i).sequence(9);
      file.packet(i * 1_000_000L, syn.ethernet());
      Packets.Tcp late =
          Packets.tcp(Packets.ACK).from("10.0.0.4", 1000 + i).sequence(20).payload(kilobyte);
      file.packet(i * 1_000_000L + 1000, late.ethernet());
    }
    Dialogues said = new Dialogues();
    TrackerOptions small =
        new TrackerOptions(10_000, 10_000, 64 << 10, 100_000, Set.of(), address -> false);
    track(file.bytes(), small, said);

    assertThat(said.events()).filteredOn(event -> event.equals("C gap 10")).hasSize(2000);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void packetsAtRandomNeverThrowAndStayBounded(long seed) {
    Random random = new Random(seed);
    CaptureBytes file = CaptureBytes.pcapngEthernet();
    for (int i = 0; i < 20_000; i++) {
      byte[] packet = anything(random).ip();
      if (random.nextInt(10) == 0) {
        packet = Packets.icmp("192.0.2.1", "10.0.0.4", 3, random.nextInt(5), 0, packet);
      }
      byte[] frame = Packets.ethernet(packet);
      int captured = random.nextInt(5) == 0 ? random.nextInt(frame.length + 1) : frame.length;
      byte[] cut = Arrays.copyOf(frame, captured);
      if (random.nextInt(20) == 0) {
        // Without a time an equal packet is a copy.
        file.simplePacket(frame, frame.length).simplePacket(frame, frame.length);
      } else {
        file.packet(0, random.nextLong() >>> random.nextInt(64), cut, frame.length);
      }
    }
    TrackerOptions small = new TrackerOptions(8, 8, 500, 2000, Set.of(), address -> false);

    Conversations found = track(file.bytes(), small, new Silent());
    assertThat(found.tcp()).hasSizeBetween(1, 8);
    assertThat(found.forgotten()).isPositive();
    assertThat(found.duplicateFrames()).isPositive();
  }

  /** A TCP packet of few tuples and near sequence numbers, with any flags. */
  private static Packets.Tcp anything(Random random) {
    boolean client = random.nextBoolean();
    int port = 50000 + random.nextInt(16);
    Packets.Tcp tcp = Packets.tcp(random.nextInt(256)).id(random.nextInt(3));
    tcp.sequence(number(random)).acknowledgment(number(random));
    tcp.payload(new byte[random.nextInt(3) == 0 ? random.nextInt(300) : 0]);
    return client
        ? tcp.from("10.0.0.4", port).to("203.0.113.9", 443)
        : tcp.from("203.0.113.9", 443).to("10.0.0.4", port);
  }

  private static long number(Random random) {
    long far = random.nextInt(10) == 0 ? random.nextInt() : 0;
    return far + random.nextInt(500) & 0xFFFF_FFFFL;
  }

  @Test
  void aKnownConversationInOrderAllocatesNothing() throws Exception {
    TcpScript tcp = script.tcp("10.0.0.4:5000", "203.0.113.9:443").handshake();
    TcpScript six = script.tcp("[2001:db8::1]:5000", "[2001:db8::2]:443").handshake();
    int opening = (int) script.lastFrame() + 4;
    for (int i = 0; i < 20_000; i++) {
      tcp.send("a".repeat(100)).reply("b".repeat(100));
      six.send("a".repeat(100 + i % 50)).reply("b".repeat(100)).ack();
    }
    Frame frame = new Frame();
    HeaderDecoder decoder = new HeaderDecoder();
    ConversationTracker tracker = new ConversationTracker(options(), new Silent());
    try (Recording recording = Recording.open(script.stream(), "script")) {
      for (int i = 0; i < opening + 30_000; i++) {
        recording.next(frame);
        tracker.accept(frame, decoder.decode(frame));
      }
      var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
      long allocated = 0;
      for (int i = 0; i < 50_000; i++) {
        recording.next(frame);
        long before = threads.getCurrentThreadAllocatedBytes();
        tracker.accept(frame, decoder.decode(frame));
        allocated += threads.getCurrentThreadAllocatedBytes() - before;
      }
      assertThat(allocated).isLessThan(10_000);
    }
  }

  /** Wants all, keeps nothing. */
  private static final class Silent implements StreamDissector, StreamDissector.Factory {
    @Override
    public StreamDissector open(
        int connection, Endpoint client, Endpoint server, StreamDissector.Beginning beginning) {
      return this;
    }

    @Override
    public void datagram(
        Endpoint source, Endpoint destination, long sourceMac, PayloadChunk chunk) {}

    @Override
    public void data(Side from, PayloadChunk chunk) {}

    @Override
    public void gap(Side from, long bytes) {}

    @Override
    public void closed(Side from, boolean reset, FrameRef frame) {}

    @Override
    public boolean wants(Side from) {
      return true;
    }

    @Override
    public @org.jspecify.annotations.Nullable Side client() {
      return null;
    }
  }
}
