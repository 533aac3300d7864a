package org.connectoranalyzer.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Offset;
import org.connectoranalyzer.testing.ThirdPartyCaptures;
import org.connectoranalyzer.testing.ThirdPartyCaptures.Entry;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Third-party captures as an installed editcap writes them in other formats, read again. */
class EditcapAgreementTest {
  private static final int CAPTURES = 12;
  private static final int LARGEST = 100_000;

  @TempDir Path folder;

  /** As far as both formats tell it. */
  private record Packet(long number, int linkType, long originalLength, String bytes) {
    static List<Packet> of(ReadCapture capture) {
      return capture.frames().stream()
          .map(
              frame ->
                  new Packet(
                      frame.number(), frame.linkType(), frame.originalLength(), frame.bytes()))
          .toList();
    }
  }

  @ParameterizedTest
  @CsvSource({"netmon1, 1000000, netmon", "netmon2, 1000, netmon", "snoop, 1000, snoop"})
  void packetsAreTheSameInAnotherFormat(String format, long precision, String id) throws Exception {
    List<Entry> entries =
        ThirdPartyCaptures.orSkip().entries().stream()
            .filter(entry -> entry.column("type").startsWith("pcap-"))
            .filter(entry -> entry.column("linktypes").startsWith("1:"))
            .filter(entry -> entry.packets() > 20 && entry.column("tshark").equals("ok"))
            .filter(entry -> entry.file().toFile().length() < LARGEST)
            .toList();
    assertThat(entries).hasSizeGreaterThan(CAPTURES);
    int compared = 0;
    for (int i = 0; compared < CAPTURES && i < entries.size(); i += entries.size() / CAPTURES / 2) {
      Path original = entries.get(i).file();
      Optional<Path> converted = converted(original, format);
      if (converted.isPresent()) {
        compared++;
        ReadCapture given = ReadCapture.of(Recording.open(original));
        ReadCapture read = ReadCapture.of(Recording.open(converted.get()));
        assertThat(Packet.of(read)).as(original.toString()).isEqualTo(Packet.of(given));
        for (int frame = 0; frame < given.frames().size(); frame++) {
          assertThat(read.times().get(frame))
              .as("%s, frame %d", original, frame + 1)
              .isCloseTo(given.times().get(frame), Offset.strictOffset(2 * precision));
        }
        assertThat(read.summary().format()).isEqualTo(id);
        assertThat(read.summary().damage()).isNull();
        assertThat(read.summary().cutShort()).isFalse();
        assertThat(ReadCapture.of(Files.newInputStream(converted.get())).frames())
            .isEqualTo(read.frames());
      }
    }
    assertThat(compared).isGreaterThanOrEqualTo(CAPTURES / 2);
  }

  /** Empty where the format cannot hold the capture. */
  private Optional<Path> converted(Path original, String format) throws Exception {
    Path target = folder.resolve("converted." + format);
    Process editcap;
    try {
      editcap =
          new ProcessBuilder("editcap", "-F", format, original.toString(), target.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      assumeTrue(false, "editcap is not installed");
      throw e;
    }
    assertThat(editcap.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return editcap.exitValue() == 0 ? Optional.of(target) : Optional.empty();
  }
}
