package org.connectoranalyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.connectoranalyzer.connector.Cloud;
import org.connectoranalyzer.connector.EndpointList;
import org.connectoranalyzer.report.Analysis;
import org.connectoranalyzer.report.CaptureReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The allow list on the command line. */
class EndpointsCommandTest {
  private static String out(Object... args) {
    return Run.of(args).endsWith(ExitCode.CLEAN).out();
  }

  private static Analysis analysis(Object... args) {
    CaptureReport capture = Run.of(args).report().captures().get(0);
    return Objects.requireNonNull(capture.analysis());
  }

  @Test
  void isTextOfThePublicCloudUnasked() {
    assertThat(out("endpoints"))
        .contains("*.msappproxy.net", "TCP 443", "SOURCES")
        .doesNotContain("msappproxy.us")
        .isEqualTo(out("endpoints", "-f", "text", "--cloud", "PUBLIC"));
    assertThat(out("endpoints", "--cloud", "usgov"))
        .contains("*.msappproxy.us", "id=57063")
        .doesNotContain("msappproxy.net");
  }

  @Test
  void looksAsAsked() {
    assertThat(out("endpoints", "--lang", "ja")).contains("出典");
    assertThat(out("endpoints", "--color", "always")).contains("\u001b[1m");
    assertThat(out("endpoints", "--ascii").chars()).allMatch(c -> c < 0x80);
    assertThat(out("endpoints", "-f", "csv", "--lang", "ja", "--color", "always"))
        .isEqualTo(out("endpoints", "-f", "csv"));
  }

  @Test
  void csvHasAHeaderAndARowAnEndpoint() {
    List<String> rows = out("endpoints", "-f", "csv").lines().toList();
    assertThat(rows.get(0)).isEqualTo("pattern,port,protocol,need,purpose,cloud,source,date");
    assertThat(rows).hasSize(EndpointList.standard(Cloud.PUBLIC).requirements().size() + 1);
    assertThat(rows.get(1)).startsWith("*.msappproxy.net,443,TCP,runtime,cloudService,public,http");
  }

  @Test
  void goesToFiles(@TempDir Path folder) throws IOException {
    Path csv = folder.resolve("許可リスト.csv");
    Path json = folder.resolve("list.json");
    assertThat(out("endpoints", "-f", "csv:" + csv, "-f", "json:" + json)).isEmpty();
    assertThat(Files.readString(csv)).isEqualTo(out("endpoints", "-f", "csv"));
    assertThat(Files.readString(json)).isEqualTo(out("endpoints", "-f", "json"));
    assertThat(out("endpoints", "--lang", "ja", "-o", csv)).isEmpty();
    assertThat(Files.readString(csv)).isEqualTo(out("endpoints", "--lang", "ja"));
  }

  @Test
  void anUnwritableFileIsExitCode4(@TempDir Path folder) {
    Path missing = folder.resolve("missing").resolve("list.csv");
    Run run = Run.of("endpoints", "-f", "csv", "-o", missing);
    assertThat(run.code()).isEqualTo(4);
    assertThat(run.err()).contains("list.csv", "no such folder");
    assertThat(Run.of("endpoints", "-o", folder).code()).isEqualTo(4);
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    Run.of("endpoints", "--cloud", "china").isRefusedWith("'china'", "public, usgov");
    Run.of("endpoints", "-f", "xlsx").isRefusedWith("'xlsx'", "text, csv, json");
    Run.of("endpoints", "capture.pcapng").isRefusedWith("capture.pcapng");
    Run.of("endpoints", "--format", "text", "-f", "csv").isRefusedWith("only one format");
    Run.of("endpoints", "--fail-on", "never").isRefusedWith("--fail-on");
  }

  @Test
  void theListThatIsReadIsNotWrittenOver(@TempDir Path folder) throws IOException {
    Path list = folder.resolve("list.json");
    out("endpoints", "-f", "json", "-o", list);
    String before = Files.readString(list);
    Run.of("endpoints", "--endpoints", list, "-o", list).isRefusedWith("not written over");
    assertThat(Files.readString(list)).isEqualTo(before);
  }

  /** Written, and given back: the same list, also without {@code --cloud}. */
  @ParameterizedTest
  @EnumSource(Cloud.class)
  void itsJsonIsAList(Cloud cloud, @TempDir Path folder) throws IOException {
    String name = cloud.name().toLowerCase(Locale.ROOT);
    Path list = folder.resolve("list.json");
    out("endpoints", "--cloud", name, "-f", "json", "-o", list);
    assertThat(out("endpoints", "--endpoints", list, "-f", "json"))
        .isEqualTo(Files.readString(list));
    assertThat(out("endpoints", "--endpoints", list, "--cloud", name))
        .isEqualTo(out("endpoints", "--cloud", name));
    assertThat(Run.of(Run.HEALTHY, "--endpoints", list, "-f", "json").out())
        .isEqualTo(Run.of(Run.HEALTHY, "--cloud", name, "-f", "json").out());
  }

  @Test
  void anEditedListIsWhatAnalyzeRequires(@TempDir Path folder) throws IOException {
    Path list = folder.resolve("list.json");
    out("endpoints", "-f", "json", "-o", list);
    String edited =
        Files.readString(list)
            .replace("\"version\": \"2026-11\"", "\"version\": \"contoso 7\"")
            .replaceFirst(
                "\"endpoints\": \\[",
                "\"endpoints\": [ {\"pattern\": \"Own.Contoso.com\", \"port\": 8443,"
                    + " \"purpose\": \"own use\", \"source\": \"=HYPERLINK(1)\"},");
    Files.writeString(list, "\ufeff" + edited);
    assertThat(out("endpoints", "--endpoints", list))
        .contains("list of contoso 7", "own.contoso.com", "TCP 8443", "own use");
    assertThat(out("endpoints", "--endpoints", list, "-f", "csv"))
        .contains("own.contoso.com,8443,TCP,runtime,own use,public,'=HYPERLINK(1),\n");
    Run run = Run.of(Run.HEALTHY, "--endpoints", list, "-f", "json");
    assertThat(run.report().tool().endpointList()).isEqualTo("contoso 7");
    assertThat(analysis(Run.HEALTHY, "--endpoints", list, "-f", "json").endpoints())
        .hasSize(EndpointList.standard(Cloud.PUBLIC).requirements().size() + 1)
        .anyMatch(row -> row.pattern().equals("own.contoso.com") && row.port() == 8443);
  }

  @Test
  void aListOfAnotherCloudSaysSo(@TempDir Path folder) {
    Path list = folder.resolve("list.json");
    out("endpoints", "--cloud", "usgov", "-f", "json", "-o", list);
    Run.of("endpoints", "--endpoints", list, "--cloud", "public")
        .isRefusedWith("--endpoints", "list.json", "no endpoints of the cloud public");
    Run.of(Run.HEALTHY, "--endpoints", list, "--cloud", "public")
        .isRefusedWith("--endpoints", "list.json", "no endpoints of the cloud public");
  }

  @ParameterizedTest
  @ValueSource(strings = {"endpoints", "analyze"})
  void aBrokenListSaysWhere(String command, @TempDir Path folder) throws IOException {
    Object[] capture = command.equals("analyze") ? new Object[] {Run.HEALTHY} : new Object[0];
    Path list = folder.resolve("list.json");
    Files.writeString(list, "{\"endpoints\": [\n {\"pattern\": \"=x\", \"port\": 1}]}");
    refused(command, list, capture)
        .isRefusedWith("is no list of required endpoints: line 2, pattern");
    refused(command, folder, capture).isRefusedWith("cannot be read");
    refused(command, folder.resolve("none"), capture).isRefusedWith("none'");
  }

  private static Run refused(String command, Path list, Object... capture) {
    return capture.length == 0
        ? Run.of(command, "--endpoints", list)
        : Run.of(command, capture[0], "--endpoints", list);
  }

  @Test
  void helpNamesIt() {
    assertThat(Run.of("--help").out()).contains("endpoints");
    assertThat(out("endpoints", "--help"))
        .contains("allow list", "public, usgov", "text, csv, json", "--output=FILE");
  }

  @Test
  void aJapaneseConsoleShowsIt() {
    Terminal console = new Terminal(false, true, true, false, Charset.forName("windows-31j"), 80);
    Run run = Run.on(console, InputStream.nullInputStream(), "endpoints", "--lang", "ja");
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("出典", "9350～9354").doesNotContain("\\u");
  }

  @Test
  void serviceTagsAreReadForAnAnalysis(@TempDir Path folder) throws IOException {
    Path tags =
        Files.writeString(
            folder.resolve("tags.json"),
            "{\"cloud\": \"Public\", \"values\": [{\"name\": \"ServiceBus\", \"properties\":"
                + " {\"addressPrefixes\": [\"203.0.113.0/24\"]}}]}");
    Path none = Files.writeString(folder.resolve("none.json"), "{\"values\": []}");
    Path text = Files.writeString(folder.resolve("text.json"), "{\n\"values\": 7}");

    assertThat(Run.of("--service-tags", tags, Run.HEALTHY).code()).isZero();
    Run.of("--service-tags", none, Run.HEALTHY).isRefusedWith("no address range");
    Run.of("--service-tags", text, Run.HEALTHY).isRefusedWith("text.json", "line 2", "values");
    Run.of("--service-tags", folder.resolve("gone"), Run.HEALTHY).isRefusedWith("there is no file");
  }
}
