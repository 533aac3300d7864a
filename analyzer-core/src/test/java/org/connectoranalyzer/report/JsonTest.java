package org.connectoranalyzer.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TimeZone;
import org.connectoranalyzer.diagnosis.Facts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  private static final String HOSTILE =
      "\u001b[31m\u0007\u202e\u2028\ud800\u0000\u009b<b>\"\\\u200b";

  @Test
  void isValidAndComesBackTheSame() throws IOException {
    Report report = Report.of(ReportFixture.recording().report());
    String json = json(report);
    JsonSchemas.assertValid(json);
    Report again = read(json);
    assertThat(again).isEqualTo(report);
    assertThat(json(again)).isEqualTo(json);
  }

  @Test
  void saysTheFileOfEachFrameOfAJoinedRecording() throws IOException {
    Report report =
        Report.of(ReportFixture.recording().files("a_00001.pcapng", "a_00002.pcapng").report());
    String json = json(report);
    JsonSchemas.assertValid(json);
    assertThat(json)
        .contains("\"requestFrame\": 6,\n      \"requestFrameFile\": 1,")
        .contains("\"synFrame\": null,\n        \"synFrameFile\": null,")
        .contains(
            "\"displayFilters\": [ {\n        \"file\": \"a_00002.pcapng\",\n        \"filter\": \"frame.number in {6, 7}\"")
        .doesNotContain("\"displayFilter\":");
    assertThat(read(json)).isEqualTo(report);
  }

  @Test
  void saysThatTimesAreLocalOnlyWhereTheyAre() throws IOException {
    Report local = Report.of(ReportFixture.recording().localTime().report());
    String json = json(local);
    JsonSchemas.assertValid(json);
    assertThat(json).contains("\"cutShort\": false,\n      \"clock\": \"local\"\n    }");
    assertThat(read(json)).isEqualTo(local);
    assertThat(json(Report.of(ReportFixture.recording().report()))).doesNotContain("\"clock\"");
  }

  @Test
  void saysNoFileWhereThereIsOne() throws IOException {
    assertThat(json(Report.of(ReportFixture.recording().report())))
        .contains("\"displayFilter\": \"frame.number in {6, 7}\"")
        .doesNotContain("FrameFile\"")
        .doesNotContain("\"displayFilters\":");
  }

  @Test
  void keepsTheOrderOfTheContract() throws IOException {
    String json = json(Report.of(ReportFixture.recording().report()));
    assertThat(json).startsWith("{\n  \"schemaVersion\": \"1.0\",\n  \"tool\": {").endsWith("}\n");
    int before = -1;
    for (String key :
        List.of(
            "files",
            "status",
            "capture",
            "verdict",
            "mode",
            "intendedMode",
            "headline",
            "clients",
            "proxies",
            "findings",
            "checks",
            "endpoints",
            "connections",
            "synRetransmissions",
            "connects",
            "tlsHandshakes",
            "dnsLookups",
            "detectorFailures",
            "limitsReached",
            "truncatedLists",
            "suppressed")) {
      int at = json.indexOf("\n    \"" + key + "\": ");
      assertThat(at).as(key).isGreaterThan(before);
      before = at;
    }
  }

  @Test
  void aCaptureThatCannotBeReadHasItsErrorAlone() throws IOException {
    CaptureReport capture =
        ReportAssembler.unreadable(List.of("t.etl"), "etl", Facts.NONE, Messages.load("en"));
    Report report = Report.of(capture);
    String json = json(report);
    JsonSchemas.assertValid(json);
    assertThat(json)
        .contains("\"status\": \"unreadable\"", "etl2pcapng in.etl out.pcapng")
        .doesNotContain("verdict");
    assertThat(read(json)).isEqualTo(report);
  }

  @Test
  void nothingHarmfulOfACaptureGetsThrough() throws IOException {
    Report report = Report.of(ReportFixture.recording().hostile(HOSTILE).report());
    String json = json(report);
    JsonSchemas.assertValid(json);
    assertThat(json)
        .doesNotContainPattern("[^\\\\]\\\\u")
        .contains("\\\\x1b[31m\\\\x07\\\\u202e\\\\u2028\\\\ud800\\\\x00");
    assertThat(
            json.codePoints()
                .filter(c -> c != '\n')
                .filter(
                    c ->
                        c < 0x20
                            || (c >= 0x7f && c < 0xa0)
                            || c == 0x202e
                            || c == 0x2028
                            || c == 0x200b
                            || Character.getType(c) == Character.SURROGATE))
        .isEmpty();
    assertThat(read(json)).isEqualTo(report);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tr", "ja", "ar"})
  void doesNotDependOnLocaleOrTimeZone(String language) throws IOException {
    String expected = json(Report.of(ReportFixture.recording().report()));
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag(language + "-u-nu-arab"));
      TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
      assertThat(json(Report.of(ReportFixture.recording().report()))).isEqualTo(expected);
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
  }

  @Test
  void cutsLongListsKeepsTheConnectorsOwnAndSaysSo() throws IOException {
    Analysis analysis =
        Objects.requireNonNull(ReportFixture.recording().unrelated(10_500).report().analysis());
    assertThat(analysis.connections()).hasSize(10_000);
    assertThat(analysis.connections().get(0).role()).isEqualTo("proxy");
    assertThat(analysis.synRetransmissions()).hasSize(10_000);
    assertThat(analysis.truncatedLists())
        .containsEntry("connections", 10_502L)
        .containsEntry("synRetransmissions", 10_500L)
        .hasSize(2);
  }

  @Test
  void readsALaterMinorVersionAndPassesOverItsKeys() throws IOException {
    Report report = Report.of(ReportFixture.recording().report());
    String later =
        json(report)
            .replace("\"1.0\"", "\"1.7\"")
            .replaceFirst(
                "\"verdict\"", "\"new\": { \"a\": [ 1, { } ], \"b\": null },\n    \"verdict\"");
    assertThat(read(later).captures()).isEqualTo(report.captures());
  }

  @Test
  void makesAForeignReportHarmless() throws IOException {
    String json = json(Report.of(ReportFixture.recording().report()));
    String evil =
        json.replace("\"subject\": \"proxy", "\"subject\": \"\\u001b[2J\\nERROR\\u202e proxy");
    Analysis analysis = Objects.requireNonNull(read(evil).captures().get(0).analysis());
    assertThat(analysis.findings().get(0).subject()).startsWith("\\x1b[2J\\x0aERROR\\u202e proxy");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{|line 1: JSON",
        "[]|line 1: JSON",
        "{\"captures\":[]}|line 1: schemaVersion",
        "{\"schemaVersion\":\"2.0\"}|line 1: schemaVersion",
        "{\"schemaVersion\":\"1.0\",\"captures\":[]}|line 1: tool",
        "{\"schemaVersion\":\"1.0\",\"captures\":[{\"files\":[\"a\"],\"status\":\"analyzed\",\"language\":\"en\"}]}|line 1: capture",
        "{\"schemaVersion\":\"1.0\",\"captures\":[{\"verdict\":\"great\"}]}|line 1: verdict",
        "{\"schemaVersion\":\"1.0\",\"captures\":[{\"files\":7}]}|line 1: files",
        "{\"schemaVersion\":\"1.0\",\"captures\":[{\"files\":[null]}]}|line 1: files",
      })
  void saysWhereAForeignFileIsNoReport(String json, String complaint) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(ReportFormatException.class)
        .hasMessage(complaint);
  }

  private static String json(Report report) throws IOException {
    StringBuilder out = new StringBuilder();
    new JsonWriter().write(report, Messages.load("en"), WriteOptions.STANDARD, out);
    return out.toString();
  }

  private static Report read(String json) throws IOException {
    return JsonReader.read(new ByteArrayInputStream(json.getBytes(UTF_8)));
  }
}
