package org.connectoranalyzer.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.capture.Recording;
import org.connectoranalyzer.testing.CaptureBytes;
import org.connectoranalyzer.testing.Packets;
import org.junit.jupiter.api.Test;

class HeaderDecoderTest {
  private static final long CLIENT = 0x0A00_0004L;
  private static final long SERVER = 0xCB00_7109L;

  private static PacketHeaders decode(int linkType, byte[] captured, int wireLength)
      throws IOException {
    byte[] file = CaptureBytes.pcap().linkType(linkType).packet(0, 0, captured, wireLength).bytes();
    try (Recording recording = Recording.open(new ByteArrayInputStream(file), "test")) {
      Frame frame = new Frame();
      assertThat(recording.next(frame)).isTrue();
      return new HeaderDecoder().decode(frame);
    }
  }

  private static PacketHeaders decode(byte[] ethernet) throws IOException {
    return decode(1, ethernet, ethernet.length);
  }

  @Test
  void synOverIpv4() throws IOException {
    byte[] syn =
        Packets.tcp(Packets.SYN | Packets.ECE | Packets.CWR)
            .sequence(0xFFFF_FFF0L)
            .options((byte) 2, (byte) 4, (byte) 5, (byte) 0xB4)
            .id(0x1234)
            .ttl(127)
            .ethernet();
    PacketHeaders headers = decode(syn);
    assertThat(headers.status()).isEqualTo(DecodeStatus.DECODED);
    assertThat(headers.isSyn()).isTrue();
    assertThat(headers.isSynAck()).isFalse();
    assertThat(headers.ipVersion()).isEqualTo(4);
    assertThat(headers.sourceHigh()).isZero();
    assertThat(headers.sourceLow()).isEqualTo(CLIENT);
    assertThat(headers.destinationLow()).isEqualTo(SERVER);
    assertThat(headers.sourcePort()).isEqualTo(49152);
    assertThat(headers.destinationPort()).isEqualTo(443);
    assertThat(headers.sequence()).isEqualTo(0xFFFF_FFF0L);
    assertThat(headers.ttl()).isEqualTo(127);
    assertThat(headers.ipId()).isEqualTo(0x1234);
    assertThat(headers.sourceMac()).isEqualTo(0x0200_0000_0001L);
    assertThat(headers.payloadOffset()).isEqualTo(14 + 20 + 24);
    assertThat(headers.payloadLength()).isZero();
    assertThat(headers.packetTruncated()).isFalse();
  }
}
