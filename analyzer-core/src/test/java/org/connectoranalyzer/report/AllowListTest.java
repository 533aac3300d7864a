package org.connectoranalyzer.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.connectoranalyzer.connector.Cloud;
import org.connectoranalyzer.connector.EndpointList;
import org.connectoranalyzer.connector.Requirement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The list of required endpoints as firewall and proxy teams get it. */
class AllowListTest {
  private static final EndpointList OWN =
      read(
          """
          {"version": "mine", "bootstrap": ["a.example"], "endpoints": [
            {"pattern": "=cmd|' /C calc'!A0", "port": 443, "purpose": "a,\\"b\\"", "source": "+1", "date": "-"},
            {"pattern": "late.example", "port": 80, "need": "optional"},
            {"pattern": "*.example", "port": 8443, "need": "registration", "clouds": ["public"]}]}
          """,
          Cloud.PUBLIC);

  private static EndpointList read(String json, Cloud cloud) {
    try {
      return EndpointList.read(new ByteArrayInputStream(json.getBytes(UTF_8)), cloud);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String written(String format, EndpointList list, String language) {
    AllowListWriter writer =
        AllowListWriter.all().stream()
            .filter(w -> w.format().equals(format))
            .findFirst()
            .orElseThrow();
    StringBuilder out = new StringBuilder();
    try {
      writer.write(AllowList.of(list), Messages.load(language), WriteOptions.STANDARD, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  @ParameterizedTest
  @EnumSource(Cloud.class)
  void everyRowIsInEveryFormat(Cloud cloud) {
    EndpointList list = EndpointList.standard(cloud);
    for (String language : List.of("en", "ja")) {
      for (String format : List.of("text", "csv", "json")) {
        String document = written(format, list, language);
        for (Requirement row : list.requirements()) {
          assertThat(document).contains(row.pattern());
        }
        assertThat(document).endsWith("\n").doesNotContain("\r", " ?", "purpose.");
      }
    }
  }

  @Test
  void theTextIsGroupedByNeed() {
    String text = written("text", OWN, "en");

    assertThat(text)
        .startsWith(
            "Hosts and ports that a Microsoft Entra private network connector needs: public")
        .containsSubsequence(
            "TO RUN",
            "=cmd|' /c calc'!a0:443",
            "TO REGISTER",
            "*.example:8443",
            "BESIDES",
            "late.example:80",
            "TO BE KNOWN",
            "No TLS inspection for =cmd")
        .doesNotContain("TO CHECK CERTIFICATES");
    assertThat(written("text", OWN, "ja")).containsSubsequence("動作に必要", "登録に必要", "その他", "注意点");
  }

  @Test
  void noCellIsAFormulaAndQuotesAreDoubled() {
    assertThat(written("csv", OWN, "ja"))
        .isEqualTo(
            """
            pattern,port,protocol,need,purpose,cloud,source,date
            '=cmd|' /c calc'!a0,443,TCP,runtime,"a,""b""\",public,'+1,'-
            *.example,8443,TCP,registration,cloudService,public,,
            late.example,80,TCP,optional,cloudService,public,,
            """);
  }

  @ParameterizedTest
  @EnumSource(Cloud.class)
  void theJsonIsValidAndAListThatCanBeGivenBack(Cloud cloud) {
    EndpointList list = EndpointList.standard(cloud);
    String json = written("json", list, "en");

    assertThat(JsonSchemas.faultsOfEndpoints(json)).isEmpty();
    assertThat(read(json, cloud)).isEqualTo(list);
    assertThat(JsonSchemas.faultsOfEndpoints(written("json", OWN, "en"))).isEmpty();
  }
}
