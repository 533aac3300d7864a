package org.connectoranalyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.StandardDetectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages of the diagnoses, on standard output. */
class ExplainCommandTest {
  @Test
  void listsEveryCode() {
    String list = Run.of("explain").endsWith(ExitCode.CLEAN).out();
    for (Detector detector : StandardDetectors.all()) {
      for (Diagnosis diagnosis : detector.diagnoses()) {
        assertThat(list).contains(diagnosis.code());
      }
    }
  }

  @Test
  void everyCodeHasAPage() {
    for (Detector detector : StandardDetectors.all()) {
      for (Diagnosis diagnosis : detector.diagnoses()) {
        Run page = Run.of("explain", diagnosis.code()).endsWith(ExitCode.CLEAN);
        assertThat(page.out()).startsWith(diagnosis.code()).hasSizeGreaterThan(300);
      }
    }
  }

  @Test
  void takesCodesInAnyCase() {
    assertThat(Run.of("explain", "syn-unanswered").endsWith(ExitCode.CLEAN).out())
        .isEqualTo(Run.of("explain", "SYN-UNANSWERED").out());
  }

  @ParameterizedTest
  @CsvSource({
    "SYN-UNANSWERD, SYN-UNANSWERED",
    "PROXY-AUTHENTICATION-REQUIERD, PROXY-AUTHENTICATION-REQUIRED",
    "dns-noanswer, DNS-NO-ANSWER"
  })
  void unknownCodesAreHeldAgainstTheKnown(String typed, String meant) {
    Run run = Run.of("explain", typed);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(typed, "did you mean " + meant + "?");
    assertThat(run.err().lines()).hasSize(1);
  }

  @Test
  void aCodeLikeNoneGetsNoGuess() {
    Run run = Run.of("explain", "../messages");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("explain\" lists all").doesNotContain("did you mean");
  }

  @Test
  void takesItsOwnOptionsOnly() {
    assertThat(Run.of("explain", "SYN-REFUSED", "--color", "always").out()).contains("\u001b[");
    assertThat(Run.of("explain", "SYN-REFUSED", "--lang", "ja").out())
        .contains("\u30a8\u30e9\u30fc");
    Run.of("explain", "-f", "json").isRefusedWith("Unknown option: '-f'");
    Run.of("explain", "SYN-REFUSED", "SYN-REJECTED").isRefusedWith("SYN-REJECTED");
  }
}
