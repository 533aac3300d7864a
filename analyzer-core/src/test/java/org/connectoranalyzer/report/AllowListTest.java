package org.connectoranalyzer.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.connectoranalyzer.connector.Cloud;
import org.connectoranalyzer.connector.EndpointList;
import org.connectoranalyzer.connector.Requirement;
import org.connectoranalyzer.connector.Requirement.Need;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The list of required endpoints as firewall and proxy teams get it. */
class AllowListTest {
  private static final Path EXPECTED =
      Path.of("src/test/resources/org/connectoranalyzer/report/allow-list");

  private static String written(String format, EndpointList list, String language)
      throws IOException {
    return written(format, list, language, WriteOptions.STANDARD);
  }

  private static String written(
      String format, EndpointList list, String language, WriteOptions options) throws IOException {
    StringBuilder out = new StringBuilder();
    for (AllowListWriter writer : AllowListWriter.all()) {
      if (writer.format().equals(format)) {
        writer.write(AllowList.of(list), Messages.load(language), options, out);
      }
    }
    return out.toString();
  }

  /** A list of one row. */
  private static EndpointList list(String purpose, String source, String date) {
    Requirement row =
        new Requirement(
            "*.msappproxy.net", 443, Need.RUNTIME, purpose, List.of(Cloud.PUBLIC), source, date);
    List<String> none = List.of();
    return new EndpointList(
        "", Cloud.PUBLIC, List.of(row), none, none, none, none, none, none, none);
  }

  /** {@code -Dgolden.update=true} writes what is found and fails: to be reviewed like code. */
  @ParameterizedTest
  @CsvSource({"public, en", "public, ja", "usgov, en", "usgov, ja"})
  void textIsAsExpected(String cloud, String language) throws IOException {
    EndpointList list = EndpointList.standard(Cloud.valueOf(cloud.toUpperCase(Locale.ROOT)));
    String text = written("text", list, language);
    Path expected = EXPECTED.resolve(cloud + "." + language + ".txt");
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(EXPECTED);
      Files.writeString(expected, text);
      throw new AssertionError("rewritten: review the difference");
    }
    assertThat(text).isEqualTo(Files.readString(expected));
  }

  @ParameterizedTest
  @EnumSource(Cloud.class)
  void everyRowStandsInEveryFormat(Cloud cloud) throws IOException {
    EndpointList list = EndpointList.standard(cloud);
    String text = written("text", list, "en");
    List<String> csv = written("csv", list, "en").lines().toList();
    assertThat(csv).hasSize(list.requirements().size() + 1);
    for (Requirement row : list.requirements()) {
      assertThat(text).containsPattern("\n +\\Q" + row.pattern() + "\\E +TCP " + row.port() + " ");
      assertThat(csv)
          .contains(
              String.join(
                  ",",
                  row.pattern(),
                  Integer.toString(row.port()),
                  "TCP",
                  row.need().name().toLowerCase(Locale.ROOT),
                  row.purpose(),
                  cloud.name().toLowerCase(Locale.ROOT),
                  row.source(),
                  row.date()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "json"})
  void formatsForProgramsAreTheSameInEveryLanguage(String format) throws IOException {
    EndpointList list = EndpointList.standard(Cloud.PUBLIC);
    String english = written(format, list, "en");
    assertThat(written(format, list, "ja")).isEqualTo(english);
    assertThat(english).endsWith("\n").doesNotContain("\r", "\ufeff");
    Locale locale = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("tr-TR"));
      assertThat(written(format, list, "en")).isEqualTo(english);
    } finally {
      Locale.setDefault(locale);
    }
  }

  @ParameterizedTest
  @EnumSource(Cloud.class)
  void jsonIsValidAndReadAsTheSameList(Cloud cloud) throws IOException {
    EndpointList list = EndpointList.standard(cloud);
    String json = written("json", list, "en");
    assertThat(JsonSchemas.faultsOfEndpoints(json)).isEmpty();
    assertThat(JsonSchemas.faultsOfEndpoints(json.replaceFirst("\"port\": 443", "\"port\": 0")))
        .isNotEmpty();
    for (Cloud wanted : new Cloud[] {null, cloud}) {
      assertThat(EndpointList.read(new ByteArrayInputStream(json.getBytes(UTF_8)), wanted))
          .isEqualTo(list);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "=1+1|'=1+1",
        "+1|'+1",
        "-1|'-1",
        "@SUM(A1)|'@SUM(A1)",
        "^ =1^|^' =1^",
        "\uff1d1|'\uff1d1",
        "a=1|a=1",
        "=A1,\"x\"|\"'=A1,\"\"x\"\"\"",
        "a,b|\"a,b\"",
        "a;=1|\"a;=1\"",
        "\"a|\"\"\"a\""
      })
  void noCellIsAFormula(String purpose, String cell) throws IOException {
    assertThat(written("csv", list(purpose, "s", "d"), "en").lines().skip(1))
        .containsExactly("*.msappproxy.net,443,TCP,runtime," + cell + ",public,s,d");
  }

  /** A cell never ends its line, and nothing reaches a terminal that controls it. */
  @ParameterizedTest
  @ValueSource(strings = {"text", "csv", "json"})
  void whatIsHarmfulIsEscaped(String format) throws IOException {
    String text = written(format, list("a\nb\r\tc", "\u001b[31mred", "\u202e1"), "en");
    assertThat(text.codePoints().filter(c -> c == 0x1b || c == '\r' || c == '\t' || c == 0x202e))
        .isEmpty();
    assertThat(text).contains("x0ab", "x1b[31mred");
  }

  @Test
  void aUsersListIsShownAsFarAsItGoes() throws IOException {
    String text = written("text", list("proxy chain", "", ""), "en");
    assertThat(text)
        .startsWith("Hosts and ports")
        .contains("\nFor the public cloud\n", "\nRUNTIME\n", "TCP 443    proxy chain\n")
        .contains("CONNECT to the ports 443, without")
        .doesNotContain("REVOCATION", "SOURCES", "list of", "purpose.", "port 80");
    assertThat(written("csv", list("x", "", ""), "en")).endsWith("runtime,x,public,,\n");
  }

  @Test
  void fitsTheTerminal() throws IOException {
    EndpointList list = EndpointList.standard(Cloud.PUBLIC);
    WriteOptions narrow = WriteOptions.STANDARD.withWidth(72).withDisplay(DisplayCharset.ASCII);
    String text = written("text", list, "en", narrow);
    assertThat(text.chars()).allMatch(c -> c < 0x80);
    assertThat(text.lines().filter(line -> !line.contains("https://")))
        .allMatch(line -> line.length() <= 80);
    String colored =
        written("text", list, "en", WriteOptions.STANDARD.withStyle(WriteOptions.Style.COLORED));
    assertThat(colored.replaceAll("\u001b\\[[0-9;]*m", "")).isEqualTo(written("text", list, "en"));
    assertThat(colored).contains("\u001b[1mRUNTIME");
  }
}
