package org.connectoranalyzer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiffCommandTest {
  @TempDir private Path folder;

  private Path saved(String capture, String... options) {
    Path file = folder.resolve("saved" + capture.hashCode() + ".json");
    Object[] args = new Object[options.length + 4];
    args[0] = capture;
    args[1] = "-f";
    args[2] = "json:" + file;
    args[3] = "-q";
    System.arraycopy(options, 0, args, 4, options.length);
    Run.of(args);
    return file;
  }

  @Test
  void aCaptureAndItsSavedReportAreTheSame() {
    Run captures = Run.of("diff", Run.PROXY_407, Run.HEALTHY);
    assertThat(captures.code()).isZero();
    assertThat(captures.err()).isEmpty();
    Run reports = Run.of("diff", saved(Run.PROXY_407, "--lang", "ja"), saved(Run.HEALTHY));
    assertThat(reports.out()).isEqualTo(captures.out());
    assertThat(Run.of("diff", saved(Run.PROXY_407), Run.HEALTHY, "--lang", "ja").out())
        .contains("判断不能");
  }

  @Test
  void aNewErrorIsExitCodeOne() {
    Run run = Run.of("diff", Run.HEALTHY, Run.PROXY_407);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains("NEW\n  ERROR  PROXY-AUTHENTICATION-REQUIRED");
    assertThat(Run.of("diff", Run.HEALTHY, Run.PROXY_407, "--fail-on", "never").code()).isZero();
    assertThat(Run.of("diff", Run.PROXY_407, Run.PROXY_407).code()).isZero();
    assertThat(Run.of("diff", Run.HEALTHY, Run.WITH_WARNING).code()).isZero();
    assertThat(Run.of("diff", Run.HEALTHY, Run.WITH_WARNING, "--fail-on", "warning").code())
        .isEqualTo(1);
  }

  @Test
  void whatDoesNotSufficeIsExitCodeThree() throws Exception {
    assertThat(Run.of("diff", Run.PROXY_407, Run.INCONCLUSIVE).code()).isEqualTo(3);
    assertThat(Run.of("diff", Run.PROXY_407, Run.INCONCLUSIVE, "--fail-on", "never").code())
        .isZero();
    Run missing = Run.of("diff", Run.PROXY_407, folder.resolve("none.pcap"));
    assertThat(missing.code()).isEqualTo(3);
    assertThat(missing.err()).contains("There is no file");
    assertThat(missing.out()).contains("UNREADABLE").doesNotContain("FIXED");

    Path other = folder.resolve("other.json");
    Files.writeString(other, " \n{\"schemaVersion\": \"1.0\",\n\"captures\": 7}");
    Run noReport = Run.of("diff", other, Run.HEALTHY, "-f", "json");
    assertThat(noReport.code()).isEqualTo(3);
    assertThat(noReport.err()).contains("is a report, but damaged: line 3, captures");
    assertThat(unusable(other, "{".repeat(100_000))).contains("is no valid JSON, or it is cut off");
    assertThat(unusable(other, "{\"findings\": []}"))
        .contains("is JSON, but no report of this program");
    assertThat(unusable(other, "{\"schemaVersion\": \"2.0\", \"captures\": []}"))
        .contains("is a report of another form", "Use the version that wrote it");
    assertThat(unusable(other, Run.of("diff", Run.HEALTHY, Run.HEALTHY, "-f", "json").out()))
        .contains("is JSON, but no report of this program");
  }

  /** What is said where that is the later report. */
  private static String unusable(Path file, String content) throws IOException {
    Files.writeString(file, content);
    Run run = Run.of("diff", Run.HEALTHY, file);
    assertThat(run.code()).isEqualTo(3);
    return run.err();
  }

  @Test
  void whatStandInsDoToAComparisonIsSaid() throws Exception {
    Path redacted = folder.resolve("redacted.json");
    Run.of(Run.PROXY_407, "--redact", "-f", "json:" + redacted);
    assertThat(Run.of("diff", redacted, Run.PROXY_407).err()).contains("the same --redact-key");
    assertThat(Run.of("diff", redacted, Run.PROXY_407, "-q").err()).isEmpty();
    assertThat(Run.of("diff", Run.PROXY_407, Run.PROXY_407).err()).isEmpty();
  }

  @Test
  void oneOfBothMayBeStandardInput() throws Exception {
    byte[] json = Files.readAllBytes(saved(Run.PROXY_407));
    Run run = Run.with(json, "diff", "-", Run.HEALTHY);
    assertThat(run.out()).isEqualTo(Run.of("diff", Run.PROXY_407, Run.HEALTHY).out());
    byte[] capture = Files.readAllBytes(Path.of(Run.HEALTHY));
    assertThat(Run.with(capture, "diff", Run.PROXY_407, "-").code()).isZero();
    Run.of("diff", "-", "-").isRefusedWith("only once");
  }

  @Test
  void wrongUsageIsSaid() throws Exception {
    Run.of("diff", Run.HEALTHY).isRefusedWith("AFTER");
    Run.of("diff", Run.HEALTHY, Run.HEALTHY, Run.HEALTHY).isRefusedWith("Unmatched argument");
    Run.of("diff", Run.HEALTHY, Run.HEALTHY, "-f", "html").isRefusedWith("text, json");
    Path report = saved(Run.HEALTHY);
    byte[] bytes = Files.readAllBytes(report);
    Run.of("diff", report, Run.HEALTHY, "-o", report).isRefusedWith("not written over");
    assertThat(Files.readAllBytes(report)).isEqualTo(bytes);
  }

  @Test
  void severalDocumentsAtOnce() throws Exception {
    Path json = folder.resolve("diff.json");
    Run run = Run.of("diff", Run.PROXY_407, Run.HEALTHY, "-f", "text", "-f", "json:" + json);
    assertThat(run.out()).startsWith("Before");
    assertThat(new String(Files.readAllBytes(json), UTF_8))
        .contains("\"change\": \"cannotBeTold\"");
  }
}
