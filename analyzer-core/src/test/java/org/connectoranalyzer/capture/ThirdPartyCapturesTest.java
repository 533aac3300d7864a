package org.connectoranalyzer.capture;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.connectoranalyzer.testing.ThirdPartyCaptures;
import org.connectoranalyzer.testing.ThirdPartyCaptures.Entry;
import org.junit.jupiter.api.Test;

/** Frame numbers of real captures, held against those of tshark. */
class ThirdPartyCapturesTest {
  @Test
  void lastFrameNumbersAgreeWithTshark() throws IOException {
    List<String> differing = new ArrayList<>();
    Map<String, Integer> refused = new TreeMap<>();
    int agreeing = 0;
    for (Entry entry : ThirdPartyCaptures.orSkip().entries()) {
      String found = read(entry, refused);
      if (found.equals(String.valueOf(entry.packets()))) {
        agreeing++;
      } else {
        differing.add(entry.name() + ": tshark " + entry.column("packets") + ", ours " + found);
      }
    }
    System.out.println(agreeing + " agree; refused: " + refused);
    differing.forEach(System.out::println);
    assertThat(agreeing).isPositive();
  }

  private static String read(Entry entry, Map<String, Integer> refused) throws IOException {
    Frame frame = new Frame();
    try (Recording recording = Recording.open(entry.file())) {
      long last = 0;
      while (recording.next(frame)) {
        last = frame.number();
      }
      CaptureSummary summary = requireNonNull(recording.files().get(0).summary());
      return last
          + (summary.cutShort() ? " cut" : "")
          + (summary.damage() == null ? "" : " " + summary.damage());
    } catch (CaptureFormatException e) {
      refused.merge(e.kind(), 1, Integer::sum);
      return e.toString();
    }
  }
}
