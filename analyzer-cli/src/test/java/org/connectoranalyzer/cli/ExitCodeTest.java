package org.connectoranalyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the process ends with. */
class ExitCodeTest {
  @Test
  void numbersAreWhatScriptsRelyOn() {
    assertThat(Stream.of(ExitCode.values()).map(ExitCode::number))
        .containsExactly(0, 1, 2, 3, 4, 70);
  }

  @Test
  void theWorstOfSeveralCounts() {
    List<ExitCode> worstFirst =
        List.of(
            ExitCode.INTERNAL_ERROR,
            ExitCode.OUTPUT_FAILED,
            ExitCode.USAGE,
            ExitCode.FINDINGS,
            ExitCode.UNUSABLE_INPUT,
            ExitCode.CLEAN);
    for (int i = 0; i < worstFirst.size(); i++) {
      EnumSet<ExitCode> thisAndBetter = EnumSet.copyOf(worstFirst.subList(i, worstFirst.size()));
      assertThat(ExitCode.worst(thisAndBetter)).isEqualTo(worstFirst.get(i));
    }
    assertThat(ExitCode.worst(List.of())).isEqualTo(ExitCode.CLEAN);
  }

  @Test
  void saysWhatTheCaptureShows() {
    Run.of(Run.HEALTHY).endsWith(ExitCode.CLEAN);
    Run.of(Run.PROXY_407).endsWith(ExitCode.FINDINGS);
    Run.of(Run.INCONCLUSIVE).endsWith(ExitCode.UNUSABLE_INPUT);
  }

  @Test
  void failsOnWhatIsAskedFor() {
    Run.of("--fail-on", "error", Run.WITH_WARNING).endsWith(ExitCode.CLEAN);
    Run.of("--fail-on", "warning", Run.WITH_WARNING).endsWith(ExitCode.FINDINGS);
    Run.of("--fail-on", "warning", Run.WITH_INFO).endsWith(ExitCode.CLEAN);
    Run.of("--fail-on", "info", Run.WITH_INFO).endsWith(ExitCode.FINDINGS);
    Run.of("--fail-on", "INFO", Run.WITH_WARNING).endsWith(ExitCode.FINDINGS);
  }

  @Test
  void neverFailsOnFindingsNorOnSilenceIfAskedSo() {
    Run.of("--fail-on", "never", Run.PROXY_407).endsWith(ExitCode.CLEAN);
    Run.of("--fail-on=never", Run.INCONCLUSIVE).endsWith(ExitCode.CLEAN);
    assertThat(Run.of("--fail-on", "never", "no-such.pcap").code()).isEqualTo(3);
  }

  @Test
  void severalCapturesGiveTheWorst(@TempDir Path folder) throws Exception {
    Run.of(Run.HEALTHY, Run.PROXY_407, Run.INCONCLUSIVE).endsWith(ExitCode.FINDINGS);
    Run.of(Run.HEALTHY, Run.INCONCLUSIVE).endsWith(ExitCode.UNUSABLE_INPUT);
    Path text = Files.writeString(folder.resolve("notes.txt"), "not a capture");
    assertThat(Run.of(text, Run.HEALTHY).code()).isEqualTo(3);
    assertThat(Run.of(text, Run.PROXY_407).code()).isEqualTo(1);
    assertThat(Run.of(Run.PROXY_407, "-o", folder.resolve("none/out.txt")).code()).isEqualTo(4);
  }
}
