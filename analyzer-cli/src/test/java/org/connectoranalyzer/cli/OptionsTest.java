package org.connectoranalyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.connectoranalyzer.connector.Cloud;
import org.connectoranalyzer.connector.Mode;
import org.connectoranalyzer.connector.Proxy;
import org.connectoranalyzer.diagnosis.Verdict;
import org.connectoranalyzer.report.Analysis;
import org.connectoranalyzer.report.FindingEntry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each option: what it does, and what it says of a value that it cannot take. */
class OptionsTest {
  private static Analysis analysis(Object... args) {
    Object[] all = new Object[args.length + 2];
    System.arraycopy(args, 0, all, 0, args.length);
    all[args.length] = "-f";
    all[args.length + 1] = "json";
    Run run = Run.of(all);
    assertThat(run.err()).isEmpty();
    return Objects.requireNonNull(run.report().captures().get(0).analysis());
  }

  @Test
  void proxyNamesTheProxy() {
    String capture = Run.sample("proxy-name-not-resolved");
    assertThat(analysis(capture).headline().code()).isNotEqualTo("PROXY-NAME-NOT-RESOLVED");
    Analysis told = analysis(capture, "--proxy", "Proxy.Contoso.local:8080");
    assertThat(told.headline().code()).isEqualTo("PROXY-NAME-NOT-RESOLVED");
    assertThat(told.proxies())
        .anySatisfy(
            proxy -> {
              assertThat(proxy.name()).isEqualTo("proxy.contoso.local");
              assertThat(proxy.source()).isEqualTo(Proxy.Source.OPTION);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"[2001:DB8::1]:3128", "10.20.8.80:8080", "proxy:1", "proxy.:65535"})
  void proxyTakesNamesAndAddresses(String proxy) {
    assertThat(Run.of("--proxy", proxy, Run.HEALTHY, "--fail-on", "never").code()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "proxy, is not HOST:PORT",
    "http://proxy:8080, is not HOST:PORT",
    "2001:db8::1:8080, is not HOST:PORT",
    "[10.0.0.1]:80, is not HOST:PORT",
    "':8080', is not HOST:PORT",
    "proxy:, is not a port",
    "proxy:0, is not a port",
    "proxy:65536, is not a port",
    "proxy:http, is not a port"
  })
  void proxySaysWhatItCannotTake(String value, String message) {
    Run.of("--proxy", value, Run.HEALTHY).isRefusedWith("--proxy", message);
  }

  @Test
  void ladderDrawsThePackets() {
    Run plain = Run.of(Run.PROXY_407);
    Run drawn = Run.of(Run.PROXY_407, "--ladder");
    assertThat(drawn.code()).isEqualTo(plain.code());
    assertThat(drawn.out()).contains("\u2502<\u2500", "HTTP 407").contains("Ladder");
    assertThat(plain.out()).doesNotContain("Ladder");
    assertThat(Run.of(Run.PROXY_407, "--ladder", "--ascii").out())
        .contains("|<----")
        .matches("\\p{ASCII}*");
    assertThat(Run.of(Run.PROXY_407, "--ladder", "--color", "always").out())
        .contains("\u001b[1;31m\u2502<");
    Run.of(Run.PROXY_407, "--ladder=svg").isRefusedWith("--ladder");
  }

  @Test
  void proxyPortMakesEveryServerOnItAProxy() {
    assertThat(analysis(Run.sample("proxy-healthy"), "--proxy-port", 8080).proxies()).isNotEmpty();
    assertThat(analysis(Run.HEALTHY, "--proxy-port", 443, "--proxy-port", 8080).mode())
        .isNotEqualTo(Mode.DIRECT);
    Run.of("--proxy-port", "0", Run.HEALTHY).isRefusedWith("--proxy-port", "'0'", "1 to 65535");
    Run.of("--proxy-port", "-1", Run.HEALTHY).isRefusedWith("--proxy-port");
  }

  @Test
  void modeIsWhatTheConnectorIsMeantToDo() {
    assertThat(analysis(Run.HEALTHY).intendedMode()).isNull();
    assertThat(analysis(Run.HEALTHY, "--mode", "auto").intendedMode()).isNull();
    assertThat(analysis(Run.HEALTHY, "--mode", "Direct").intendedMode()).isEqualTo(Mode.DIRECT);
    assertThat(analysis(Run.HEALTHY, "--mode=proxy").intendedMode()).isEqualTo(Mode.PROXY);
    Run.of("--mode", "mixed", Run.HEALTHY)
        .isRefusedWith("'--mode'", "'mixed' is not one of auto, direct, proxy");
  }

  @Test
  void clientLooksAtThatOneOnly() {
    Analysis other = analysis(Run.PROXY_407, "--client", "10.20.0.99");
    assertThat(other.clients()).isEmpty();
    assertThat(other.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(analysis(Run.PROXY_407, "--client", "10.20.0.10", "--client", "::1").verdict())
        .isEqualTo(Verdict.PROBLEM);
    Run.of("--client", "connector01", Run.HEALTHY)
        .isRefusedWith("--client", "'connector01' is not an IP address");
    Run.of("--client", "10.0.0.256", Run.HEALTHY).isRefusedWith("--client");
  }

  @Test
  void cloudSelectsTheRequiredHosts() {
    assertThat(analysis(Run.HEALTHY, "--cloud", "public").verdict()).isEqualTo(Verdict.HEALTHY);
    Analysis government = analysis(Run.HEALTHY, "--cloud", "usgov");
    assertThat(government.verdict()).isNotEqualTo(Verdict.HEALTHY);
    assertThat(government.endpoints())
        .extracting(Analysis.EndpointEntry::pattern)
        .contains("*.msappproxy.us");
    Run.of("--cloud", "china", Run.HEALTHY).isRefusedWith("'china'", "public, usgov");
  }

  @Test
  void endpointsReplacesTheList(@TempDir Path folder) throws Exception {
    Path list = folder.resolve("endpoints.json");
    Files.writeString(
        list,
        """
        {"version": "my list", "bootstrap": ["*.bootstrap.msappproxy.net"],
         "endpoints": [{"pattern": "*.msappproxy.net", "port": 443}]}
        """);
    Run run = Run.of(Run.HEALTHY, "--endpoints", list, "-f", "json");
    assertThat(run.report().tool().endpointList()).isEqualTo("my list");
    assertThat(Objects.requireNonNull(run.report().captures().get(0).analysis()).endpoints())
        .extracting(Analysis.EndpointEntry::pattern)
        .containsOnly("*.msappproxy.net");

    Run.of(Run.HEALTHY, "--endpoints", folder.resolve("none.json"))
        .isRefusedWith("--endpoints", "there is no file", "none.json");
    Files.writeString(list, "{\n\"endpoints\": [\n{\"pattern\": \"x\", \"port\": 70000}]}");
    Run.of(Run.HEALTHY, "--endpoints", list)
        .isRefusedWith("is no list of required endpoints: line 3", "port");
    Files.writeString(list, "<html>");
    Run.of(Run.HEALTHY, "--endpoints", list).isRefusedWith("line 1");
    Run.of(Run.HEALTHY, "--endpoints", folder).isRefusedWith("cannot be read");
  }

  private static final String TAGS =
      """
      {"changeNumber": 399, "cloud": "%s", "values": [
        {"name": "ServiceBus.WestEurope", "id": "x", "properties": {"addressPrefixes": [%s]}}]}
      """;

  @Test
  void serviceTagsAreHeldAgainstTheCloud(@TempDir Path folder) throws Exception {
    Path list = folder.resolve("ServiceTags_Public.json");
    Files.writeString(list, TAGS.formatted("Public", "\"203.0.113.0/24\""));
    assertThat(analysis(Run.HEALTHY, "--service-tags", list).serviceTags())
        .isEqualTo(new Analysis.ServiceTagsEntry("Public", 399, Cloud.PUBLIC, true, 0));
    assertThat(analysis(Run.HEALTHY).serviceTags()).isNull();

    Files.writeString(list, TAGS.formatted("AzureGovernment", "\"203.0.113.0/24\", \"nowhere\""));
    assertThat(Run.of(Run.HEALTHY, "--service-tags", list).out().replaceAll("\\s+", " "))
        .contains("of the cloud AzureGovernment", "those of public", "One address range of the");
    assertThat(
            Run.of(Run.HEALTHY, "--service-tags", list, "--cloud", "usgov", "--fail-on", "never")
                .out())
        .doesNotContain("AzureGovernment");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "|is empty",
        "<html>|line 1 is not JSON",
        "{\"values\": [|ends in the middle, at line 1",
        "{\"values\": []} x|is not JSON",
        "{\"version\": \"2026-11\", \"endpoints\": []}|'values' is missing",
        "[]|is no list \"Azure IP Ranges",
        "{\"values\": []}|has no address range",
        "PK\u0003\u0004|is compressed"
      })
  void serviceTagsSayWhatTheyCannotTake(
      @Nullable String content, String message, @TempDir Path folder) throws Exception {
    Path list = folder.resolve("list.json");
    Files.writeString(list, content == null ? "" : content);
    Run.of(Run.HEALTHY, "--service-tags", list)
        .isRefusedWith("--service-tags", "list.json", message);
  }

  @Test
  void serviceTagsAreOneReadableFile(@TempDir Path folder) {
    Run.of(Run.HEALTHY, "--service-tags", folder).isRefusedWith("cannot be read");
    Run.of(Run.HEALTHY, "--service-tags", folder.resolve("none.json"))
        .isRefusedWith("there is no file", "none.json");
  }

  @Test
  void limitChangesWhatIsTakenIn() {
    assertThat(analysis(Run.HEALTHY).limitsReached()).isEmpty();
    assertThat(analysis(Run.HEALTHY, "--limit", "exchanges=16").limitsReached())
        .extracting(Analysis.LimitReached::limit)
        .containsExactly("exchanges");
    Run.of("--limit", "flows", Run.HEALTHY).isRefusedWith("'flows' is not NAME=N");
    Run.of("--limit", "flows=many", Run.HEALTHY).isRefusedWith("is not NAME=N");
    Run.of("--limit", "packets=5", Run.HEALTHY)
        .isRefusedWith("'packets' is not one of ", "flows", "message-head");
    Run.of("--limit", "flows=1", Run.HEALTHY).isRefusedWith("flows must be 16 to", "not 1");
  }

  @Test
  void minSeverityHidesFromTextAlone() {
    assertThat(Run.of(Run.WITH_INFO).out()).contains("INFO  SERVICE-BUS-TCP-FALLBACK");
    Run text = Run.of(Run.WITH_INFO, "--min-severity", "error");
    assertThat(text.out()).doesNotContain("INFO  SERVICE-BUS-TCP-FALLBACK").contains("not shown");
    assertThat(analysis(Run.WITH_INFO, "--min-severity", "error").findings())
        .extracting(FindingEntry::code)
        .contains("SERVICE-BUS-TCP-FALLBACK");
    Run.of("--min-severity", "none", Run.HEALTHY)
        .isRefusedWith("'none' is not one of error, warning, info");
  }

  @Test
  void failOnSaysWhatItCannotTake() {
    Run.of("--fail-on", "fatal", Run.HEALTHY)
        .isRefusedWith("'fatal' is not one of error, warning, info, never");
  }

  @Test
  void languageIsThatOfTheWords() {
    Run run = Run.of("--lang", "ja", Run.HEALTHY);
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("\u6b63\u5e38").doesNotContain("HEALTHY");
    assertThat(run.code()).isZero();
    Run.of("--lang", "en", Run.HEALTHY).endsWith(ExitCode.CLEAN);
    Run.of("--lang", "fr", Run.HEALTHY).isRefusedWith("'fr' is not one of en, ja, auto");
  }

  @Test
  void languageWithoutWordsFallsBackToEnglishAndSaysSo() {
    String english = Run.of(Run.HEALTHY).out();
    Locale locale = Locale.getDefault();
    try {
      Locale.setDefault(Locale.FRANCE);
      Run run = Run.of("--lang", "auto", Run.HEALTHY);
      assertThat(run.err()).containsOnlyOnce("\"fr\"").contains("English");
      assertThat(run.out()).isEqualTo(english);
      assertThat(run.code()).isZero();
      Run.of("--lang", "auto", "-q", Run.HEALTHY).endsWith(ExitCode.CLEAN);
    } finally {
      Locale.setDefault(locale);
    }
  }

  @Test
  void zoneIsThatOfTheText() {
    assertThat(Run.of(Run.HEALTHY).out()).containsPattern("from \\S+ \\S+ UTC");
    String there = Run.of("--tz", "Asia/Tokyo", Run.HEALTHY).out();
    assertThat(there).doesNotContain(" UTC").isNotEqualTo(Run.of(Run.HEALTHY).out());
    assertThat(Run.of("--tz", "+09:00", Run.HEALTHY).code()).isZero();
    assertThat(Run.of("--tz", "Asia/Tokyo", "-f", "json", Run.HEALTHY).out())
        .isEqualTo(Run.of("-f", "json", Run.HEALTHY).out());
    Run.of("--tz", "Mars/Base", Run.HEALTHY)
        .isRefusedWith("'Mars/Base' is not a time zone", "Europe/Berlin");
  }

  @Test
  void colorAsAsked() {
    assertThat(Run.of("--color", "always", Run.HEALTHY).out()).contains("\u001b[");
    assertThat(Run.of("--color", "never", Run.HEALTHY).out()).doesNotContain("\u001b");
    assertThat(Run.of(Run.HEALTHY).out()).doesNotContain("\u001b");
    Run.of("--color", "sometimes", Run.HEALTHY)
        .isRefusedWith("'sometimes' is not one of auto, always, never");
  }

  @Test
  void verboseShowsWhatIsDone() {
    Run run = Run.of("-v", Run.HEALTHY);
    assertThat(run.err()).contains("DEBUG", "processors", Run.HEALTHY + " is done");
    assertThat(run.out()).isEqualTo(Run.of(Run.HEALTHY).out());
    Run.of("-v", "-q", Run.HEALTHY)
        .isRefusedWith("connector-analyzer: --quiet", "mutually exclusive");
  }

  @Test
  void joinAndSeparateExcludeEachOther() {
    Run.of("--join", "--separate", Run.HEALTHY).isRefusedWith("mutually exclusive");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--configuration", "--anonymize", "--suppress", "--summary", "-x"})
  void othersAreUnknown(String option) {
    Run.of(option, Run.HEALTHY).isRefusedWith("Unknown option: '" + option + "'");
    Run.of("analyze", Run.HEALTHY, option).isRefusedWith("Unknown option: '" + option + "'");
  }

  @ParameterizedTest
  @CsvSource({"--fromat, --format", "--min-sevrity, --min-severity", "--proxi, --proxy"})
  void unknownOnesAreHeldAgainstTheKnown(String typed, String meant) {
    Run.of(typed, "x", Run.HEALTHY).isRefusedWith("did you mean " + meant + "?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"yaml", "xml", ""})
  void formatsThatAreNoneAreRefused(String format) {
    Run.of("-f", format, Run.HEALTHY).isRefusedWith("'" + format + "' is not one of text, ");
  }

  @Test
  void somethingMustBeAsked() {
    Run.of("analyze").isRefusedWith("Missing required parameter", "CAPTURE");
    Run.of("-f", "json").isRefusedWith("CAPTURE");
    Run.of("").isRefusedWith("name of a capture is empty");
    Run.of(Run.HEALTHY, "-f").isRefusedWith("--format");
  }

  @Test
  void helpIsAResultAndNeedsNoCapture() {
    for (List<String> words :
        List.of(
            List.of("--help"),
            List.of("-h"),
            List.of("analyze", "--help"),
            List.of("explain", "--help"),
            List.of("no-such.pcap", "--help"))) {
      Run help = Run.of(words.toArray()).endsWith(ExitCode.CLEAN);
      assertThat(help.out()).startsWith("Usage: connector-analyzer");
    }
    assertThat(Run.of("--help").out()).contains("70", "analyze", "explain", "Exit codes");
  }

  @Test
  void versionIsThatOfTheReport() {
    String version = Run.of("-f", "json", Run.HEALTHY).report().tool().version();
    assertThat(Run.of("--version").endsWith(ExitCode.CLEAN).out())
        .startsWith("connector-analyzer " + version);
    assertThat(Run.of("-V").out()).isEqualTo(Run.of("--version").out()).doesNotContain("Java");
    assertThat(Run.of("--version", "-v").endsWith(ExitCode.CLEAN).out())
        .startsWith(Run.of("--version").out())
        .contains("Java " + Runtime.version());
  }
}
