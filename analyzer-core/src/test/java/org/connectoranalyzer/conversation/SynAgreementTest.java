package org.connectoranalyzer.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.connectoranalyzer.capture.CaptureFormatException;
import org.connectoranalyzer.testing.ThirdPartyCaptures;
import org.junit.jupiter.api.Test;

/**
 * Retransmitted SYNs of every third-party capture against those of tshark, copies of one packet (as
 * the truth's second opinion tells them) left out. What differs stands in {@code syn-agreement.tsv}
 * with its reason; an entry that no longer differs fails too.
 */
class SynAgreementTest {
  /** Frames of one capture in tshark's opinion. */
  private static final class Truth {
    private final SortedSet<Long> tshark = new TreeSet<>();
    private final SortedSet<Long> copies = new TreeSet<>();
    private final SortedSet<Long> onlySecond = new TreeSet<>();

    SortedSet<Long> expected() {
      SortedSet<Long> expected = new TreeSet<>(tshark);
      expected.addAll(onlySecond);
      expected.removeAll(copies);
      return expected;
    }
  }

  @Test
  void retransmittedSynsAreThoseOfTsharkOrTheDifferenceHasAReason() throws IOException {
    ThirdPartyCaptures captures = ThirdPartyCaptures.orSkip();
    Map<String, String> reasons = reasons();
    List<String> differences = new ArrayList<>();
    long read = 0;
    long unreadable = 0;
    long tshark = 0;
    long copies = 0;
    long agreed = 0;
    for (ThirdPartyCaptures.Entry entry : captures.entries()) {
      Truth truth = truth(captures.folder(), entry.name());
      SortedSet<Long> found;
      try {
        found = new TreeSet<>(Tracked.retransmissions(Tracked.track(entry.file())));
        read++;
      } catch (CaptureFormatException e) {
        found = new TreeSet<>();
        unreadable++;
      }
      SortedSet<Long> expected = truth.expected();
      SortedSet<Long> both = new TreeSet<>(expected);
      both.retainAll(found);
      tshark += truth.tshark.size();
      copies += truth.copies.size();
      agreed += both.size();
      if (!found.equals(expected)) {
        SortedSet<Long> missing = new TreeSet<>(expected);
        missing.removeAll(found);
        found.removeAll(expected);
        String difference = entry.name() + "\t" + missing + "\t" + found;
        if (reasons.remove(difference) == null) {
          differences.add(difference);
        }
      }
    }
    System.out.printf(
        "SYN retransmissions: %d captures read, %d unreadable; tshark %d, copies among them and"
            + " beside %d, agreed %d, differing captures with a reason %d%n",
        read, unreadable, tshark, copies, agreed, reasons().size() - reasons.size());
    assertThat(differences).as("differences without a reason: missing, additional").isEmpty();
    assertThat(reasons).as("reasons for differences that are none").isEmpty();
  }

  /** "capture, missing frames, additional frames" to the reason. */
  private static Map<String, String> reasons() throws IOException {
    Map<String, String> reasons = new TreeMap<>();
    try (InputStream in =
            Objects.requireNonNull(
                SynAgreementTest.class.getResourceAsStream("syn-agreement.tsv"));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int tab = line.lastIndexOf('\t');
        if (!line.startsWith("#") && tab > 0) {
          reasons.put(line.substring(0, tab), line.substring(tab + 1));
        }
      }
    }
    return reasons;
  }

  private static Truth truth(Path folder, String name) throws IOException {
    Truth truth = new Truth();
    Path file = folder.resolve("truth").resolve(name.replace("/", "__") + ".json");
    if (!Files.isRegularFile(file)) {
      return truth;
    }
    try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
      // Keys of the objects and arrays that are open; arrays keep their name.
      List<String> path = new ArrayList<>();
      String key = "";
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        switch (token) {
          case FIELD_NAME -> key = json.currentName();
          case START_OBJECT, START_ARRAY -> {
            path.add(key);
            key = "";
          }
          case END_OBJECT, END_ARRAY -> {
            path.remove(path.size() - 1);
            key = "";
          }
          case VALUE_NUMBER_INT -> take(truth, String.join("/", path), key, json.getLongValue());
          default -> {}
        }
      }
    }
    return truth;
  }

  private static void take(Truth truth, String path, String key, long frame) {
    switch (path) {
      case "/syn_retx/" -> {
        if (key.equals("frame")) {
          truth.tshark.add(frame);
        }
      }
      case "/second_opinion/only_second" -> truth.onlySecond.add(frame);
      case "/second_opinion/suspected_duplicate_packets/" -> {
        if (key.equals("frame")) {
          truth.copies.add(frame);
        }
      }
      default -> {}
    }
  }
}
