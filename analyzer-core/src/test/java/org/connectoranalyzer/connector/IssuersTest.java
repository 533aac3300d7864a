package org.connectoranalyzer.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class IssuersTest {
  private final Issuers issuers = Issuers.standard();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Microsoft Corporation",
        "MICROSOFT  CORPORATION",
        " microsoft corporation.",
        "DigiCert Inc",
        "DigiCert, Inc.",
        "DigiCert,Inc.",
        "Digicert Inc",
        "GeoTrust Inc.",
        "Baltimore",
        "D-Trust GmbH",
        "D-TRUST GmbH"
      })
  void knowsTheOrganisationHoweverItIsWritten(String organization) {
    assertThat(issuers.isKnown(organization)).isTrue();
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {
        " ",
        "-",
        "Microsoft Corporation Proxy CA",
        "Microsoft",
        "MicrosoftCorporation",
        "Micr\u043esoft Corporation",
        "Not DigiCert Inc",
        "DigiCert Inc Contoso",
        "Zscaler Inc.",
        "Palo Alto Networks",
        "Symantec Corporation",
        "Contoso Ltd"
      })
  void aNameThatMerelyContainsOrResemblesOneIsUnknown(String organization) {
    assertThat(issuers.isKnown(organization)).isFalse();
  }

  @Test
  void everyRowSaysWhereItComesFrom() throws IOException {
    try (InputStream in = Issuers.class.getResourceAsStream("issuers.json")) {
      String list = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      List<String> rows = list.lines().filter(line -> line.contains("organization\":")).toList();
      assertThat(rows)
          .isNotEmpty()
          .allMatch(
              row ->
                  row.matches(
                      " *\\{\"organization\": \"[^\"]+\", \"issues\": \"[^\"]+\","
                          + " \"source\": \"https://[^\"]+\", \"date\": \"\\d{4}-\\d{2}\"},?"));
    }
  }
}
