package org.connectoranalyzer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageTest {
  private static final String PAGE =
      """
      # No answer from {subject}

      ## Summary
      Nothing came back
      from {host}. Really.

      ## Summary: slow
      It was slow.

      ## Remedy
      Open port 443 (e.g. on the edge firewall) to it. Then start again.

      - first,
        wrapped
      - second

      ## Explanation
      Text.

      ```
      ## no heading, but an example
      ```

      ## Message
      Dear team,
      """;

  private final Page page = Page.parse("SOME-CODE", PAGE);

  @Test
  void joinsWrappedLinesButKeepsParagraphsAndListItems() {
    assertThat(page.title()).isEqualTo("No answer from {subject}");
    assertThat(page.summary("")).isEqualTo("Nothing came back from {host}. Really.");
    assertThat(page.remedy(""))
        .isEqualTo(
            "Open port 443 (e.g. on the edge firewall) to it. Then start again.\n"
                + "- first, wrapped\n- second");
    assertThat(page.explanation()).isEqualTo("Text.\n\n```\n## no heading, but an example\n```");
    assertThat(page.message()).isEqualTo("Dear team,");
  }

  @Test
  void choosesTheVariantAndFallsBackToThePlainSection() {
    assertThat(page.summary("slow")).isEqualTo("It was slow.");
    assertThat(page.summary("other")).isEqualTo(page.summary(""));
    assertThat(page.remedy("slow")).isEqualTo(page.remedy(""));
    assertThat(page.variants()).containsExactly("slow");
  }

  @Test
  void nextStepIsTheFirstSentenceOfTheRemedyUnlessWritten() {
    assertThat(page.nextStep("")).isEqualTo("Open port 443 (e.g. on the edge firewall) to it.");
    assertThat(Page.parse("C", PAGE + "\n## Next step\nCall them.\n").nextStep(""))
        .isEqualTo("Call them.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "No title|line 1",
        "# Ends in a period.|line 1",
        "# T;;## Summary;;## Remedy;r|line 4: empty section",
        "# T;## Sumary;s|unknown section \"## Sumary\"",
        "# T;## Explanation: v;s|unknown section",
        "# T;lost words;## Summary;s|before the first section",
        "# T;## Summary;s;## Summary;s|second section",
        "# T;## Summary;s;## Remedy;r|\"Explanation\" is missing",
      })
  void saysWhereAPageBreaksTheForm(String text, String complaint) {
    assertThatThrownBy(() -> Page.parse("BAD-PAGE", text.replace(';', '\n')))
        .hasMessageStartingWith("page BAD-PAGE.md, line ")
        .hasMessageContaining(complaint);
  }
}
