package org.connectoranalyzer.capture;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.connectoranalyzer.testing.ThirdPartyCaptures;
import org.connectoranalyzer.testing.ThirdPartyCaptures.Entry;
import org.junit.jupiter.api.Test;

/** Frame numbers of real captures, held against those of tshark. */
class ThirdPartyCapturesTest {
  @Test
  void lastFrameNumbersAgreeWithTshark() throws Exception {
    Map<String, String> listed = listedDifferences();
    Map<String, String> differing = new TreeMap<>();
    List<Entry> entries = ThirdPartyCaptures.orSkip().entries();
    for (Entry entry : entries) {
      String found = lastFrameOrKind(entry);
      if (!found.equals(String.valueOf(entry.packets()))) {
        differing.put(entry.name(), found);
      }
    }
    System.out.printf(
        "Last frame numbers of %d captures: %d agree with tshark, %d differ (%d listed)%n",
        entries.size(), entries.size() - differing.size(), differing.size(), listed.size());
    assertThat(differing).isEqualTo(listed);
  }

  /** Path and what is found instead. */
  private static Map<String, String> listedDifferences() throws IOException {
    Map<String, String> listed = new TreeMap<>();
    InputStream in =
        requireNonNull(
            ThirdPartyCapturesTest.class.getResourceAsStream("differing-frame-counts.tsv"));
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line : lines.lines().toList()) {
        if (!line.startsWith("#")) {
          List<String> cells = List.of(line.split("\t", -1));
          listed.put(cells.get(0), cells.get(1));
        }
      }
    }
    return listed;
  }

  private static String lastFrameOrKind(Entry entry) throws Exception {
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
      return String.valueOf(last);
    } catch (CaptureFormatException e) {
      assertThat(FileKinds.ALL).contains(e.kind());
      return e.kind();
    }
  }
}
