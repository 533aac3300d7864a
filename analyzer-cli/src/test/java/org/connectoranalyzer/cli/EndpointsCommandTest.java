package org.connectoranalyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of required endpoints, for a firewall or proxy team. */
class EndpointsCommandTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void isOfThePublicCloudAndForReading() {
    Run run = Run.of("endpoints").endsWith(ExitCode.CLEAN);

    assertThat(run.out()).contains("*.msappproxy.net:443").doesNotContain("msappproxy.us");
    assertThat(Run.of("endpoints", "--cloud", "usgov").endsWith(ExitCode.CLEAN).out())
        .contains("*.msappproxy.us:443")
        .doesNotContain("msappproxy.net:443");
    assertThat(Run.of("endpoints", "--lang", "ja").endsWith(ExitCode.CLEAN).out())
        .contains("必要なホストとポート");
  }

  @Test
  void severalFormatsGoToFiles() throws IOException {
    Path csv = folder.resolve("allow.csv");
    Path json = folder.resolve("allow.json");
    Run.of("endpoints", "-f", "csv:" + csv, "-f", "json:" + json).endsWith(ExitCode.CLEAN);

    assertThat(csv).content().startsWith("pattern,port,protocol");
    assertThat(json).content().startsWith("{").endsWith("}\n");
    Run analyzed = Run.of("-f", "json", "--endpoints", json, Run.PROXY_407);
    assertThat(analyzed.out()).isEqualTo(Run.of("-f", "json", Run.PROXY_407).out());
  }

  @Test
  void theListMayBeReplaced() throws IOException {
    Path own = folder.resolve("own.json");
    Files.writeString(
        own, "{\"version\": \"1\", \"endpoints\": [{\"pattern\": \"*.example\", \"port\": 443}]}");

    assertThat(Run.of("endpoints", "--endpoints", own).endsWith(ExitCode.CLEAN).out())
        .contains("*.example:443")
        .doesNotContain("msappproxy");
  }

  @Test
  void wrongUsageIsRefused() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.json"), "{\n\"endpoints\": 1}");

    Run.of("endpoints", "--cloud", "china").isRefusedWith("'china'", "public, usgov");
    Run.of("endpoints", "-f", "html").isRefusedWith("'html'", "text, csv, json");
    Run.of("endpoints", "--endpoints", broken).isRefusedWith("broken.json", "line 2", "endpoints");
    Run.of("endpoints", "--endpoints", folder.resolve("none")).isRefusedWith("cannot be read");
    Run.of("endpoints", "capture.pcap").isRefusedWith("capture.pcap");
  }

  @Test
  void whatCannotBeWrittenIsSaid() {
    Run run = Run.of("endpoints", "-o", folder.resolve("none/x.txt"));

    assertThat(run.code()).isEqualTo(ExitCode.OUTPUT_FAILED.number());
  }

  @Test
  void serviceTagsAreReadForAnAnalysis() throws IOException {
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
    Run.of("--service-tags", folder.resolve("gone"), Run.HEALTHY).isRefusedWith("cannot be read");
  }
}
