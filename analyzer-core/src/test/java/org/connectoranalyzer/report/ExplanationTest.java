package org.connectoranalyzer.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.StandardDetectors;
import org.junit.jupiter.api.Test;

class ExplanationTest {
  private static final Diagnosis REFUSED =
      new Diagnosis("TEST-REFUSED", Severity.ERROR, Owner.PROXY);
  private final Messages words = Messages.load("en");

  @Test
  void rendersThePageForATerminal() throws IOException {
    StringBuilder out = new StringBuilder();
    Explanation.write(REFUSED, words, WriteOptions.STANDARD.withWidth(60), out);
    assertThat(out.toString())
        .isEqualTo(
            """
            TEST-REFUSED  ERROR, to act: proxy team
            Test proxy <proxy> refuses <hostCount> hosts

            Only tests have this page, see the guide
            <https://example.org/guide>.

            How to read it
            - The filter `tcp` shows it all, and it shows it so well
              that this line is wrapped.

              ## verbatim   text
              stays as it is

            WHAT TO DO
            Let <client> pass. Then start again.
            - One way is a rule for the address, which every proxy
              product has under one name or another, and which needs no
              change on the client.
            - Another is a rule for the hosts.
            """);
  }

  @Test
  void listsCodesSortedWithTheirTitles() throws IOException {
    StringBuilder out = new StringBuilder();
    Diagnosis unknown = new Diagnosis("NO-PAGE", Severity.INFO, Owner.NONE);
    Explanation.list(List.of(REFUSED, unknown), words, WriteOptions.STANDARD, out);
    assertThat(out.toString())
        .isEqualTo("NO-PAGE\nTEST-REFUSED  Test proxy <proxy> refuses <hostCount> hosts\n");
  }

  @Test
  void everyPageFitsTheWidth() throws IOException {
    for (Diagnosis diagnosis :
        StandardDetectors.all().stream().flatMap(d -> d.diagnoses().stream()).toList()) {
      StringBuilder out = new StringBuilder();
      Explanation.write(diagnosis, words, WriteOptions.STANDARD, out);
      assertThat(out.toString().lines().filter(l -> l.contains(" ") && !l.contains("http")))
          .as(diagnosis.code())
          .isNotEmpty()
          .allMatch(line -> DisplayCharset.UNICODE.columns(line) <= 100 || line.startsWith("  "));
    }
  }
}
