package org.connectoranalyzer.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.connectoranalyzer.testing.CaptureBytes;
import org.connectoranalyzer.testing.NetMonBytes;
import org.connectoranalyzer.testing.Packets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frame numbers of records that hold no packet, held against an installed tshark. */
class TsharkNumberingTest {
  private static final byte[] SYN = Packets.tcp(Packets.SYN).sequence(1).ethernet();

  private static final long FILE_TIME = 134_000_000_000_000_000L;

  @TempDir Path folder;

  private static boolean tsharkIsInstalled() {
    try {
      Process process = new ProcessBuilder("tshark", "--version").redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException | InterruptedException e) {
      return false;
    }
  }

  @Test
  void blocksWithoutPacketsAreNumberedAlike() throws Exception {
    assumeTrue(tsharkIsInstalled(), "tshark is not installed");
    CaptureBytes file = CaptureBytes.pcapngEthernet().packet(1, SYN);
    byte[] journal = "__REALTIME_TIMESTAMP=1500000000123456\n".getBytes(StandardCharsets.US_ASCII);
    for (int type : List.of(0xBAD, 0x40000BAD, 0x204, 0x208, 0x216, 0x221, 0x1234, 10, 7, 8)) {
      file.block(type, new byte[40]).packet(type, SYN);
    }
    byte[] content = file.block(9, journal).packet(9, SYN).simplePacket(SYN, SYN.length).bytes();
    assertNumberedAsByTshark(content);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void pseudoFramesOfNetworkMonitorAreNumberedAlike(int minor) throws Exception {
    assumeTrue(tsharkIsInstalled(), "tshark is not installed");
    NetMonBytes file = NetMonBytes.version2(minor);
    for (int medium : List.of(0xFFFD, 0xFFE0, 0xFFFB, 0xFFFC, 0xFFFE, 0xFFFF)) {
      file.frame(medium, 1, new byte[80], 80, FILE_TIME).frame(1, 2, SYN, SYN.length, FILE_TIME);
    }
    assertNumberedAsByTshark(file.bytes());
  }

  private void assertNumberedAsByTshark(byte[] content) throws Exception {
    Path capture = Files.write(folder.resolve("numbers"), content);
    Process tshark =
        new ProcessBuilder(
                "tshark",
                "-n",
                "-T",
                "fields",
                "-e",
                "frame.number",
                "-e",
                "tcp.seq_raw",
                "-r",
                capture.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String told = new String(tshark.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(tshark.waitFor(60, TimeUnit.SECONDS)).isTrue();
    List<String> ours =
        ReadCapture.of(content).frames().stream()
            .map(frame -> frame.number() + "\t" + (frame.packetless() ? "" : "1"))
            .toList();
    assertThat(ours).isEqualTo(told.lines().toList());
  }
}
