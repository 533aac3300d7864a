package org.connectoranalyzer.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import org.connectoranalyzer.capture.Frame;
import org.connectoranalyzer.capture.Recording;
import org.connectoranalyzer.testing.CaptureBytes;
import org.connectoranalyzer.testing.Packets;
import org.connectoranalyzer.testing.Tunnels;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The loop that runs once per packet allocates nothing. */
class HotLoopTest {
  private static final int PACKETS = 60_000;

  private final com.sun.management.ThreadMXBean threads =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  enum Format {
    PCAP {
      @Override
      CaptureBytes begin() {
        return CaptureBytes.pcap();
      }
    },
    PCAPNG {
      @Override
      CaptureBytes begin() {
        return CaptureBytes.pcapngEthernet();
      }
    };

    abstract CaptureBytes begin();
  }

  private static byte[] capture(Format format) {
    byte[][] packets = {
      Packets.tcp(Packets.SYN).sequence(1).ethernet(),
      Packets.tcp(Packets.ACK).payload(new byte[1460]).ethernet(),
      Packets.tcp(Packets.SYN).from("2001:db8::4", 50000).to("2001:db8::9", 443).ethernet(),
      Packets.ethernet(Packets.udp("10.0.0.4", 5353, "10.0.0.1", 53, new byte[40])),
      Packets.ethernet(
          Packets.icmp("10.0.0.1", "10.0.0.4", 3, 13, 0, Packets.tcp(Packets.SYN).ip())),
      Packets.vlan(Packets.tcp(Packets.RST).ethernet(), 0x8100, 7),
      Packets.ethernet(Tunnels.vxlan(Packets.tcp(Packets.SYN).ethernet())),
      Packets.ethernet(Tunnels.gre(0x8847, Tunnels.hex("00010140"), Packets.tcp(Packets.SYN).ip()))
    };
    CaptureBytes file = format.begin();
    for (int i = 0; i < PACKETS; i++) {
      file.packet(i * 1000L, packets[i % packets.length]);
    }
    return file.bytes();
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void allocatesNothingPerPacket(Format format) throws IOException {
    byte[] file = capture(format);
    allocatedBehindTheFirstThousand(file);
    long allocated = allocatedBehindTheFirstThousand(file);
    assertThat(allocated).as("bytes for %d packets", PACKETS - 1000).isLessThan(10_000);
  }

  private long allocatedBehindTheFirstThousand(byte[] file) throws IOException {
    Frame frame = new Frame();
    HeaderDecoder decoder = new HeaderDecoder();
    long thread = Thread.currentThread().getId();
    long syns = 0;
    long before = 0;
    try (Recording recording = Recording.open(new ByteArrayInputStream(file), "test")) {
      for (int i = 0; i < PACKETS; i++) {
        if (i == 1000) {
          before = threads.getThreadAllocatedBytes(thread);
        }
        assertThatNext(recording.next(frame));
        syns += decoder.decode(frame).isSyn() ? 1 : 0;
      }
      long allocated = threads.getThreadAllocatedBytes(thread) - before;
      assertThat(syns).isEqualTo(PACKETS / 2);
      return allocated;
    }
  }

  /** AssertJ would allocate. */
  private static void assertThatNext(boolean found) {
    if (!found) {
      throw new AssertionError("a packet is missing");
    }
  }
}
