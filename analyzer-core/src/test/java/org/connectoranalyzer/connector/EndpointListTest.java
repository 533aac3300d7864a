package org.connectoranalyzer.connector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.connectoranalyzer.connector.Requirement.Need;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lists of the library, and lists that users give. */
class EndpointListTest {
  private static EndpointList read(String json, @Nullable Cloud cloud) throws IOException {
    return EndpointList.read(new ByteArrayInputStream(json.getBytes(UTF_8)), cloud);
  }

  private static List<String> subjects(Cloud cloud, Need need) {
    return EndpointList.standard(cloud).requirements().stream()
        .filter(row -> row.need() == need)
        .map(Requirement::subject)
        .toList();
  }

  @ParameterizedTest
  @EnumSource(Cloud.class)
  void everyRowOfTheLibraryHasASourceAndItsDate(Cloud cloud) {
    List<Requirement> rows = EndpointList.standard(cloud).requirements();
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row.source()).startsWith("https://learn.microsoft.com/");
              assertThat(row.date()).matches("20\\d\\d-(0[1-9]|1[0-2])");
              assertThat(row.port()).isIn(80, 443);
            });
    Set<String> subjects = new HashSet<>();
    assertThat(rows).allMatch(row -> subjects.add(row.subject()));
  }

  @Test
  void theCloudsHaveTheirOwnHosts() {
    assertThat(subjects(Cloud.PUBLIC, Need.RUNTIME))
        .containsExactly("*.msappproxy.net:443", "*.servicebus.windows.net:443");
    assertThat(subjects(Cloud.USGOV, Need.RUNTIME))
        .containsExactly("*.msappproxy.us:443", "*.servicebus.usgovcloudapi.net:443");
    assertThat(subjects(Cloud.PUBLIC, Need.REGISTRATION))
        .contains("login.windows.net:443", "*.microsoftonline.com:443", "management.azure.com:443");
    assertThat(subjects(Cloud.USGOV, Need.REGISTRATION))
        .contains("login.windows.us:443", "*.microsoftonline.us:443", "management.azure.com:443")
        .noneMatch(subject -> subject.contains("login.windows.net"));
    assertThat(subjects(Cloud.PUBLIC, Need.REVOCATION))
        .allMatch(subject -> subject.endsWith(":80"))
        .contains("crl3.digicert.com:80", "oneocsp.microsoft.com:80", "ctldl.windowsupdate.com:80");
    assertThat(subjects(Cloud.USGOV, Need.REVOCATION))
        .allMatch(subject -> subject.endsWith(":80"))
        .contains("crl.microsoft.us:80", "ctldl.windowsupdate.us:80", "crl3.digicert.com:80");
  }

  @Test
  void aRowNeedsPatternAndPortAlone() throws IOException {
    EndpointList list = read("{\"endpoints\": [{\"pattern\": \"A.Example\", \"port\": 1}]}", null);
    assertThat(list.cloud()).isEqualTo(Cloud.PUBLIC);
    Requirement row = list.requirements().get(0);
    assertThat(row.subject()).isEqualTo("a.example:1");
    assertThat(row.need()).isEqualTo(Need.RUNTIME);
    assertThat(row.clouds()).containsExactly(Cloud.PUBLIC, Cloud.USGOV);
    assertThat(list.bootstrap()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'cloud': 'usgov', 'endpoints': [{'pattern': 'a', 'port': 1}]}",
        "{'endpoints': [{'pattern': 'a', 'port': 1}], 'cloud': 'usgov'}"
      })
  void aListMayNameItsCloud(String json) throws IOException {
    String list = json.replace('\'', '"');
    assertThat(read(list, null).cloud()).isEqualTo(Cloud.USGOV);
    assertThat(read(list, Cloud.USGOV).cloud()).isEqualTo(Cloud.USGOV);
    assertThatThrownBy(() -> read(list, Cloud.PUBLIC)).isInstanceOf(MissingCloudException.class);
  }

  @Test
  void aListWithoutRowsOfTheCloudSaysSo() {
    String list = "{\"endpoints\": [{\"pattern\": \"a\", \"port\": 1, \"clouds\": [\"usgov\"]}]}";
    MissingCloudException missing =
        catchThrowableOfType(MissingCloudException.class, () -> read(list, null));
    assertThat(missing.cloud()).isEqualTo(Cloud.PUBLIC);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|1|JSON",
        "[]|1|JSON",
        "{}|1|endpoints",
        "{'endpoints': []}|1|endpoints",
        "{'endpoints': {}}|1|endpoints",
        "{'endpoints': [7]}|1|endpoints",
        "{'version': 7}|1|version",
        "{~'cloud': 'china'}|2|cloud",
        "{'bootstrap': [7]}|1|bootstrap",
        "{'endpoints': [~{'port': 1}]}|2|pattern",
        "{'endpoints': [~{'pattern': 'a'}]}|2|port",
        "{'endpoints': [~{'pattern': 'a',~'port': 0}]}|3|port",
        "{'endpoints': [~{'pattern': 'a',~'port': 65536}]}|3|port",
        "{'endpoints': [~{'pattern': 'a',~'port': '443'}]}|3|port",
        "{'endpoints': [~{'pattern': 'a',~'port': 4.5}]}|3|port",
        "{'endpoints': [~{'pattern': 'a', 'port': 99999999999}]}|2|JSON",
        "{'endpoints': [~{'pattern': '=cmd', 'port': 1}]}|2|pattern",
        "{'endpoints': [~{'pattern': '-a', 'port': 1}]}|2|pattern",
        "{'endpoints': [~{'pattern': '*', 'port': 1}]}|2|pattern",
        "{'endpoints': [~{'pattern': 'a*.example', 'port': 1}]}|2|pattern",
        "{'endpoints': [~{'pattern': 'a/b', 'port': 1}]}|2|pattern",
        "{'endpoints': [~{'pattern': 'a', 'port': 1, 'need': 'vital'}]}|2|need",
        "{'endpoints': [~{'pattern': 'a', 'port': 1, 'clouds': ['china']}]}|2|clouds",
        "{'endpoints': [{'pattern': 'a', 'port': 1}]|1|JSON"
      })
  void whatIsNoListSaysWhere(String json, int line, String detail) {
    String list = json.replace('\'', '"').replace('~', '\n');
    ListFormatException fault =
        catchThrowableOfType(ListFormatException.class, () -> read(list, null));
    assertThat(fault.detail()).isEqualTo(detail);
    assertThat(fault.line()).isEqualTo(line);
  }

  @Test
  void isBounded() {
    String row = "{\"pattern\": \"a\", \"port\": 1},";
    String many = "{\"endpoints\": [" + row.repeat(10_001) + "{\"pattern\": \"b\", \"port\": 1}]}";
    assertThatThrownBy(() -> read(many, null)).isInstanceOf(ListFormatException.class);
    String wide = "{\"version\": \"" + "x".repeat(100_000) + "\"}";
    assertThatThrownBy(() -> read(wide, null)).isInstanceOf(ListFormatException.class);
    String deep = "{\"x\": " + "[".repeat(100_000);
    assertThatThrownBy(() -> read(deep, null)).isInstanceOf(ListFormatException.class);
  }
}
