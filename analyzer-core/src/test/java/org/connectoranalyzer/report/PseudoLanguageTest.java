package org.connectoranalyzer.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.connectoranalyzer.AnalysisOptions;
import org.connectoranalyzer.TraceAnalyzer;
import org.connectoranalyzer.connector.configuration.Role;
import org.junit.jupiter.api.Test;

/**
 * A language whose every word stands in brackets: what a report shows outside of them is not
 * translatable, and may only be data of the capture, codes and filters.
 */
class PseudoLanguageTest {
  private static final Pattern BRACKETED = Pattern.compile("⟦[^⟦⟧]*⟧");
  private static final Pattern DATA =
      Pattern.compile(
          "frame\\.number in \\{[0-9, ]+}|TEST-[A-Z]+|proxy\\.pcapng|[a-z0-9*-]+(\\.[a-z0-9-]+)+(:\\d+)?");

  @Test
  void aReportHasNoWordOfItsOwn() throws IOException, URISyntaxException {
    Path english =
        Path.of(
            Objects.requireNonNull(
                    PseudoLanguageTest.class.getResource(
                        "/org/connectoranalyzer/words/en/TEST-REFUSED.md"))
                .toURI());
    Path folder = english.resolveSibling("../xy");
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("TEST-REFUSED.md"),
        Files.readString(english)
                .replaceAll("(?m)^(?!#|- |`|$)(.+)$", "⟦$1⟧")
                .replaceAll("(?m)^(# |- )(.+)$", "$1⟦$2⟧")
            + "\n## Next step\n⟦Let {client} pass.⟧\n");
    StringBuilder messages = new StringBuilder();
    Messages words = Messages.load("en");
    words
        .keys()
        .forEach(
            key -> messages.append(key).append("=⟦").append(words.template(key)).append("⟧\n"));
    Files.writeString(folder.resolve("messages.properties"), messages);

    Report report = Report.of(ReportFixture.recording().report("xy"));
    assertThat(report.language()).isEqualTo("xy");
    StringBuilder text = new StringBuilder();
    new TextWriter().write(report, Messages.load("xy"), WriteOptions.STANDARD, text);

    text.append(ConfigurationReportTest.text(configuration(), WriteOptions.STANDARD));
    assertHasNoWordOfItsOwn(text.toString());

    StringBuilder page = new StringBuilder();
    new HtmlWriter().write(report, Messages.load("xy"), WriteOptions.STANDARD, page);
    assertHasNoWordOfItsOwn(
        page.toString()
            .replaceAll("(?s)<(style|script)>.*?</\\1>", "")
            .replaceAll("<[^>]*(?:aria-label|data-copy|data-copied)=\"([^\"]*)\"[^>]*>", "$1")
            .replaceAll("<[^>]*>", "\n")
            .replaceAll("\\b\\d+ ms\\b|&[a-z]+;", ""));
  }

  private static void assertHasNoWordOfItsOwn(String text) {
    String rest = text;
    while (BRACKETED.matcher(rest).find()) {
      rest = BRACKETED.matcher(rest).replaceAll("");
    }
    rest = DATA.matcher(rest).replaceAll("");
    assertThat(Pattern.compile("\\p{L}{2,}").matcher(rest).results().map(r -> r.group())).isEmpty();
  }

  /** Everything that the text of such a report can say, but findings. */
  private static ConfigurationReport configuration() {
    String silent = "<configuration/>";
    return TraceAnalyzer.builder()
        .options(AnalysisOptions.builder().language("xy").build())
        .build()
        .checkConfiguration(
            List.of(
                ConfigurationReportTest.file("service.exe.config", Role.SERVICE, silent),
                ConfigurationReportTest.file("machine.config", null, silent),
                ConfigurationReportTest.file("updater.exe.config", Role.UPDATER, silent),
                ConfigurationReportTest.file("notes.txt", null, "")));
  }
}
