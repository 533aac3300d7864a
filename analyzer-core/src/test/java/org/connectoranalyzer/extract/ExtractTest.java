package org.connectoranalyzer.extract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.connectoranalyzer.AnalysisListener;
import org.connectoranalyzer.AnalysisOptions;
import org.connectoranalyzer.TraceAnalyzer;
import org.connectoranalyzer.extract.Copied.Extracted;
import org.connectoranalyzer.extract.Copied.Packet;
import org.connectoranalyzer.extract.ExtractOptions.Scope;
import org.connectoranalyzer.testing.CaptureBytes;
import org.connectoranalyzer.testing.Packets;
import org.connectoranalyzer.testing.TcpScript;
import org.connectoranalyzer.testing.TraceScript;
import org.connectoranalyzer.testing.Tunnels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an extract of a scripted capture holds, and what it leaves out. */
class ExtractTest {
  private static final ExtractOptions EVIDENCE = ExtractOptions.STANDARD;
  private static final ExtractOptions FULL = EVIDENCE.withScope(Scope.ALL);
  private static final String HOST = "login.microsoftonline.com";

  @TempDir private Path folder = Path.of("");

  private Path written(TraceScript script) {
    Path file = folder.resolve("a.pcapng");
    script.write(file);
    return file;
  }

  /** A refused host among others, with its name, and much that is not about it. */
  private static TraceScript refused() {
    TraceScript script = new TraceScript();
    script.tcp("10.20.0.10", "10.20.0.99:445").handshake().send("before").reply("all");
    script.resolves("10.20.0.10", "10.20.0.1", HOST, "203.0.113.9");
    script.copy();
    script.resolves("10.20.0.10", "10.20.0.1", "www.contoso.com", "203.0.113.77");
    script.tcp("10.20.0.10", "203.0.113.77:443").handshake().sendData(900).replyData(900);
    TcpScript refused = script.tcp("10.20.0.10:50001", "203.0.113.9:443").syn();
    refused.refuse();
    refused.copy();
    script.tcp("10.20.0.11:50001", "203.0.113.9:80").handshake().send("x");
    return script.goesOn(Duration.ofSeconds(40));
  }

  @Test
  void holdsTheCitedConnectionsAndTheirNames() throws IOException {
    Path capture = written(refused());
    List<Packet> all = Copied.packets(capture);
    Extracted extract = Copied.extract(EVIDENCE, capture);
    List<Packet> kept = extract.packets();
    assertThat(all).containsAll(kept);
    assertThat(kept.get(0)).isEqualTo(all.get(0));
    assertThat(kept.get(kept.size() - 1)).isEqualTo(all.get(all.size() - 1));
    // The first with its connection, query, answer and its copy, SYN, RST and its copy, last.
    assertThat(kept).hasSize(5 + 6 + 1);
    assertThat(extract.extraction().frames()).isEqualTo(12);
    assertThat(extract.latin1()).contains("microsoftonline").doesNotContain("contoso");
  }

  @Test
  void citedPacketsSayWhatTheyProve() throws IOException {
    Path capture = written(refused());
    Extracted extract = Copied.extract(EVIDENCE, capture);
    List<String> all = Copied.packets(capture).stream().map(Packet::bytes).toList();
    int frames = all.size();
    int syn = 1;
    while (!all.get(syn - 1).contains("cb007109c35101bb")) {
      syn++;
    }
    assertThat(extract.latin1())
        .contains("ERROR SYN-REFUSED *.microsoftonline.com:443")
        .contains("of \"a.pcapng\" (" + frames + " frames)")
        .contains("PROBLEM: ")
        .contains("SYN-REFUSED, frame " + syn + ": ");
  }

  @Test
  void speaksTheLanguageOfTheReport() throws IOException {
    AnalysisOptions japanese = AnalysisOptions.builder().language("ja").build();
    Extracted extract = Copied.extract(japanese, EVIDENCE, written(refused()));
    assertThat(new String(extract.bytes(), UTF_8)).contains("SYN-REFUSED、フレーム ").contains("問題あり");
  }

  @Test
  void whatRestsOnAbsenceIsInTheSectionsComment() throws IOException {
    TraceScript script = new TraceScript();
    script.resolves("10.20.0.10", "10.20.0.1", HOST, "203.0.113.9");
    script.goesOn(Duration.ofSeconds(100));
    Extracted extract = Copied.extract(EVIDENCE, written(script));
    assertThat(extract.extraction().complete()).isTrue();
    assertThat(extract.latin1())
        .contains("WARNING CAPTURE-START-INCOMPLETE", "No frame shows this by itself");
  }

  @Test
  void icmpErrorsBelongToWhatTheyAreAbout() throws IOException {
    TraceScript script = new TraceScript();
    script.resolves("10.20.0.10", "10.20.0.1", HOST, "203.0.113.9");
    TcpScript rejected = script.tcp("10.20.0.10", "203.0.113.9:443").syn();
    rejected.icmp("10.20.0.1", 3, 13);
    rejected.copy();
    script.tcp("10.20.0.10", "10.20.0.77:9999").syn().icmp("10.20.0.1", 3, 3);
    script.goesOn(Duration.ofSeconds(40));
    Extracted extract = Copied.extract(EVIDENCE, written(script));
    List<String> icmp =
        extract.packets().stream().map(Packet::bytes).filter(b -> b.startsWith("01", 46)).toList();
    assertThat(icmp).hasSize(2);
    assertThat(icmp.get(0)).isEqualTo(icmp.get(1));
  }

  @Test
  void fragmentsBelongToTheirFirst() throws IOException {
    TraceScript script = new TraceScript();
    script.resolves("10.20.0.10", "10.20.0.1", HOST, "203.0.113.9");
    script.tcp("10.20.0.10", "203.0.113.9:443").syn().refuse();
    Path file = written(script.goesOn(Duration.ofSeconds(40)));
    byte[] later = Packets.ip("10.20.0.10", "203.0.113.9", 6, new byte[64], 64, 7);
    later[6] = 0x00;
    later[7] = 0x10;
    byte[] unrelated = Packets.ip("10.20.0.10", "203.0.113.99", 6, new byte[64], 64, 8);
    unrelated[6] = 0x00;
    unrelated[7] = 0x10;
    byte[] more =
        CaptureBytes.pcapngEthernet()
            .packet(1, Packets.ethernet(later))
            .packet(2, Packets.ethernet(unrelated))
            .bytes();
    Files.write(file, more, StandardOpenOption.APPEND);
    List<Packet> kept = Copied.extract(EVIDENCE, file).packets();
    assertThat(kept)
        .filteredOn(packet -> packet.content().length == 14 + 20 + 64)
        .extracting(packet -> packet.bytes().substring(60, 68))
        .contains("cb007109");
  }

  @Test
  void fullKeepsEveryRecordAndItsNumber() throws IOException {
    byte[] packet = Packets.tcp(Packets.SYN).sequence(1).ethernet();
    byte[] file =
        CaptureBytes.pcapng()
            .bigEndian()
            .section()
            .networkInterface(1, 96)
            .simplePacket(packet, packet.length)
            .block(9, "__REALTIME_TIMESTAMP=1600000000000000\nMESSAGE=hi\n".getBytes(UTF_8))
            .oldPacket(0, 3, 1_600_000_000_000_001L, packet, packet.length)
            .block(10, new byte[] {0x4b, 0x53, 0x4c, 0x54, 0, 0, 0, 4, 'k', 'e', 'y', 's'})
            .block(0xBAD, new byte[8])
            .littleEndian()
            .section()
            .networkInterface(
                1,
                0,
                CaptureBytes.option(2, "eth7"),
                CaptureBytes.option(3, "uplink"),
                CaptureBytes.option(9, (byte) 0x8A),
                CaptureBytes.option64(14, 1_500_000_000))
            .networkInterface(276, 0, CaptureBytes.option(9, (byte) 9))
            .ticks(
                0,
                12345,
                packet,
                1500,
                CaptureBytes.option(1, "mine"),
                CaptureBytes.option32(2, 1),
                CaptureBytes.option64(5, 77))
            .packet(1, 1_600_000_000_000_000_007L, new byte[40])
            .bytes();
    Path capture = Files.write(folder.resolve("a.pcapng"), file);
    Extracted full = Copied.extract(FULL, capture);
    assertThat(full.packets()).isEqualTo(Copied.packets(capture));
    assertThat(full.latin1())
        .contains("eth7", "uplink", "mine")
        .doesNotContain("MESSAGE", "keys", "TSLK", "KSLT");
    Path again = Files.write(folder.resolve("b.pcapng"), full.bytes());
    var before = Objects.requireNonNull(TraceAnalyzer.standard().analyze(capture).analysis());
    var after = Objects.requireNonNull(TraceAnalyzer.standard().analyze(again).analysis());
    assertThat(after.capture().interfaces()).isEqualTo(before.capture().interfaces());
    assertThat(after.capture().firstFrameTime()).isEqualTo(before.capture().firstFrameTime());
  }

  @Test
  void aLongConnectionThatTheCaptureBeginsWithIsHereByItsBeginning() throws IOException {
    TraceScript script = new TraceScript();
    TcpScript bulk = script.tcp("10.20.0.12", "10.20.0.99:445").handshake();
    for (int i = 0; i < 300; i++) {
      bulk.send("data");
    }
    script.resolves("10.20.0.10", "10.20.0.1", HOST, "203.0.113.9");
    script.tcp("10.20.0.10", "203.0.113.9:443").syn().refuse();
    Path capture = written(script.goesOn(Duration.ofSeconds(40)));
    List<Packet> all = Copied.packets(capture);
    List<Packet> kept = Copied.extract(EVIDENCE, capture).packets();
    assertThat(kept).hasSize(201 + 4 + 1);
    assertThat(kept.subList(0, 201)).isEqualTo(all.subList(0, 201));
  }

  @Test
  void namesOfTheFileAreKeptForAddressesInTheExtract() throws IOException {
    byte[] names =
        Packets.join(
            new byte[] {1, 0, 12, 0},
            Packets.address("203.0.113.9"),
            "login.x\0".getBytes(UTF_8),
            new byte[] {1, 0, 12, 0},
            Packets.address("203.0.113.8"),
            "other.x\0".getBytes(UTF_8),
            new byte[4]);
    CaptureBytes file = CaptureBytes.pcapngEthernet().block(4, names);
    TraceScript script = new TraceScript();
    script.resolves("10.20.0.10", "10.20.0.1", HOST, "203.0.113.9");
    script.tcp("10.20.0.10", "203.0.113.9:443").syn().refuse();
    for (Packet packet : Copied.packets(written(script.goesOn(Duration.ofSeconds(40))))) {
      file.packet(packet.time(), packet.content());
    }
    Path capture = Files.write(folder.resolve("n.pcapng"), file.bytes());
    assertThat(Copied.extract(EVIDENCE, capture).latin1())
        .contains("login.x\0")
        .doesNotContain("other.x");
    assertThat(Copied.extract(FULL, capture).latin1()).contains("login.x\0", "other.x\0");
  }

  @Test
  void joinedRecordingsNameTheirFiles() throws IOException {
    TraceScript script = new TraceScript();
    script.resolves("10.20.0.10", "10.20.0.1", HOST, "203.0.113.9");
    Path first = Files.write(folder.resolve("one.pcapng"), script.pcapng());
    TraceScript later = new TraceScript();
    later.after(Duration.ofSeconds(5));
    later.tcp("10.20.0.10", "203.0.113.9:443").syn().refuse();
    later.goesOn(Duration.ofSeconds(40));
    Path second = Files.write(folder.resolve("two.pcapng"), later.pcapng());
    Extracted extract = Copied.extract(EVIDENCE, second, first);
    assertThat(extract.latin1())
        .contains("of \"one.pcapng\"", "of \"two.pcapng\"")
        .contains("SYN-REFUSED, frame 1 of \"two.pcapng\"");
    assertThat(extract.packets()).hasSize(5);
  }

  @Test
  void packetsInTunnelsBelongToTheirConnection() throws IOException {
    TraceScript script = refused();
    CaptureBytes file = CaptureBytes.pcapngEthernet();
    List<Packet> plain = Copied.packets(written(script));
    for (Packet packet : plain) {
      file.packet(packet.time(), Packets.ethernet(Tunnels.vxlan(packet.content())));
    }
    Path capture = Files.write(folder.resolve("v.pcapng"), file.bytes());
    assertThat(Copied.extract(EVIDENCE, capture).packets()).hasSize(12);
  }

  @Test
  void hostileNamesAreHarmlessInComments() throws IOException {
    TraceScript script = refused();
    Path capture = folder.resolve("a\u202e\u001b[31m.pcapng");
    script.write(capture);
    Extracted extract = Copied.extract(EVIDENCE, capture);
    assertThat(new String(extract.bytes(), UTF_8)).doesNotContain("\u001b[", "\u202e");
  }

  @Test
  void aFileThatChangesMeanwhileGivesNoExtract() throws IOException {
    Path capture = written(refused());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Extraction extraction =
        TraceAnalyzer.standard()
            .extract(
                List.of(capture),
                EVIDENCE,
                out,
                new AnalysisListener() {
                  @Override
                  public void progress(String name, long bytes, long total) {
                    try {
                      Files.write(capture, refused().goesOn(Duration.ofSeconds(1)).pcapng());
                    } catch (IOException e) {
                      throw new AssertionError(e);
                    }
                  }
                });
    assertThat(extraction.complete()).isFalse();
    assertThat(Objects.requireNonNull(extraction.report().error()).code()).isEqualTo("changed");
  }

  @Test
  void whatCannotBeReadIsToldAndWritesNothing() throws IOException {
    Path text = Files.writeString(folder.resolve("a.txt"), "no capture");
    Extracted extract = Copied.extract(EVIDENCE, text);
    assertThat(extract.extraction().complete()).isFalse();
    assertThat(extract.bytes()).isEmpty();
  }

  @Test
  void aTargetThatFailsIsAnException() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int octet) throws IOException {
            throw new IOException("no space left");
          }
        };
    Path capture = written(refused());
    assertThatThrownBy(
            () ->
                TraceAnalyzer.standard()
                    .extract(List.of(capture), EVIDENCE, full, AnalysisListener.NONE))
        .isInstanceOf(IOException.class)
        .hasMessage("no space left");
  }

  @Test
  void anEmptyCaptureGivesAnEmptyExtract() throws IOException {
    Path capture = Files.write(folder.resolve("e.pcap"), CaptureBytes.pcap().bytes());
    Extracted extract = Copied.extract(EVIDENCE, capture);
    assertThat(extract.extraction().complete()).isTrue();
    assertThat(new String(extract.bytes(), ISO_8859_1)).contains("INCONCLUSIVE");
  }
}
