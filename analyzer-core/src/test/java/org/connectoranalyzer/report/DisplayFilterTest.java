package org.connectoranalyzer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.connectoranalyzer.conversation.FrameRef;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.FrameEvidence;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DisplayFilterTest {
  @Test
  void citesEachFrameOnceInOrder() {
    assertThat(DisplayFilter.of(List.of(cited(14), cited(12), cited(14))))
        .isEqualTo("frame.number in {12, 14}");
  }

  @Test
  void selectsNothingWhereNothingIsCited() {
    assertThat(DisplayFilter.of(List.of())).isEqualTo("frame.number == 0");
  }

  private static FrameEvidence cited(long frame) {
    return new FrameEvidence(new FrameRef(0, frame, 0), "a", "b", "syn", Facts.NONE);
  }

  /** Every filter of every sample, run through an installed tshark. */
  @Nested
  class InWireshark {
    @BeforeAll
    static void tsharkIsInstalled() throws InterruptedException {
      boolean installed;
      try {
        Process process =
            new ProcessBuilder("tshark", "--version").redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        installed = process.waitFor(20, TimeUnit.SECONDS);
      } catch (IOException e) {
        installed = false;
      }
      assumeTrue(installed, "tshark is not installed");
    }

    static Stream<Path> samples() throws IOException {
      return Samples.all();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void filtersSelectWhatTheySay(Path sample) throws IOException, InterruptedException {
      Report report = Samples.analyze(sample);
      Analysis analysis = Objects.requireNonNull(report.captures().get(0).analysis());
      for (FindingEntry finding : analysis.findings()) {
        List<Long> cited =
            finding.evidence().stream().map(e -> e.frame().number()).sorted().distinct().toList();
        String filter = Objects.requireNonNull(finding.displayFilter());
        assertThat(selected(sample, filter)).as(finding.code()).isEqualTo(cited);
        assertThat(finding.flowFilter()).doesNotContain("tcp.stream");
        if (!finding.flowFilter().isEmpty()) {
          selected(sample, finding.flowFilter());
        }
      }
    }

    /** Frames that a filter selects; one that tshark does not take fails. */
    private static List<Long> selected(Path sample, String filter)
        throws IOException, InterruptedException {
      Process tshark =
          new ProcessBuilder(
                  "tshark",
                  "-n",
                  "-T",
                  "fields",
                  "-e",
                  "frame.number",
                  "-Y",
                  filter,
                  "-r",
                  Samples.capture(sample).toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String told = new String(tshark.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(tshark.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(tshark.exitValue()).as(filter).isZero();
      return told.lines().map(Long::valueOf).toList();
    }
  }
}
