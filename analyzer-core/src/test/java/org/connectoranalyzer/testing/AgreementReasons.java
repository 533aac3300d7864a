package org.connectoranalyzer.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Why ours differs from tshark: a table beside the test of capture, what differs ("-" we lack it,
 * "+" we have it) and reason. A difference without a reason fails, and a reason without one too.
 */
public final class AgreementReasons {
  private final Map<String, String> unused = new TreeMap<>();
  private final List<String> unexplained = new ArrayList<>();
  private int used;

  private AgreementReasons() {}

  public static AgreementReasons read(Class<?> test, String resource) throws IOException {
    AgreementReasons reasons = new AgreementReasons();
    try (InputStream in = Objects.requireNonNull(test.getResourceAsStream(resource), resource);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int tab = line.lastIndexOf('\t');
        if (!line.startsWith("#") && tab > 0) {
          reasons.unused.put(line.substring(0, tab), line.substring(tab + 1));
        }
      }
    }
    return reasons;
  }

  /** Takes down in what the two differ for that capture. */
  public void compare(String capture, Set<String> tshark, Set<String> ours) {
    tshark.stream().filter(line -> !ours.contains(line)).forEach(l -> differs(capture, "-" + l));
    ours.stream().filter(line -> !tshark.contains(line)).forEach(l -> differs(capture, "+" + l));
  }

  private void differs(String capture, String difference) {
    String line = capture + "\t" + difference;
    if (unused.remove(line) == null) {
      unexplained.add(line);
    } else {
      used++;
    }
  }

  /** Differences that have a reason, so far. */
  public int used() {
    return used;
  }

  public void assertAllExplained() {
    assertThat(unexplained).as("differences without a reason").isEmpty();
    assertThat(unused).as("reasons for differences that are none").isEmpty();
  }
}
