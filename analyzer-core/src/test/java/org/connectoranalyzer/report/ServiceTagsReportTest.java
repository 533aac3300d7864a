package org.connectoranalyzer.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Objects;
import org.connectoranalyzer.AnalysisListener;
import org.connectoranalyzer.AnalysisOptions;
import org.connectoranalyzer.TraceAnalyzer;
import org.connectoranalyzer.connector.Cloud;
import org.connectoranalyzer.connector.ServiceTags;
import org.connectoranalyzer.testing.DirectStory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the services of unnamed addresses come out, as data and in both languages. */
class ServiceTagsReportTest {
  private static final String LIST =
      """
      {"changeNumber": 399, "cloud": "%s", "values": [
        {"name": "ServiceBus.WestEurope", "properties":
          {"addressPrefixes": ["198.51.100.0/26", "198.51.100.0/33"]}},
        {"name": "AzureCloud.westeurope\\u001b", "properties":
          {"addressPrefixes": ["198.51.100.0/24"]}}]}
      """;

  private static Report report(DirectStory story, String cloud, String language)
      throws IOException {
    ServiceTags tags =
        ServiceTags.read(new ByteArrayInputStream(LIST.formatted(cloud).getBytes(UTF_8)));
    AnalysisOptions options =
        AnalysisOptions.builder().serviceTags(tags).language(language).build();
    return Report.of(
        TraceAnalyzer.builder()
            .options(options)
            .build()
            .analyze(story.script().stream(), "story.pcapng", AnalysisListener.NONE));
  }

  private static String write(String format, Report report, String language) throws IOException {
    StringBuilder out = new StringBuilder();
    ReportWriter.all().stream()
        .filter(writer -> writer.format().equals(format))
        .findFirst()
        .orElseThrow()
        .write(report, Messages.load(language), WriteOptions.STANDARD, out);
    return out.toString();
  }

  /** As text in one line; it must come out the same from its JSON. */
  private static String text(Report report, String language) throws IOException {
    String json = write("json", report, language);
    JsonSchemas.assertValid(json);
    String text = write("text", report, language);
    Report again = JsonReader.read(new ByteArrayInputStream(json.getBytes(UTF_8)));
    assertThat(write("text", again, language)).isEqualTo(text);
    assertThat(write("json", again, language)).isEqualTo(json);
    return text.replaceAll("\\s+", " ");
  }

  private static Analysis analysis(Report report) {
    return Objects.requireNonNull(report.captures().get(0).analysis());
  }

  @Test
  void anUnnamedServerHasItsTag() throws IOException {
    DirectStory story = new DirectStory().silent("198.51.100.9").silent("198.51.100.200");
    story.silent("203.0.113.77").reached(BOOTSTRAP, "198.51.100.10").later(10);
    Analysis analysis = analysis(report(story, "Public", "en"));

    assertThat(analysis.serviceTags())
        .isEqualTo(new Analysis.ServiceTagsEntry("Public", 399, Cloud.PUBLIC, true, 1));
    assertThat(analysis.connections())
        .extracting(ConnectionEntry::serviceTag)
        .containsExactly("ServiceBus.WestEurope", "AzureCloud.westeurope\\x1b", null, null);
    assertThat(analysis.detectorFailures()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "en|list of service tags has 198.51.100.9 (ServiceBus.WestEurope). *.servicebus.windows.net,"
            + " which the connector needs, is served from such addresses.",
        "ja|サービス タグの一覧には 198.51.100.9 (ServiceBus.WestEurope) があります。コネクタに必要な"
            + " *.servicebus.windows.net は、このようなアドレスから提供されます。"
      })
  void theSummarySaysWhichServiceItIs(String language, String sentence) throws IOException {
    DirectStory story = new DirectStory().silent("198.51.100.9").later(10);

    assertThat(analysis(report(story, "Public", language)).findings())
        .anySatisfy(
            finding -> {
              assertThat(finding.code()).isEqualTo("SYN-UNANSWERED");
              assertThat(finding.summary()).contains(sentence);
            });
    assertThat(text(report(story, "Public", language), language))
        .contains("198.51.100.9 (ServiceBus.WestEurope)");
  }

  /** "*:443" is the subject of several, but nothing that anybody could open in a firewall. */
  @ParameterizedTest
  @ValueSource(strings = {"en", "ja"})
  void severalAddressesAreNamedWhereTheyAreToBeOpened(String language) throws IOException {
    DirectStory story = new DirectStory();
    story.script().machine(DirectStory.CONNECTOR, DirectStory.CONNECTOR_V6);
    story.silent("198.51.100.9").silent("2001:db8:1::9").later(10);
    Analysis analysis = analysis(report(story, "Public", language));

    assertThat(analysis.headline().nextStep()).contains("198.51.100.9:443", "[2001:db8:1::9]:443");
    assertThat(analysis.headline().sentence()).contains("198.51.100.9", "[2001:db8:1::9]");
    assertThat(text(report(story, "Public", language), language)).contains("SYN-UNANSWERED *:443");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "en|unless they were for *.servicebus.windows.net|asks for it by name",
        "ja|(*.servicebus.windows.net の可能性あり)|その名前の問い合わせがありません"
      })
  void whatStaysOpenIsSaid(String language, String title, String sentence) throws IOException {
    DirectStory story = new DirectStory().reached(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    story.silent("198.51.100.9").later(10);

    assertThat(analysis(report(story, "Public", language)).findings())
        .anySatisfy(
            finding -> {
              assertThat(finding.code()).isEqualTo("UNRELATED-SYN-RETRANSMISSIONS");
              assertThat(finding.title()).contains(title);
              assertThat(finding.summary()).contains(sentence);
              assertThat(finding.remedy()).contains("ipconfig /flushdns");
            });
    assertThat(text(report(story, "Public", language), language)).contains("ServiceBus");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "en|is of the cloud AzureGovernment, the required hosts are those of public",
        "ja|一覧はクラウド AzureGovernment のものですが、必要なホストは public のものです"
      })
  void anotherCloudsListIsSaid(String language, String note) throws IOException {
    DirectStory story = new DirectStory().silent("198.51.100.9").later(10);

    assertThat(text(report(story, "AzureGovernment", language), language).replace(" ", ""))
        .contains(note.replace(" ", ""))
        .doesNotContain("servedfromsuch", "このようなアドレス");
    assertThat(text(report(story, "Public", language), language)).doesNotContain("AzureGovernment");
  }
}
