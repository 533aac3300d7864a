package org.connectoranalyzer.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.connectoranalyzer.extract.Copied.Extracted;
import org.connectoranalyzer.extract.Copied.Packet;
import org.connectoranalyzer.extract.ExtractOptions.Credentials;
import org.connectoranalyzer.extract.ExtractOptions.Scope;
import org.connectoranalyzer.testing.ThirdPartyCaptures;
import org.connectoranalyzer.testing.ThirdPartyCaptures.Entry;
import org.junit.jupiter.api.Test;

/** Full copies of captures of all kinds read as what they were made of. */
class ThirdPartyExtractTest {
  private static final long LARGEST = 300_000;
  private static final int CAPTURES = Integer.getInteger("analyzer.extracts", 150);

  @Test
  void readTheSame() throws IOException {
    List<Entry> entries =
        ThirdPartyCaptures.orSkip().entries().stream()
            .filter(entry -> entry.file().toFile().length() <= LARGEST)
            .toList();
    int step = Math.max(1, entries.size() / CAPTURES);
    int compared = 0;
    for (int i = 0; i < entries.size(); i += step) {
      compared += compare(entries.get(i).file()) ? 1 : 0;
    }
    assertThat(compared).isGreaterThan(Math.min(CAPTURES, entries.size()) / 2);
  }

  private static boolean compare(Path capture) throws IOException {
    ExtractOptions full = ExtractOptions.STANDARD.withScope(Scope.ALL);
    Extracted copy = Copied.extract(full.withCredentials(Credentials.KEPT), capture);
    if (!copy.extraction().complete()) {
      assertThat(copy.bytes()).as("%s", capture).isEmpty();
      return false;
    }
    List<Packet> before = Copied.packets(capture);
    List<Packet> after = copy.packets();
    assertThat(after).as("%s", capture).hasSameSizeAs(before);
    for (int i = 0; i < before.size(); i++) {
      assertThat(numbered(after.get(i)))
          .as("%s, frame %d", capture, i + 1)
          .isEqualTo(numbered(before.get(i)));
    }
    List<Packet> masked = Copied.extract(full, capture).packets();
    assertThat(masked).as("%s", capture).hasSameSizeAs(before);
    for (int i = 0; i < before.size(); i++) {
      assertThat(masked.get(i).content()).hasSameSizeAs(before.get(i).content());
    }
    return Files.exists(capture);
  }

  /** pcapng has no number for some link types of other formats. */
  private static Packet numbered(Packet packet) {
    return packet.linkType() < 0 || packet.linkType() > 0xFFFF || packet.linkType() == 147
        ? packet.ofLinkType(147)
        : packet;
  }
}
