package org.connectoranalyzer.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.connectoranalyzer.testing.ThirdPartyCaptures;
import org.connectoranalyzer.testing.ThirdPartyCaptures.Entry;
import org.junit.jupiter.api.Test;

/**
 * Frame numbers and hashes of real captures; the number of frames is held against tshark elsewhere.
 */
class ThirdPartyCapturesTest {
  @Test
  void everyCaptureIsNumberedAndHashedOrRefused() throws Exception {
    for (Entry entry : ThirdPartyCaptures.orSkip().entries()) {
      read(entry);
    }
  }

  private static void read(Entry entry) throws Exception {
    Frame frame = new Frame();
    try (Recording recording = Recording.open(entry.file())) {
      long last = 0;
      while (recording.next(frame)) {
        assertThat(frame.number()).as(entry.name()).isEqualTo(last + 1);
        last = frame.number();
      }
      byte[] content = Files.readAllBytes(entry.file());
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      assertThat(recording.files().get(0).sha256()).isEqualTo(HexFormat.of().formatHex(hash));
    } catch (CaptureFormatException e) {
      assertThat(FileKinds.ALL).contains(e.kind());
    }
  }
}
